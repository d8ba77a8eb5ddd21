#ifndef LEHR_SERVER_COORDINATOR_EXTENSION_H_
#define LEHR_SERVER_COORDINATOR_EXTENSION_H_

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/plan_filling.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/submission.h"
#include "server/store/database.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

// Where the points of the plan stand in the sweep that is to be extended by it:
// those that it has keep their numbers, new ones follow in the order of the
// plan. A point is the same if its treatment, parameters, replica and segments
// are. INVALID_ARGUMENT, naming the first of the sweep's points that the plan
// lacks and, where another point stands in its place, in what that differs.
absl::StatusOr<Placement> PlacePoints(Database& database, const SweepRow& sweep,
                                      const v1::SweepSpec& spec,
                                      const plan::Plan& plan);

// What the plan costs beyond what the sweep has. Before it is stored.
v1::PlanSummary CostOfAddition(Database& database, const SweepRow& sweep,
                               const v1::SweepSpec& spec,
                               const plan::Plan& plan,
                               const Placement& placement,
                               const PoolTimes& times);

// The sweep's cost when it was submitted, with what was added since.
v1::PlanSummary WithAddition(const SweepRow& sweep, const plan::Plan& plan,
                             const v1::PlanSummary& added);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_EXTENSION_H_
