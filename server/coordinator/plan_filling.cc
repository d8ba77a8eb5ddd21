#include "server/coordinator/plan_filling.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/law_key.h"
#include "server/core/lease_order.h"
#include "server/core/transitions.h"
#include "server/store/point_table.h"
#include "server/store/segment_table.h"
#include "server/store/submission_table.h"
#include "server/store/sweep_tallies.h"

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

// Opens a segment again if it was given up, but not for the sweep that has it
// already.
void Reopen(Database& database, SegmentFlow& flow,
            const plan::PlannedSegment& planned, std::int64_t id,
            const Placement& placement) {
  auto segment = FindSegment(database, id);
  if (!segment.has_value()) return;
  if (!IsOpen(segment->state) && !placement.segments.contains(id)) {
    flow.ChangeState(&*segment, SegmentEvent::kReopen);
  }
  // What has not begun can be recorded as fine as the finest wish at once.
  if (planned.work.has_advance() &&
      segment->state != v1::SEGMENT_STATE_LEASED &&
      segment->checkpoint_state_sha256.empty() &&
      planned.record_steps < segment->plan.record_steps) {
    StoreRecordSteps(database, id, planned.record_steps);
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

}  // namespace

Placement NewPlacement(const plan::Plan& plan) {
  Placement placement;
  placement.numbers.resize(plan.points.size());
  std::iota(placement.numbers.begin(), placement.numbers.end(), 0);
  return placement;
}

PlanFilling::PlanFilling(const plan::Plan* plan,
                         const v1::PotentialRef& potential,
                         std::vector<std::int64_t> heads, Placement placement)
    : plan_(*plan),
      potential_(potential),
      heads_(std::move(heads)),
      placement_(std::move(placement)),
      paths_(PathAtomSteps(plan_, AtomStepsOf(plan_, heads_))),
      have_numbers_(HaveAllNumbers(plan_)) {
  ids_.reserve(plan_.segments.size());
}

absl::Status PlanFilling::Continue(Database& database, std::int64_t sweep_id) {
  const auto submission = FindSubmission(database, sweep_id);
  if (!submission.has_value()) {
    return absl::NotFoundError(
        absl::StrFormat("sweep %d is not being submitted", sweep_id));
  }
  sweep_id_ = sweep_id;
  next_point_ = static_cast<std::size_t>(submission->points_stored);
  ids_.clear();
  for (const SweepSegment& stored : SegmentsOf(database, sweep_id)) {
    const std::size_t i = ids_.size();
    if (i == plan_.segments.size() ||
        FindSegmentByKey(database, plan_.segments[i].key).id !=
            stored.segment_id) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "another release of lehrd began to store it, with another plan from "
          "\"%s\" on: submit it again, nothing is computed twice",
          stored.label));
    }
    ids_.push_back(stored.segment_id);
  }
  return absl::OkStatus();
}

void PlanFilling::StoreSlice(Database& database, SegmentFlow& flow, int most,
                             absl::Time now) {
  const auto sweep = FindSweep(database, sweep_id_);
  if (!sweep.has_value()) return;  // the database has an error
  const std::size_t first = ids_.size();
  const std::vector<Merged> merged =
      MergeSegments(database, flow, *sweep, Index(most), now);
  InsertWishes(database, first, merged);
  StorePoints(database, first, merged, Index(most));
  WantReruns(database, flow, first, merged);
  // What is new and starts from what is not there just waits, as most does,
  // unless the same physics is known under another key.
  const auto just_waits = [&](std::size_t i) {
    const int parent = plan_.segments[i].parent;
    if (!merged[i - first].is_new || !have_numbers_[i] || parent < 0) {
      return false;
    }
    const auto start = StandingOf(database, ids_[Index(parent)]);
    return start.has_value() && start->state != v1::SEGMENT_STATE_DONE &&
           FindDoneTwin(database, plan_.segments[i].key) == 0;
  };
  std::vector<std::int64_t> unsettled;
  for (std::size_t i = first; i < first + merged.size(); ++i) {
    if (!just_waits(i)) unsettled.push_back(ids_[i]);
  }
  flow.Settle(unsettled);
}

PlanFilling::Merged PlanFilling::Insert(Database& database,
                                        const SweepRow& sweep, std::size_t i,
                                        absl::Time now) {
  const plan::PlannedSegment& planned = plan_.segments[i];
  SegmentKeys keys;
  if (have_numbers_[i]) {
    keys.physical_key = planned.key;
    keys.law_key = plan::LawKey(
        planned.parent < 0 ? "" : plan_.segments[Index(planned.parent)].key,
        potential_.sha256(), planned.work);
  }
  ids_.push_back(InsertSegment(database,
                               PlanOf(planned, potential_, ids_, heads_[i]),
                               keys, sweep.priority, paths_[i], now));
  for (const int reference : planned.references) {
    InsertReference(database, ids_.back(), ids_[Index(reference)]);
  }
  return {.atom_steps = AtomStepsOf(planned.atoms, planned.steps - heads_[i]),
          .is_new = true};
}

std::vector<PlanFilling::Merged> PlanFilling::MergeSegments(
    Database& database, SegmentFlow& flow, const SweepRow& sweep,
    std::size_t most, absl::Time now) {
  const std::size_t first = ids_.size();
  const std::size_t end = first + std::min(most, plan_.segments.size() - first);
  std::vector<Merged> merged;
  merged.reserve(end - first);
  for (std::size_t i = first; i < end; ++i) {
    const plan::PlannedSegment& planned = plan_.segments[i];
    const SegmentIdAndState known = FindSegmentByKey(database, planned.key);
    if (known.id == 0) {
      merged.push_back(Insert(database, sweep, i, now));
      continue;
    }
    ids_.push_back(known.id);
    if (known.state != v1::SEGMENT_STATE_DONE) {
      Reopen(database, flow, planned, known.id, placement_);
      RaisePath(database, known.id, paths_[i]);
    }
    const auto standing = StandingOf(database, known.id);
    if (!standing.has_value()) break;  // the database has an error
    merged.push_back(
        {.state = standing->state,
         .atom_steps = AtomStepsOf(standing->atoms, standing->own_steps)});
  }
  return merged;
}

void PlanFilling::InsertWishes(Database& database, std::size_t first,
                               const std::vector<Merged>& merged) const {
  auto& tallies = database.Behind<SweepTallies>();
  for (std::size_t k = 0; k < merged.size(); ++k) {
    const std::size_t i = first + k;
    const plan::PlannedSegment& segment = plan_.segments[i];
    InsertSweepSegment(
        database, sweep_id_, static_cast<int>(i),
        {.segment_id = ids_[i],
         .label = segment.label,
         .points = segment.points,
         .continues_id =
             segment.continues < 0 ? 0 : ids_[Index(segment.continues)],
         .record_steps = segment.record_steps});
    for (const std::string& name : segment.saved_as) {
      InsertSavedState(database, sweep_id_, ids_[i], name);
    }
    tallies.Add(sweep_id_, merged[k].state, merged[k].atom_steps);
    if (!merged[k].is_new) RefreshPriority(database, ids_[i]);
  }
}

void PlanFilling::WantReruns(Database& database, SegmentFlow& flow,
                             std::size_t first,
                             const std::vector<Merged>& merged) const {
  for (std::size_t k = 0; k < merged.size(); ++k) {
    if (merged[k].state != v1::SEGMENT_STATE_DONE) continue;
    const std::size_t i = first + k;
    // What it was to compute again of its own it has been asked for already.
    const auto own = placement_.segments.find(ids_[i]);
    if (own != placement_.segments.end() &&
        own->second <= plan_.segments[i].record_steps) {
      continue;
    }
    const auto row = FindSegment(database, ids_[i]);
    if (!row.has_value()) return;  // the database has an error
    flow.WantReruns(*row, false);
  }
}

void PlanFilling::StorePoints(Database& database, std::size_t first,
                              const std::vector<Merged>& merged,
                              std::size_t most) {
  DoneByPlace done;
  for (std::size_t k = 0; k < merged.size(); ++k) {
    done[static_cast<int>(first + k)] =
        merged[k].state == v1::SEGMENT_STATE_DONE;
  }
  const auto is_stored = [this](int place) {
    return Index(place) < ids_.size();
  };
  for (; most > 0 && next_point_ < plan_.points.size(); --most) {
    const std::vector<int>& path = plan_.points[next_point_].segments;
    if (!std::all_of(path.begin(), path.end(), is_stored)) return;
    StorePoint(database, next_point_++, &done);
  }
}

void PlanFilling::StorePoint(Database& database, std::size_t i,
                             DoneByPlace* done) const {
  const plan::PlannedPoint& planned = plan_.points[i];
  PointRow point;
  point.point = placement_.numbers[i];
  point.treatment = planned.treatment;
  point.replica = planned.replica;
  if (planned.baseline >= 0) {
    point.baseline = placement_.numbers[Index(planned.baseline)];
  }
  if (point.point < placement_.first_new) {
    // What it is compared to may be new.
    StoreBaseline(database, sweep_id_, point.point, point.baseline);
    return;
  }
  for (const plan::ParameterSetting& setting : planned.parameters) {
    v1::ParameterValue& parameter = point.parameters.emplace_back();
    parameter.set_name(setting.name);
    parameter.set_value(setting.value);
  }
  std::vector<std::int64_t> segment_ids;
  segment_ids.reserve(planned.segments.size());
  for (const int place : planned.segments) {
    segment_ids.push_back(ids_[Index(place)]);
    const auto [found, is_unknown] = done->try_emplace(place);
    if (is_unknown) {
      const auto standing = StandingOf(database, segment_ids.back());
      found->second =
          standing.has_value() && standing->state == v1::SEGMENT_STATE_DONE;
    }
    point.open_segments += found->second ? 0 : 1;
  }
  InsertPoint(database, sweep_id_, point, segment_ids);
  if (point.open_segments == 0) {
    database.Behind<SweepTallies>().AddPointsDone(sweep_id_, 1);
  }
}

}  // namespace lehr::server
