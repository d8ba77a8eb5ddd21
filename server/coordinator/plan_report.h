#ifndef LEHR_SERVER_COORDINATOR_PLAN_REPORT_H_
#define LEHR_SERVER_COORDINATOR_PLAN_REPORT_H_

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// Says what the plan, which is that of the request's spec, would do here.
// Changes nothing. The segments end where the largest answer would be exceeded;
// the summary is that of all.
v1::PlanSweepResponse DescribePlan(Database& database,
                                   const v1::PlanSweepRequest& request,
                                   const plan::Plan& plan,
                                   const Roster& roster);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_PLAN_REPORT_H_
