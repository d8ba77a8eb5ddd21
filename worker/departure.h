#ifndef LEHR_WORKER_DEPARTURE_H_
#define LEHR_WORKER_DEPARTURE_H_

#include <atomic>
#include <functional>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/synchronization/notification.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/calls.h"

namespace lehr::worker {

// Departure is how a worker leaves: because a person or the system wants it to,
// because the server does, or because its time is over. Once it is asked to, no
// new work begins and what waits for the server without having anything to save
// is cut short; what has a result or a checkpoint to deliver gets a time of
// grace for it.
class Departure {
 public:
  // Waits for the wish to leave, at most so long; true if it has come.
  using WaitForWish = std::function<bool(absl::Duration)>;

  // Begins to wait; the wish is PREEMPTED. `on_asked` is called once, on a
  // thread of this object.
  Departure(WaitForWish wait_for_wish, std::function<void()> on_asked);
  ~Departure();
  Departure(const Departure&) = delete;
  Departure& operator=(const Departure&) = delete;

  // The server wants it to leave: DRAINED.
  void Drain() { drained_ = true; }
  // It has to begin to leave at `begin`, to be gone at `end`: WALLTIME. May be
  // changed.
  void SetTime(absl::Time begin, absl::Time end);

  bool asked() const { return asked_.HasBeenNotified(); }
  bool overdue() const { return overdue_.HasBeenNotified(); }

  // Once it is asked: why, and how long what is to be delivered has.
  v1::FailureClass why() const { return why_; }
  absl::Duration grace() const;

  // Sleeps for so long, or until the moment comes.
  void SleepUntilAsked(absl::Duration time) const {
    asked_.WaitForNotificationWithTimeout(time);
  }
  void SleepUntilOverdue(absl::Duration time) const {
    overdue_.WaitForNotificationWithTimeout(time);
  }

  // Cancelled when the wish comes.
  Calls& calls() { return calls_; }
  // Cancelled when the time of grace is over.
  Calls& last_calls() { return last_calls_; }

 private:
  // False if nobody is left to be told.
  bool WaitForReason(const WaitForWish& wait_for_wish);
  void Watch(const WaitForWish& wait_for_wish,
             const std::function<void()>& on_asked);

  std::atomic<bool> drained_ = false;
  std::atomic<v1::FailureClass> why_ = v1::FAILURE_CLASS_PREEMPTED;
  mutable absl::Mutex mutex_;
  absl::Time begin_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Time end_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Notification asked_;
  absl::Notification overdue_;
  absl::Notification ended_;  // nobody is left to be told
  Calls calls_;
  Calls last_calls_;
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DEPARTURE_H_
