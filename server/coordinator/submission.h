#ifndef LEHR_SERVER_COORDINATOR_SUBMISSION_H_
#define LEHR_SERVER_COORDINATOR_SUBMISSION_H_

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/types/span.h>

#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// Where each segment of a plan stands on the server; WAITING if it is new.
std::vector<v1::SegmentState> StatesOf(Database& database,
                                       const v1::SweepSpec& spec,
                                       const plan::Plan& plan);

// For each segment, the steps of the one that it continues in the plan.
std::vector<std::int64_t> PlannedHeadSteps(const plan::Plan& plan);

// For each segment, the steps that it does not take itself: those of the
// longest shorter segment on the same path, in the plan or DONE on the server.
std::vector<std::int64_t> HeadStepsOf(Database& database,
                                      const v1::SweepSpec& spec,
                                      const plan::Plan& plan);

// What the plan costs, given where its segments stand, and how long that takes
// the present workers and pools of so many cores.
v1::PlanSummary Summarize(const plan::Plan& plan,
                          const std::vector<v1::SegmentState>& states,
                          const std::vector<std::int64_t>& heads,
                          const PoolTimes& times,
                          absl::Span<const int> cores = {});

// What is known of a plan before it is submitted, beside the thread that
// decides.
struct SubmissionOutlook {
  v1::PlanSummary summary;
  // What workers are to measure for it, if anything.
  std::optional<v1::CalibrationWanted> calibration;
};

// What the submitted plan costs, all told.
v1::PlanSummary CostOf(Database& database, const Roster& roster,
                       const v1::SubmitSweepRequest& request,
                       const plan::Plan& plan,
                       const std::vector<v1::SegmentState>& states,
                       const std::vector<std::int64_t>& heads);

// Adds to the summary the work of executing again what is DONE: everything, or
// that whose curve is coarser than the plan wants it.
void AddReruns(Database& database, const plan::Plan& plan,
               const std::vector<v1::SegmentState>& states, bool recompute,
               v1::PlanSummary* summary);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SUBMISSION_H_
