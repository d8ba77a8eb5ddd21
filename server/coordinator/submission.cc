#include "server/coordinator/submission.h"

#include <algorithm>

#include "proto/plan/law_key.h"
#include "server/core/lease_order.h"
#include "server/store/checkpoint_table.h"
#include "server/store/curve_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

// The law key of what has no references, here and upstream: keys with
// references never equal one, so that nothing is found there.
std::string LawKeyOf(const v1::SweepSpec& spec, const plan::Plan& plan,
                     const plan::PlannedSegment& segment) {
  return plan::LawKey(
      segment.parent < 0 ? "" : plan.segments[Index(segment.parent)].key,
      spec.material().potential().sha256(), segment.work);
}

bool HasCheckpointAtEnd(Database& database, const std::string& law_key,
                        const plan::PlannedSegment& segment) {
  return !law_key.empty() &&
         !FindCheckpoint(database, law_key, segment.steps, segment.record_steps)
              .state_sha256.empty();
}

// Which segments of the plan the server can know anything of: somebody has
// asked for what they start from, under whatever key. Of a sweep that is new
// hardly any, which then are not looked for.
std::vector<bool> MayBeKnown(Database& database, const plan::Plan& plan) {
  const std::size_t size = plan.segments.size();
  std::vector<bool> may(size, true);
  std::vector<bool> asked(size, false);
  std::vector<bool> is_start(size, false);  // if asked
  for (std::size_t i = 0; i < size; ++i) {
    if (plan.segments[i].parent < 0) continue;
    const std::size_t parent = Index(plan.segments[i].parent);
    if (may[parent] && !asked[parent]) {
      asked[parent] = true;
      const std::string& key = plan.segments[parent].key;
      is_start[parent] =
          FindSegmentByKey(database, key).id != 0 || HasPhysics(database, key);
    }
    may[i] = is_start[parent];
  }
  return may;
}

}  // namespace

std::vector<v1::SegmentState> StatesOf(Database& database,
                                       const v1::SweepSpec& spec,
                                       const plan::Plan& plan) {
  const std::vector<bool> may_be_known = MayBeKnown(database, plan);
  std::vector<v1::SegmentState> states;
  states.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    if (!may_be_known[states.size()]) {
      states.push_back(v1::SEGMENT_STATE_WAITING);
      continue;
    }
    const SegmentIdAndState known = FindSegmentByKey(database, segment.key);
    v1::SegmentState state =
        known.id == 0 ? v1::SEGMENT_STATE_WAITING : known.state;
    // Known under a key with a reference, whose number turned out the same, or
    // as a state on the way of something longer.
    if (state != v1::SEGMENT_STATE_DONE &&
        (FindDoneTwin(database, segment.key) != 0 ||
         HasCheckpointAtEnd(database, LawKeyOf(spec, plan, segment),
                            segment))) {
      state = v1::SEGMENT_STATE_DONE;
    }
    states.push_back(state);
  }
  return states;
}

std::vector<std::int64_t> PlannedHeadSteps(const plan::Plan& plan) {
  std::vector<std::int64_t> heads;
  heads.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    heads.push_back(segment.continues < 0
                        ? 0
                        : plan.segments[Index(segment.continues)].steps);
  }
  return heads;
}

std::vector<std::int64_t> HeadStepsOf(Database& database,
                                      const v1::SweepSpec& spec,
                                      const plan::Plan& plan) {
  const std::vector<bool> may_be_known = MayBeKnown(database, plan);
  std::vector<std::int64_t> heads;
  heads.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    std::int64_t steps = 0;
    if (segment.continues >= 0) {
      const plan::PlannedSegment& head =
          plan.segments[Index(segment.continues)];
      if (head.record_steps <= segment.record_steps) steps = head.steps;
    }
    const std::string law_key = may_be_known[heads.size()]
                                    ? LawKeyOf(spec, plan, segment)
                                    : std::string();
    if (!law_key.empty()) {
      steps = std::max(steps, FindHeadSteps(database, law_key, segment.steps,
                                            segment.record_steps));
    }
    heads.push_back(steps);
  }
  return heads;
}

v1::PlanSummary Summarize(const plan::Plan& plan,
                          const std::vector<v1::SegmentState>& states,
                          const std::vector<std::int64_t>& heads,
                          const PoolTimes& times, absl::Span<const int> cores) {
  v1::PlanSummary summary;
  summary.set_points(static_cast<int>(plan.points.size()));
  summary.set_segments(static_cast<int>(plan.segments.size()));
  std::vector<std::int64_t> left = AtomStepsOf(plan, heads);
  std::int64_t to_do = 0;
  int done = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (states[i] == v1::SEGMENT_STATE_DONE) {
      left[i] = 0;
      ++done;
    }
    to_do += left[i];
  }
  summary.set_segments_done(done);
  summary.mutable_atom_steps()->set_as_written(plan.atom_steps_as_written);
  summary.mutable_atom_steps()->set_shared(plan::SharedAtomSteps(plan));
  summary.mutable_atom_steps()->set_to_do(to_do);
  if (times.empty()) return summary;
  const PoolWork work = PoolWorkOf(plan, states, heads);
  *summary.mutable_estimated_time() = times.OfAll(work.tasks, work.loads);
  for (const int pool : cores) {
    *summary.add_pools() = times.OnCores(pool, work.tasks, work.loads);
  }
  return summary;
}

v1::PlanSummary CostOf(Database& database, const Roster& roster,
                       const v1::SubmitSweepRequest& request,
                       const plan::Plan& plan,
                       const std::vector<v1::SegmentState>& states,
                       const std::vector<std::int64_t>& heads) {
  v1::PlanSummary summary =
      Summarize(plan, states, heads,
                PoolTimes(database, roster,
                          request.spec().material().potential().sha256()));
  AddReruns(database, plan, states, request.recompute(), &summary);
  return summary;
}

void AddReruns(Database& database, const plan::Plan& plan,
               const std::vector<v1::SegmentState>& states, bool recompute,
               v1::PlanSummary* summary) {
  std::int64_t atom_steps = summary->atom_steps().to_do();
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    if (states[i] != v1::SEGMENT_STATE_DONE) continue;
    const bool coarse =
        segment.work.has_advance() && segment.record_steps > 0 &&
        segment.record_steps < RecordedSteps(database, segment.key);
    if (recompute || coarse) {
      atom_steps += AtomStepsOf(segment.atoms, segment.steps);
    }
  }
  summary->mutable_atom_steps()->set_to_do(atom_steps);
}

}  // namespace lehr::server
