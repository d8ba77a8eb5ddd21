#ifndef LEHR_SERVER_COORDINATOR_RESULT_REPORT_H_
#define LEHR_SERVER_COORDINATOR_RESULT_REPORT_H_

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Points of a sweep with what was measured, and what follows from that by
// comparison with their baselines. A point that is its own baseline is not
// compared. Changes nothing. NOT_FOUND, INVALID_ARGUMENT.
absl::StatusOr<v1::ListResultsResponse> ReportResults(
    Database& database, const v1::ListResultsRequest& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_RESULT_REPORT_H_
