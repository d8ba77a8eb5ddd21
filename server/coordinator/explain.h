#ifndef LEHR_SERVER_COORDINATOR_EXPLAIN_H_
#define LEHR_SERVER_COORDINATOR_EXPLAIN_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// Why a point or a segment is where it is, and what happens next (TellStory).
// Of a point, the segments that keep it from being done, wherever they are:
// those that wait for nothing else first. Changes nothing. NOT_FOUND,
// INVALID_ARGUMENT.
absl::StatusOr<v1::ExplainResponse> ReportExplanation(
    Database& database, const Roster& roster, const v1::ExplainRequest& request,
    absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_EXPLAIN_H_
