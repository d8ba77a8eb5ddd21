#include "server/service/housekeeping.h"

#include "proto/support/log.h"

namespace lehr::server {

void Housekeeping::InTransaction(absl::Time now) {
  if (now < next_) return;
  next_ = now + interval_;
  const absl::Status status = coordinator_.ExpireLeases(now);
  if (status.ok()) return;
  Log(Severity::kError, "leases not expired", {{"error", status.ToString()}});
}

}  // namespace lehr::server
