#include "server/service/sweep_owner.h"

#include <string>

#include <absl/strings/str_format.h>

#include "server/store/sweep_table.h"

namespace lehr::server {

absl::Status CheckSweepOwner(Database& database, const Caller& caller,
                             std::int64_t sweep_id, std::string_view change) {
  const Identity& identity = caller.identity;
  if (caller.is_trusted || identity.role == Role::kAdmin) {
    return absl::OkStatus();
  }
  const auto sweep = FindSweep(database, sweep_id);
  if (!sweep.has_value() || sweep->user == identity.name) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(absl::StrFormat(
      "%s: sweep %d belongs to \"%s\": expected the owner or the role admin, "
      "found %s (\"%s\")",
      std::string(change), sweep_id, sweep->user,
      std::string(RoleName(identity.role)), identity.name));
}

}  // namespace lehr::server
