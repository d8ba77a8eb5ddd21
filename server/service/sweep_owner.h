#ifndef LEHR_SERVER_SERVICE_SWEEP_OWNER_H_
#define LEHR_SERVER_SERVICE_SWEEP_OWNER_H_

#include <cstdint>
#include <string_view>

#include <absl/status/status.h>

#include "server/service/callers.h"
#include "server/store/database.h"

namespace lehr::server {

// OK if the sweep is the caller's to change: it is his own, or he is an admin
// or trusted; also if there is no such sweep, which is another error.
// PERMISSION_DENIED, naming the owner, otherwise. `change` is what he wants:
// "CancelSweep".
absl::Status CheckSweepOwner(Database& database, const Caller& caller,
                             std::int64_t sweep_id, std::string_view change);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SWEEP_OWNER_H_
