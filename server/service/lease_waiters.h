#ifndef LEHR_SERVER_SERVICE_LEASE_WAITERS_H_
#define LEHR_SERVER_SERVICE_LEASE_WAITERS_H_

#include <functional>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// LeaseWaiters holds calls of LeaseSegment until there is work, in the order in
// which they came. Everything happens on the executor's thread.
class LeaseWaiters final : public Participant {
 public:
  // A call that waits.
  struct Waiter {
    v1::LeaseSegmentRequest request;
    absl::Time deadline;  // answered without a lease then
    // Whether nobody waits for the answer any more. It must get no lease, which
    // would lie idle until it is lost.
    std::function<bool()> is_abandoned;
    std::function<void(const absl::StatusOr<v1::LeaseSegmentResponse>&)> answer;
  };

  explicit LeaseWaiters(Coordinator* coordinator)
      : coordinator_(*coordinator) {}

  // In a transaction. A session has one call that waits: an older one is
  // answered with ABORTED.
  void Wait(Waiter waiter);

  // In a transaction: answers all with UNAVAILABLE, and whoever comes after.
  void Close();

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status& committed) override;

 private:
  struct Answer {
    Waiter waiter;
    absl::StatusOr<v1::LeaseSegmentResponse> response;
  };

  Coordinator& coordinator_;
  std::list<Waiter> waiters_;
  std::unordered_map<std::string, std::list<Waiter>::iterator> by_session_;
  std::vector<Answer> answers_;  // of the present transaction
  bool closed_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_LEASE_WAITERS_H_
