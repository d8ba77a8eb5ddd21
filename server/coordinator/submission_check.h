#ifndef LEHR_SERVER_COORDINATOR_SUBMISSION_CHECK_H_
#define LEHR_SERVER_COORDINATOR_SUBMISSION_CHECK_H_

#include <cstdint>

#include <absl/status/status.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// RESOURCE_EXHAUSTED if the user has `most` sweeps that are not finished, and
// this would be one more: not a repeat of one that was accepted.
absl::Status CheckSweepsOfUser(Database& database,
                               const v1::SubmitSweepRequest& request,
                               std::int64_t most);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SUBMISSION_CHECK_H_
