#ifndef LEHR_SERVER_COORDINATOR_POOL_REPORT_H_
#define LEHR_SERVER_COORDINATOR_POOL_REPORT_H_

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/pool_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"
#include "server/store/pool_table.h"

namespace lehr::server {

// Answers about pools, which change nothing.

v1::Pool ReportPool(Database& database, const PoolRow& pool, absl::Time now);

absl::StatusOr<v1::ListPoolsResponse> ReportPools(
    Database& database, const v1::ListPoolsRequest& request, absl::Time now);

// In sentences, for someone who waits for a worker: what pools have on its way,
// or why they have nothing. Empty if there is no pool.
std::vector<std::string> TellOfPools(Database& database, absl::Time now);

// What is to be done for a pool now.
struct PoolPlan {
  int ask = 0;                      // for so many workers
  std::vector<std::string> cancel;  // these jobs
  std::vector<std::string> drain;   // workers of these names
};

// The plans of all pools, in the order of `pools`.
std::vector<PoolPlan> PlanPools(Database& database, const Roster& roster,
                                const std::vector<PoolRow>& pools,
                                absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_POOL_REPORT_H_
