#ifndef LEHR_SERVER_COORDINATOR_PROVENANCE_H_
#define LEHR_SERVER_COORDINATOR_PROVENANCE_H_

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// All that led to the numbers of a point: the segments of its path, the
// measurements whose numbers entered their laws, and what led to those, each
// once and parents first. Changes nothing. NOT_FOUND.
absl::StatusOr<v1::GetProvenanceResponse> ReportProvenance(
    Database& database, const Roster& roster,
    const v1::GetProvenanceRequest& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_PROVENANCE_H_
