#ifndef LEHR_SERVER_COORDINATOR_FAILURE_REPORT_H_
#define LEHR_SERVER_COORDINATOR_FAILURE_REPORT_H_

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Answers ListFailures. NOT_FOUND. Reads all failed segments and, if there are
// any, the parameters of all points.
absl::StatusOr<v1::ListFailuresResponse> ReportFailures(
    Database& database, const v1::ListFailuresRequest& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_FAILURE_REPORT_H_
