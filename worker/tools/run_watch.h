#ifndef LEHR_WORKER_TOOLS_RUN_WATCH_H_
#define LEHR_WORKER_TOOLS_RUN_WATCH_H_

#include <memory>
#include <string>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "worker/attempt_control.h"

namespace lehr::worker {

// RunWatch looks after a computation from a thread of its own: says on standard
// error how far it is, if it takes more than two seconds, and stops it when
// SIGINT or SIGTERM has come.
class RunWatch {
 public:
  RunWatch();
  ~RunWatch();
  RunWatch(const RunWatch&) = delete;
  RunWatch& operator=(const RunWatch&) = delete;

  // What is computed from now on: "3/7 hold 300 K".
  std::shared_ptr<AttemptControl> Begin(std::string what);

 private:
  void Run();
  void Show();

  const bool terminal_;  // a person looks at it: the line is redrawn
  const absl::Time begun_;
  bool shown_ = false;  // in this thread only
  absl::Time next_show_;

  absl::Mutex mutex_;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  std::string what_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<AttemptControl> control_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_RUN_WATCH_H_
