#ifndef LEHR_WORKER_ATTEMPT_CONTROL_H_
#define LEHR_WORKER_ATTEMPT_CONTROL_H_

#include <atomic>
#include <cstdint>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"

namespace lehr::worker {

// Why an attempt should end before its work is done.
enum class StopReason {
  kNone,       // go on
  kCancelled,  // a heartbeat's answer said so
  kStale,      // the server refused a report of this attempt: drop the work
  kLeaving,    // the worker was asked to leave: save what can be saved
};

// AttemptControl stands between the thread that computes an attempt and those
// that talk to the server about it: progress goes up, the wish to stop comes
// down. Any thread may call anything.
class AttemptControl {
 public:
  explicit AttemptControl(const v1::AttemptId& id) : id_(id) {}

  const v1::AttemptId& id() const { return id_; }

  // Asks for the end. What the server wants goes over leaving; otherwise the
  // first reason stays.
  void Stop(StopReason reason);
  StopReason stopped() const { return reason_.load(); }
  bool KeepGoing() const { return stopped() == StopReason::kNone; }

  // What was done by now, with earlier attempts; the speed follows from the
  // reports of the last ten seconds or so.
  void Report(std::int64_t steps_done, std::int64_t steps_total,
              std::int64_t atoms);

  v1::Progress progress() const;

 private:
  const v1::AttemptId id_;
  std::atomic<StopReason> reason_{StopReason::kNone};

  mutable absl::Mutex mutex_;
  std::int64_t steps_done_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t steps_total_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t atoms_ ABSL_GUARDED_BY(mutex_) = 0;
  double speed_ ABSL_GUARDED_BY(mutex_) = 0;  // atom-steps per second
  // Report from which the speed is counted.
  std::int64_t anchor_steps_ ABSL_GUARDED_BY(mutex_) = -1;
  absl::Time anchor_time_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ATTEMPT_CONTROL_H_
