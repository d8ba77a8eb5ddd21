#include "server/coordinator/plan_report.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "server/coordinator/measured_numbers.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/submission.h"
#include "server/core/lease_order.h"
#include "server/core/work_numbers.h"

namespace lehr::server {
namespace {

// Below what clients receive (proto/support/channel.h), with room for what
// stands around the list.
constexpr std::size_t kMostPlanBytes = 60 << 20;

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

// The references of `segment` by the keys of what they refer to.
int PositionIn(const plan::Plan& plan, const plan::PlannedSegment& segment,
               const std::string& key) {
  const auto found =
      std::find_if(segment.references.begin(), segment.references.end(),
                   [&](int i) { return plan.segments[Index(i)].key == key; });
  return found == segment.references.end() ? -1 : *found;
}

v1::PlannedSegment Describe(const plan::Plan& plan,
                            const plan::PlannedSegment& planned,
                            v1::SegmentState state) {
  v1::PlannedSegment segment;
  segment.set_parent(planned.parent);
  segment.set_label(planned.label);
  segment.set_atoms(planned.atoms);
  segment.set_steps(planned.steps);
  segment.set_state(state);
  segment.set_points(planned.points);
  segment.set_key(planned.key);
  segment.set_continues(planned.continues);
  if (planned.continues >= 0) {
    segment.set_head_steps(plan.segments[Index(planned.continues)].steps);
  }
  segment.set_atom_steps(
      AtomStepsOf(planned.atoms, planned.steps - segment.head_steps()));
  segment.set_physical_time_ps(PhysicalTimePs(planned.work, planned.steps));
  segment.mutable_saved_as()->Assign(planned.saved_as.begin(),
                                     planned.saved_as.end());
  segment.set_measurement(planned.work.has_measurement());
  return segment;
}

}  // namespace

v1::PlanSweepResponse DescribePlan(Database& database,
                                   const v1::PlanSweepRequest& request,
                                   const plan::Plan& plan,
                                   const Roster& roster) {
  v1::PlanSweepResponse response;
  const bool reuse = !request.no_reuse();
  const std::vector<v1::SegmentState> states =
      reuse ? StatesOf(database, request.spec(), plan)
            : std::vector<v1::SegmentState>(plan.segments.size(),
                                            v1::SEGMENT_STATE_WAITING);
  const std::vector<std::int64_t> heads =
      reuse ? HeadStepsOf(database, request.spec(), plan)
            : PlannedHeadSteps(plan);
  const PoolTimes times(database, roster,
                        request.spec().material().potential().sha256());
  *response.mutable_summary() =
      Summarize(plan, states, heads, times, request.cores());
  AddReruns(database, plan, states, false, response.mutable_summary());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& planned = plan.segments[i];
    v1::PlannedSegment segment = Describe(plan, planned, states[i]);
    if (const auto time =
            times.Of(planned.work, planned.atoms, planned.steps - heads[i])) {
      *segment.mutable_estimated_time() = *time;
    }
    if (!planned.references.empty()) {
      for (v1::MeasuredNumber& number : MeasuredNumbersOf(
               database, planned.work, [&](const std::string& key) {
                 return PositionIn(plan, planned, key);
               })) {
        if (!reuse) number.clear_value();
        *segment.add_measured() = std::move(number);
      }
    }
    bytes += segment.ByteSizeLong();
    if (bytes > kMostPlanBytes) break;
    *response.add_segments() = std::move(segment);
  }
  return response;
}

}  // namespace lehr::server
