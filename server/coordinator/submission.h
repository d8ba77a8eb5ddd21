#ifndef LEHR_SERVER_COORDINATOR_SUBMISSION_H_
#define LEHR_SERVER_COORDINATOR_SUBMISSION_H_

#include <cstdint>
#include <map>
#include <vector>

#include <absl/time/time.h>
#include <absl/types/span.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/segment_flow.h"
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

// Adds to the summary the work of executing again what is DONE: everything, or
// that whose curve is coarser than the plan wants it.
void AddReruns(Database& database, const plan::Plan& plan,
               const std::vector<v1::SegmentState>& states, bool recompute,
               v1::PlanSummary* summary);

// What a sweep has already of a plan that is added to it.
struct Placement {
  // For each point of the plan, its number in the sweep.
  std::vector<int> numbers;
  // Those from this one on are new to the sweep.
  int first_new = 0;
  // The segments that the sweep has, with the curve's interval that it wants.
  std::map<std::int64_t, std::int64_t> segments = {};
};

// Nothing: points have the numbers that they have in the plan.
Placement NewPlacement(const plan::Plan& plan);

// Adds the plan to the running sweep `sweep_id`, which has no segments, and of
// the points those before placement.first_new: segments that the server lacks,
// with HeadStepsOf() them, those it has given up or cancelled once more unless
// it was this sweep's, the sweep's segments and points; then settles them all.
// Returns where each segment stands then.
std::vector<v1::SegmentState> StorePlan(Database& database, SegmentFlow& flow,
                                        std::int64_t sweep_id,
                                        const v1::SweepSpec& spec,
                                        const plan::Plan& plan,
                                        const std::vector<std::int64_t>& heads,
                                        const Placement& placement,
                                        absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SUBMISSION_H_
