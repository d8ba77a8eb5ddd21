#ifndef LEHR_WORKER_ATTEMPT_CONTROL_H_
#define LEHR_WORKER_ATTEMPT_CONTROL_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

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
  kHandBack,   // the server, or a long outage, wants just that back: as above
};

// AttemptControl stands between the thread that computes an attempt and those
// that talk to the server about it: progress goes up, the wish to stop comes
// down. Any thread may call anything.
class AttemptControl {
 public:
  // `on_report` is called after each Report, by its thread.
  explicit AttemptControl(const v1::AttemptId& id,
                          std::function<void()> on_report = {})
      : id_(id), on_report_(std::move(on_report)) {}

  const v1::AttemptId& id() const { return id_; }

  // Asks for the end. What drops the work goes over what saves it; otherwise
  // the first reason stays.
  void Stop(StopReason reason);
  StopReason stopped() const { return reason_.load(); }
  bool KeepGoing() const { return stopped() == StopReason::kNone; }
  // Whether what was done by now is still of use.
  bool IsWanted() const {
    return stopped() != StopReason::kCancelled &&
           stopped() != StopReason::kStale;
  }

  // What was done by now, with earlier attempts; the speed follows from the
  // reports of the last ten seconds or so.
  void Report(std::int64_t steps_done, std::int64_t steps_total,
              std::int64_t atoms);

  v1::Progress progress() const;

 private:
  void Note(std::int64_t steps_done, std::int64_t steps_total,
            std::int64_t atoms);

  const v1::AttemptId id_;
  const std::function<void()> on_report_;
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
