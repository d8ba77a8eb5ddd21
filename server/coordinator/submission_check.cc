#include "server/coordinator/submission_check.h"

#include <absl/strings/str_format.h>

#include "server/store/sweep_table.h"
#include "server/store/user_sweeps.h"

namespace lehr::server {

absl::Status CheckSweepsOfUser(Database& database,
                               const v1::SubmitSweepRequest& request,
                               std::int64_t most) {
  if (CountRunningSweepsOf(database, request.user()) < most ||
      FindSweepByRequest(database, request.request_id()).has_value()) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(absl::StrFormat(
      "sweeps of \"%s\": expected at most %d that are not finished (lehrd "
      "--limit-sweeps), found as many already: wait for one to end, or cancel "
      "one",
      request.user(), most));
}

}  // namespace lehr::server
