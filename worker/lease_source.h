#ifndef LEHR_WORKER_LEASE_SOURCE_H_
#define LEHR_WORKER_LEASE_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/attempt_control.h"
#include "worker/attempts.h"
#include "worker/calls.h"
#include "worker/departure.h"
#include "worker/server_link.h"

namespace lehr::worker {

// A lease, and what controls its attempt.
struct LeasedAttempt {
  v1::Lease lease;
  std::shared_ptr<AttemptControl> control;
};

// LeaseSource asks for leases on a thread of its own, one at a time, so that
// the next one can be there before the last one has ended.
class LeaseSource {
 public:
  // All must outlive this.
  LeaseSource(ServerLink* link, Departure* departure, Attempts* attempts);
  ~LeaseSource() { Stop(); }
  LeaseSource(const LeaseSource&) = delete;
  LeaseSource& operator=(const LeaseSource&) = delete;

  // Asks for a lease, unless that is being done or one is here.
  void Want();
  // The lease, if one is here.
  std::optional<LeasedAttempt> Take();
  // Waits for one. None if the worker is to leave, or to measure something.
  std::optional<LeasedAttempt> Wait();
  // How long one has been here.
  absl::Duration Waiting() const;

  // Asks no more. A lease that came before is still here.
  void Stop();

 private:
  void Work();
  // The answer to a question; nothing if none was given.
  void Ask();
  bool HasWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return (wanted_ && !departure_->asked()) || ended_;
  }
  bool NeedNotWait() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return here_.has_value() || departure_->asked() ||
           link_->has_calibrations();
  }

  ServerLink* const link_;
  Departure* const departure_;
  Attempts* const attempts_;
  Calls calls_;
  std::int64_t sequence_ = 1;

  mutable absl::Mutex mutex_;
  bool wanted_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<LeasedAttempt> here_ ABSL_GUARDED_BY(mutex_);
  absl::Time came_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LEASE_SOURCE_H_
