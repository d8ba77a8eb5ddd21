#include "server/coordinator/submission.h"

#include <algorithm>
#include <numeric>

#include "proto/plan/law_key.h"
#include "server/core/lease_order.h"
#include "server/core/transitions.h"
#include "server/store/checkpoint_table.h"
#include "server/store/curve_table.h"
#include "server/store/point_table.h"
#include "server/store/segment_table.h"
#include "server/store/sweep_table.h"

namespace lehr::server {
namespace {

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

SegmentPlan PlanOf(const plan::PlannedSegment& segment,
                   const v1::PotentialRef& potential,
                   const std::vector<std::int64_t>& ids,
                   std::int64_t head_steps) {
  return {.key = segment.key,
          .parent_id = segment.parent < 0 ? 0 : ids[Index(segment.parent)],
          .work = segment.work,
          .potential_sha256 = potential.sha256(),
          .potential_name = potential.name(),
          .label = segment.label,
          .atoms = segment.atoms,
          .steps = segment.steps,
          .head_steps = head_steps,
          .record_steps = segment.record_steps};
}

// The law key of what has no references, here and upstream: keys with
// references never equal one, so that nothing is found there.
std::string LawKeyOf(const v1::SweepSpec& spec, const plan::Plan& plan,
                     const plan::PlannedSegment& segment) {
  return plan::LawKey(
      segment.parent < 0 ? "" : plan.segments[Index(segment.parent)].key,
      spec.material().potential().sha256(), segment.work);
}

bool HasCheckpointAtEnd(Database& database, const v1::SweepSpec& spec,
                        const plan::Plan& plan,
                        const plan::PlannedSegment& segment) {
  const std::string law_key = LawKeyOf(spec, plan, segment);
  return !law_key.empty() &&
         !FindCheckpoint(database, law_key, segment.steps, segment.record_steps)
              .state_sha256.empty();
}

// Adds a segment, or opens it again if it was given up, but not for the sweep
// that has it already. Returns its id.
std::int64_t MergeSegment(Database& database, SegmentFlow& flow,
                          const SegmentPlan& plan,
                          const std::vector<std::int64_t>& references,
                          const Placement& placement, absl::Time now) {
  const SegmentIdAndState known = FindSegmentByKey(database, plan.key);
  if (known.id == 0) {
    const std::int64_t id = InsertSegment(database, plan, now);
    for (const std::int64_t reference : references) {
      InsertReference(database, id, reference);
    }
    return id;
  }
  if (known.state == v1::SEGMENT_STATE_DONE) return known.id;
  auto segment = FindSegment(database, known.id);
  if (!segment.has_value()) return 0;
  if (!IsOpen(segment->state) && !placement.segments.contains(known.id)) {
    flow.ChangeState(&*segment, SegmentEvent::kReopen);
  }
  // What has not begun can be recorded as fine as the finest wish at once.
  if (plan.work.has_advance() && segment->state != v1::SEGMENT_STATE_LEASED &&
      segment->checkpoint_state_sha256.empty() &&
      plan.record_steps < segment->plan.record_steps) {
    StoreRecordSteps(database, known.id, plan.record_steps);
  }
  return known.id;
}

std::vector<std::int64_t> MergeSegments(Database& database, SegmentFlow& flow,
                                        const v1::SweepSpec& spec,
                                        const plan::Plan& plan,
                                        const Placement& placement,
                                        absl::Time now) {
  std::vector<std::int64_t> ids;
  ids.reserve(plan.segments.size());
  const std::vector<std::int64_t> heads = HeadStepsOf(database, spec, plan);
  const std::vector<std::int64_t> paths =
      PathAtomSteps(plan, AtomStepsOf(plan, heads));
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    std::vector<std::int64_t> references;
    for (const int reference : segment.references) {
      references.push_back(ids[Index(reference)]);
    }
    ids.push_back(MergeSegment(
        database, flow,
        PlanOf(segment, spec.material().potential(), ids, heads[i]), references,
        placement, now));
    RaisePath(database, ids.back(), paths[i]);
  }
  return ids;
}

void StorePoints(Database& database, std::int64_t sweep_id,
                 const plan::Plan& plan, const std::vector<std::int64_t>& ids,
                 const std::vector<v1::SegmentState>& states,
                 const Placement& placement) {
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    const plan::PlannedPoint& planned = plan.points[i];
    PointRow point;
    point.point = placement.numbers[i];
    point.treatment = planned.treatment;
    point.replica = planned.replica;
    if (planned.baseline >= 0) {
      point.baseline = placement.numbers[Index(planned.baseline)];
    }
    if (point.point < placement.first_new) {
      // What it is compared to may be new.
      StoreBaseline(database, sweep_id, point.point, point.baseline);
      continue;
    }
    for (const plan::ParameterSetting& setting : planned.parameters) {
      v1::ParameterValue& parameter = point.parameters.emplace_back();
      parameter.set_name(setting.name);
      parameter.set_value(setting.value);
    }
    std::vector<std::int64_t> segment_ids;
    for (const int segment : planned.segments) {
      segment_ids.push_back(ids[Index(segment)]);
      point.open_segments +=
          states[Index(segment)] == v1::SEGMENT_STATE_DONE ? 0 : 1;
    }
    InsertPoint(database, sweep_id, point, segment_ids);
  }
  CountPointsDone(database, sweep_id);
}

}  // namespace

std::vector<v1::SegmentState> StatesOf(Database& database,
                                       const v1::SweepSpec& spec,
                                       const plan::Plan& plan) {
  std::vector<v1::SegmentState> states;
  states.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    const SegmentIdAndState known = FindSegmentByKey(database, segment.key);
    v1::SegmentState state =
        known.id == 0 ? v1::SEGMENT_STATE_WAITING : known.state;
    // Known under a key with a reference, whose number turned out the same, or
    // as a state on the way of something longer.
    if (state != v1::SEGMENT_STATE_DONE &&
        (FindDoneTwin(database, segment.key) != 0 ||
         HasCheckpointAtEnd(database, spec, plan, segment))) {
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
  std::vector<std::int64_t> heads;
  heads.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    std::int64_t steps = 0;
    if (segment.continues >= 0) {
      const plan::PlannedSegment& head =
          plan.segments[Index(segment.continues)];
      if (head.record_steps <= segment.record_steps) steps = head.steps;
    }
    const std::string law_key = LawKeyOf(spec, plan, segment);
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

Placement NewPlacement(const plan::Plan& plan) {
  Placement placement;
  placement.numbers.resize(plan.points.size());
  std::iota(placement.numbers.begin(), placement.numbers.end(), 0);
  return placement;
}

void StorePlan(Database& database, SegmentFlow& flow, std::int64_t sweep_id,
               const v1::SweepSpec& spec, const plan::Plan& plan,
               const Placement& placement, absl::Time now) {
  const std::vector<std::int64_t> ids =
      MergeSegments(database, flow, spec, plan, placement, now);
  SweepCounts counts;
  std::vector<v1::SegmentState> states;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    InsertSweepSegment(
        database, sweep_id, static_cast<int>(i),
        {.segment_id = ids[i],
         .label = segment.label,
         .points = segment.points,
         .continues_id =
             segment.continues < 0 ? 0 : ids[Index(segment.continues)],
         .record_steps = segment.record_steps});
    for (const std::string& name : segment.saved_as) {
      InsertSavedState(database, sweep_id, ids[i], name);
    }
    const auto row = StandingOf(database, ids[i]);
    if (!row.has_value()) return;
    states.push_back(row->state);
    StateCount& count = counts[row->state];
    ++count.segments;
    count.atom_steps += AtomStepsOf(row->atoms, row->own_steps);
  }
  InsertCounts(database, sweep_id, counts);
  RefreshPriorities(database, sweep_id);
  StorePoints(database, sweep_id, plan, ids, states, placement);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (states[i] != v1::SEGMENT_STATE_DONE) continue;
    // What it was to compute again of its own it has been asked for already.
    const auto own = placement.segments.find(ids[i]);
    if (own != placement.segments.end() &&
        own->second <= plan.segments[i].record_steps) {
      continue;
    }
    const auto row = FindSegment(database, ids[i]);
    if (!row.has_value()) return;
    flow.WantReruns(*row, false);
  }
  flow.Settle(ids);
}

}  // namespace lehr::server
