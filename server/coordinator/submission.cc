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

bool HasCheckpointAtEnd(Database& database, const std::string& law_key,
                        const plan::PlannedSegment& segment) {
  return !law_key.empty() &&
         !FindCheckpoint(database, law_key, segment.steps, segment.record_steps)
              .state_sha256.empty();
}

// A segment of a sweep that is being stored.
struct Merged {
  std::int64_t id = 0;
  v1::SegmentState state = v1::SEGMENT_STATE_WAITING;
  std::int64_t atom_steps = 0;
};

// How a segment that is not new stands now.
Merged Standing(Database& database, std::int64_t id) {
  const auto row = StandingOf(database, id);
  if (!row.has_value()) return {};  // the database has an error
  return {.id = id,
          .state = row->state,
          .atom_steps = AtomStepsOf(row->atoms, row->own_steps)};
}

// Opens a segment again if it was given up, but not for the sweep that has it
// already.
void Reopen(Database& database, SegmentFlow& flow, const SegmentPlan& plan,
            std::int64_t id, const Placement& placement) {
  auto segment = FindSegment(database, id);
  if (!segment.has_value()) return;
  if (!IsOpen(segment->state) && !placement.segments.contains(id)) {
    flow.ChangeState(&*segment, SegmentEvent::kReopen);
  }
  // What has not begun can be recorded as fine as the finest wish at once.
  if (plan.work.has_advance() && segment->state != v1::SEGMENT_STATE_LEASED &&
      segment->checkpoint_state_sha256.empty() &&
      plan.record_steps < segment->plan.record_steps) {
    StoreRecordSteps(database, id, plan.record_steps);
  }
}

// Whether keys of a plan's segments are those of their physics: no number is
// missing, there and upstream.
std::vector<bool> HaveAllNumbers(const plan::Plan& plan) {
  std::vector<bool> have;
  have.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    have.push_back(segment.references.empty() &&
                   (segment.parent < 0 || have[Index(segment.parent)]));
  }
  return have;
}

std::vector<Merged> MergeSegments(Database& database, SegmentFlow& flow,
                                  const v1::SweepSpec& spec,
                                  const plan::Plan& plan,
                                  const std::vector<std::int64_t>& heads,
                                  const Placement& placement, absl::Time now) {
  std::vector<Merged> merged;
  merged.reserve(plan.segments.size());
  std::vector<std::int64_t> ids;
  const std::vector<std::int64_t> paths =
      PathAtomSteps(plan, AtomStepsOf(plan, heads));
  const std::vector<bool> have_numbers = HaveAllNumbers(plan);
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& planned = plan.segments[i];
    const SegmentPlan segment =
        PlanOf(planned, spec.material().potential(), ids, heads[i]);
    const SegmentIdAndState known = FindSegmentByKey(database, planned.key);
    if (known.id == 0) {
      SegmentKeys keys;
      if (have_numbers[i]) {
        keys = {.physical_key = planned.key,
                .law_key = LawKeyOf(spec, plan, planned)};
      }
      ids.push_back(InsertSegment(database, segment, keys, paths[i], now));
      for (const int reference : planned.references) {
        InsertReference(database, ids.back(), ids[Index(reference)]);
      }
      merged.push_back(
          {.id = ids.back(),
           .atom_steps = AtomStepsOf(planned.atoms, planned.steps - heads[i])});
      continue;
    }
    ids.push_back(known.id);
    if (known.state != v1::SEGMENT_STATE_DONE) {
      Reopen(database, flow, segment, known.id, placement);
      RaisePath(database, known.id, paths[i]);
    }
    merged.push_back(Standing(database, known.id));
  }
  return merged;
}

void StorePoints(Database& database, std::int64_t sweep_id,
                 const plan::Plan& plan, const std::vector<Merged>& merged,
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
      const Merged& passed = merged[Index(segment)];
      segment_ids.push_back(passed.id);
      point.open_segments += passed.state == v1::SEGMENT_STATE_DONE ? 0 : 1;
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

std::vector<v1::SegmentState> StorePlan(Database& database, SegmentFlow& flow,
                                        std::int64_t sweep_id,
                                        const v1::SweepSpec& spec,
                                        const plan::Plan& plan,
                                        const std::vector<std::int64_t>& heads,
                                        const Placement& placement,
                                        absl::Time now) {
  const std::vector<Merged> merged =
      MergeSegments(database, flow, spec, plan, heads, placement, now);
  SweepCounts counts;
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < merged.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    ids.push_back(merged[i].id);
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
    StateCount& count = counts[merged[i].state];
    ++count.segments;
    count.atom_steps += merged[i].atom_steps;
  }
  InsertCounts(database, sweep_id, counts);
  RefreshPriorities(database, sweep_id);
  StorePoints(database, sweep_id, plan, merged, placement);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (merged[i].state != v1::SEGMENT_STATE_DONE) continue;
    // What it was to compute again of its own it has been asked for already.
    const auto own = placement.segments.find(ids[i]);
    if (own != placement.segments.end() &&
        own->second <= plan.segments[i].record_steps) {
      continue;
    }
    const auto row = FindSegment(database, ids[i]);
    if (!row.has_value()) return {};
    flow.WantReruns(*row, false);
  }
  flow.Settle(ids);
  std::vector<v1::SegmentState> states;
  states.reserve(ids.size());
  for (const std::int64_t id : ids) {
    states.push_back(Standing(database, id).state);
  }
  return states;
}

}  // namespace lehr::server
