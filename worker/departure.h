#ifndef LEHR_WORKER_DEPARTURE_H_
#define LEHR_WORKER_DEPARTURE_H_

#include <functional>
#include <thread>

#include <absl/synchronization/notification.h>
#include <absl/time/time.h>

#include "worker/calls.h"

namespace lehr::worker {

// Departure is how a worker leaves. Once it is asked to, no new work begins and
// what waits for the server without having anything to save is cut short; what
// has a result or a checkpoint to deliver gets a time of grace for it.
class Departure {
 public:
  // Waits for the wish to leave, at most so long; true if it has come.
  using WaitForWish = std::function<bool(absl::Duration)>;

  // Begins to wait. `on_asked` is called once, on a thread of this object.
  Departure(WaitForWish wait_for_wish, absl::Duration grace,
            std::function<void()> on_asked);
  ~Departure();
  Departure(const Departure&) = delete;
  Departure& operator=(const Departure&) = delete;

  bool asked() const { return asked_.HasBeenNotified(); }
  bool overdue() const { return overdue_.HasBeenNotified(); }

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
  void Watch(const WaitForWish& wait_for_wish, absl::Duration grace,
             const std::function<void()>& on_asked);

  absl::Notification asked_;
  absl::Notification overdue_;
  absl::Notification ended_;  // nobody is left to be told
  Calls calls_;
  Calls last_calls_;
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DEPARTURE_H_
