#include "worker/attempt_control.h"

#include <absl/time/clock.h>

namespace lehr::worker {
namespace {

constexpr absl::Duration kSpeedWindow = absl::Seconds(10);
// A speed over less than this says more about the clock than about the engine.
constexpr absl::Duration kShortestSpan = absl::Seconds(1);

}  // namespace

void AttemptControl::Stop(StopReason reason) {
  StopReason before = reason_.load();
  const bool saves =
      reason == StopReason::kLeaving || reason == StopReason::kHandBack;
  while (before == StopReason::kNone ||
         (!saves && (before == StopReason::kLeaving ||
                     before == StopReason::kHandBack))) {
    if (reason_.compare_exchange_weak(before, reason)) return;
  }
}

void AttemptControl::Report(std::int64_t steps_done, std::int64_t steps_total,
                            std::int64_t atoms) {
  Note(steps_done, steps_total, atoms);
  if (on_report_) on_report_();
}

void AttemptControl::Note(std::int64_t steps_done, std::int64_t steps_total,
                          std::int64_t atoms) {
  const absl::Time now = absl::Now();
  const absl::MutexLock lock(&mutex_);
  steps_done_ = steps_done;
  steps_total_ = steps_total;
  atoms_ = atoms;
  if (anchor_steps_ < 0) {
    anchor_steps_ = steps_done;
    anchor_time_ = now;
    return;
  }
  const absl::Duration passed = now - anchor_time_;
  if (passed <= absl::ZeroDuration()) return;
  if (passed < kShortestSpan && speed_ > 0) return;
  speed_ = static_cast<double>(steps_done - anchor_steps_) *
           static_cast<double>(atoms) / absl::ToDoubleSeconds(passed);
  if (passed > kSpeedWindow) {
    anchor_steps_ = steps_done;
    anchor_time_ = now;
  }
}

v1::Progress AttemptControl::progress() const {
  v1::Progress progress;
  *progress.mutable_id() = id_;
  const absl::MutexLock lock(&mutex_);
  progress.set_steps_done(steps_done_);
  progress.set_steps_total(steps_total_);
  progress.set_atoms(atoms_);
  progress.set_atom_steps_per_second(speed_);
  return progress;
}

}  // namespace lehr::worker
