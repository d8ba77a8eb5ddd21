#ifndef LEHR_WORKER_ATTEMPTS_H_
#define LEHR_WORKER_ATTEMPTS_H_

#include <memory>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/attempt_control.h"

namespace lehr::worker {

// Attempts are those that a worker has: one that runs, perhaps one that is to
// run next, and those whose results are on their way. Any thread may call
// anything.
class Attempts {
 public:
  void Add(std::shared_ptr<AttemptControl> control);
  // Its end was told.
  void Remove(const AttemptControl& control);

  std::vector<v1::Progress> progress() const;

  // Nothing if there is no such attempt.
  void Stop(const v1::AttemptId& id, StopReason reason);
  void StopAll(StopReason reason);

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::shared_ptr<AttemptControl>> attempts_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ATTEMPTS_H_
