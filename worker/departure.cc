#include "worker/departure.h"

#include <utility>

#include <absl/time/clock.h>

namespace lehr::worker {
namespace {

// How long the destructor may have to wait for the thread.
constexpr absl::Duration kGlance = absl::Milliseconds(100);

// Slurm and Kubernetes kill 30 s after they ask. A worker whose time is over
// begins as much earlier as it needs (time_left.h); one that a person drains
// has all the time in the world.
constexpr absl::Duration kGrace = absl::Seconds(10);
constexpr absl::Duration kGraceOfDrained = absl::Minutes(10);

// To give leases back, after what was to be delivered.
constexpr absl::Duration kLastWords = absl::Seconds(3);

}  // namespace

Departure::Departure(WaitForWish wait_for_wish, std::function<void()> on_asked)
    : thread_([this, wait = std::move(wait_for_wish),
               tell = std::move(on_asked)] { Watch(wait, tell); }) {}

Departure::~Departure() {
  ended_.Notify();
  thread_.join();
}

void Departure::SetTime(absl::Time begin, absl::Time end) {
  const absl::MutexLock lock(&mutex_);
  begin_ = begin;
  end_ = end;
}

absl::Duration Departure::grace() const {
  if (why_ == v1::FAILURE_CLASS_DRAINED) return kGraceOfDrained;
  if (why_ == v1::FAILURE_CLASS_PREEMPTED) return kGrace;
  const absl::MutexLock lock(&mutex_);
  return end_ - begin_ - kLastWords;
}

bool Departure::WaitForReason(const WaitForWish& wait_for_wish) {
  while (!wait_for_wish(kGlance)) {
    if (ended_.HasBeenNotified()) return false;
    if (drained_) {
      why_ = v1::FAILURE_CLASS_DRAINED;
      return true;
    }
    const absl::MutexLock lock(&mutex_);
    if (absl::Now() >= begin_) {
      why_ = v1::FAILURE_CLASS_WALLTIME;
      return true;
    }
  }
  return true;
}

void Departure::Watch(const WaitForWish& wait_for_wish,
                      const std::function<void()>& on_asked) {
  if (!WaitForReason(wait_for_wish)) return;
  asked_.Notify();
  on_asked();
  calls_.Cancel();
  if (ended_.WaitForNotificationWithTimeout(grace())) return;
  overdue_.Notify();
  last_calls_.Cancel();
}

}  // namespace lehr::worker
