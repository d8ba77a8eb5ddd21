#ifndef LEHR_SERVER_COORDINATOR_SEGMENT_REPORT_H_
#define LEHR_SERVER_COORDINATOR_SEGMENT_REPORT_H_

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// A sweep with a page of its segments, or with the one that is asked for.
// Changes nothing. NOT_FOUND, INVALID_ARGUMENT.
absl::StatusOr<v1::GetSweepResponse> ReportSweep(
    Database& database, const Roster& roster,
    const v1::GetSweepRequest& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SEGMENT_REPORT_H_
