#ifndef LEHR_SERVER_SERVICE_HOUSEKEEPING_H_
#define LEHR_SERVER_SERVICE_HOUSEKEEPING_H_

#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// Housekeeping looks for lost workers once in a while. On the executor's
// thread.
class Housekeeping final : public Participant {
 public:
  Housekeeping(Coordinator* coordinator, absl::Duration interval)
      : coordinator_(*coordinator), interval_(interval) {}

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status&) override {}

 private:
  Coordinator& coordinator_;
  absl::Duration interval_;
  absl::Time next_ = absl::InfinitePast();
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_HOUSEKEEPING_H_
