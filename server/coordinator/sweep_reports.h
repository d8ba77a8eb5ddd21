#ifndef LEHR_SERVER_COORDINATOR_SWEEP_REPORTS_H_
#define LEHR_SERVER_COORDINATOR_SWEEP_REPORTS_H_

#include <cstdint>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

// Answers about sweeps, made of what the store and the roster say. They change
// nothing.

// NOT_FOUND.
absl::StatusOr<SweepRow> SweepNumbered(Database& database,
                                       std::int64_t sweep_id);

v1::Sweep Glance(Database& database, const SweepRow& sweep);

absl::StatusOr<v1::ListSweepsResponse> ReportSweeps(
    Database& database, const Roster& roster,
    const v1::ListSweepsRequest& request);

// Progress; what runs is counted with the part that its worker has reported.
absl::StatusOr<v1::WatchSweepResponse> ReportProgress(
    Database& database, const Roster& roster,
    const v1::WatchSweepRequest& request);

v1::ListWorkersResponse ReportWorkers(Database& database, const Roster& roster,
                                      absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SWEEP_REPORTS_H_
