#include "server/coordinator/segment_facts.h"

#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>

#include "proto/plan/curves_read.h"
#include "server/coordinator/memory_fit.h"
#include "server/coordinator/pool_times.h"
#include "server/coordinator/proto_time.h"
#include "server/coordinator/running_progress.h"
#include "server/core/transitions.h"
#include "server/core/walltime_fit.h"
#include "server/store/attempt_table.h"
#include "server/store/explain_table.h"
#include "server/store/provenance_table.h"
#include "server/store/running_table.h"
#include "server/store/state_names.h"

namespace lehr::server {
namespace {

// More are not worth counting for a person.
constexpr std::int64_t kMostAhead = 1000;

std::string Named(const WantingSweep& sweep) {
  return absl::StrFormat("sweep %d (%s)", sweep.id, sweep.name);
}

std::optional<absl::Duration> TimeLeftOf(const v1::Progress& progress) {
  if (progress.atom_steps_per_second() <= 0) return std::nullopt;
  const auto left = static_cast<double>(std::max<std::int64_t>(
      progress.steps_total() - progress.steps_done(), 0));
  return absl::Seconds(left * static_cast<double>(progress.atoms()) /
                       progress.atom_steps_per_second());
}

}  // namespace

Standing FactGatherer::StandingOf(const SegmentRow& segment) {
  Standing standing = {.id = segment.id,
                       .label = LabelOf(segment),
                       .state = segment.state,
                       .error = segment.error};
  if (segment.state != v1::SEGMENT_STATE_LEASED) return standing;
  const auto running = RunningOfSegment(database_, segment.id);
  const auto attempt = FindRunningAttempt(database_, segment.id);
  if (!running.has_value() || !attempt.has_value()) return standing;
  const v1::Progress progress = ProgressOf(roster_, *running);
  standing.worker = running->worker;
  standing.running_for =
      std::max(now_ - attempt->started, absl::ZeroDuration());
  standing.share_done = ShareDone(*running, progress);
  standing.time_left = TimeLeftOf(progress);
  return standing;
}

// As the sweep calls it: a shared segment keeps the name that it got first.
std::string FactGatherer::LabelOf(const SegmentRow& segment) {
  if (!sweep_.has_value()) return segment.plan.label;
  const auto position = PositionOf(database_, sweep_->id, segment.id);
  if (!position.has_value()) return segment.plan.label;
  const auto wanted = SegmentsOf(database_, sweep_->id, *position, 1);
  return wanted.empty() ? segment.plan.label : wanted.front().label;
}

std::vector<SegmentRow> FactGatherer::NeedsOf(const SegmentRow& segment) {
  std::vector<std::int64_t> ids = ReferencesOf(database_, segment.id);
  if (segment.plan.parent_id != 0) ids.push_back(segment.plan.parent_id);
  std::vector<SegmentRow> needs;
  for (const std::int64_t id : ids) {
    auto need = FindSegment(database_, id);
    if (!need.has_value()) break;
    if (need->state != v1::SEGMENT_STATE_DONE) {
      needs.push_back(*std::move(need));
    }
  }
  return needs;
}

SegmentFacts FactGatherer::FactsOf(const SegmentRow& segment) {
  const SegmentTimes times = TimesOf(database_, segment.id);
  SegmentFacts facts = {.self = StandingOf(segment),
                        .attempts = segment.attempts,
                        .failure_class = times.failure_class,
                        .not_before = times.not_before};
  facts.dependents = OpenDependentsOf(segment.id);
  facts.wishes = WishesFor(segment.id);
  if (segment.state == v1::SEGMENT_STATE_WAITING) {
    for (const SegmentRow& need : NeedsOf(segment)) {
      if (need.id == segment.plan.parent_id) {
        facts.start = StandingOf(need);
      } else {
        facts.measurements.push_back(StandingOf(need));
      }
    }
    facts.awaits_curve = plan::CurvesRead(segment.work().measurement()) > 0;
  } else if (segment.state == v1::SEGMENT_STATE_READY) {
    const auto other = FindSegment(database_, InTheWayOf(database_, segment));
    if (other.has_value()) {
      facts.in_the_way = StandingOf(*other);
      facts.same_physics = other->physical_key == segment.physical_key;
    }
    facts.pool = PoolFor(segment);
    if (segment.work().has_advance()) facts.hindrance = roster_.notice();
    facts.ahead = ReadyBefore(database_, segment.id, kMostAhead);
  } else if (segment.state == v1::SEGMENT_STATE_DONE) {
    facts.origin = OriginOf(segment);
  }
  return facts;
}

PoolStanding FactGatherer::PoolFor(const SegmentRow& segment) {
  PoolStanding pool = {.memory_wanted = MemoryWanted(database_, segment)};
  const auto estimate = EstimateOf(database_, roster_, segment);
  std::set<v1::Engine> engines;
  for (const WantingSweep& sweep : SweepsWith(database_, segment.id)) {
    if (!sweep.running) continue;
    engines.insert(sweep.engine);
    pool.engine = absl::AsciiStrToLower(std::string(NameOf(sweep.engine)));
  }
  for (const auto& [session, member] : roster_.members()) {
    if (!engines.contains(member.engine)) {
      ++pool.other_engine;
      continue;
    }
    ++pool.live;
    std::optional<absl::Duration> left;
    if (member.leave.has_value()) left = *member.leave - now_;
    if (member.draining) {
      ++pool.draining;
    } else if (!roster_.hosts().WhyAside(member.host, now_).empty()) {
      ++pool.aside;
    } else if (!MayLease(left, kCheckpointInterval, estimate)) {
      ++pool.too_short;
    } else if (!HasMemory(database_, member.worker_id, pool.memory_wanted)) {
      ++pool.too_small;
    } else if (!member.attempts.empty()) {
      ++pool.busy;
    }
  }
  return pool;
}

std::vector<Wish> FactGatherer::WishesFor(std::int64_t segment_id) {
  std::vector<Wish> wishes;
  for (const WantingSweep& sweep : SweepsWith(database_, segment_id)) {
    if (!sweep.running) continue;
    wishes.push_back({.sweep_id = sweep.id,
                      .sweep = sweep.name,
                      .pause_reason = sweep.pause_reason,
                      .max_running = sweep.max_running,
                      .running = sweep.leased});
  }
  return wishes;
}

std::optional<Origin> FactGatherer::OriginOf(const SegmentRow& segment) {
  const SegmentTimes times = TimesOf(database_, segment.id);
  if (!times.done.has_value()) return std::nullopt;
  Origin origin = {.done = *times.done};
  for (const v1::Attempt& attempt : HistoryOf(database_, segment.id)) {
    if (attempt.state() != "SUCCEEDED") continue;
    origin.attempt = attempt.attempt();
    origin.worker = attempt.worker();
    origin.run_time = FromProto(attempt.run_time());
    break;  // others are reruns
  }
  const std::int64_t twin = FindDoneTwin(database_, segment.physical_key);
  if (twin != segment.id) origin.taken_from = twin;
  if (!sweep_.has_value() || origin.done > sweep_->created) return origin;
  origin.before_sweep =
      absl::StrFormat("sweep %d (%s)", sweep_->id, sweep_->name);
  const std::vector<WantingSweep> sweeps = SweepsWith(database_, segment.id);
  if (!sweeps.empty() && sweeps.front().id != sweep_->id) {
    origin.first_sweep = Named(sweeps.front());
  }
  return origin;
}

int FactGatherer::OpenDependentsOf(std::int64_t segment_id) {
  int open = 0;
  for (const std::int64_t id : DependentsOf(database_, segment_id)) {
    const auto standing = lehr::server::StandingOf(database_, id);
    if (standing.has_value() && IsOpen(standing->state)) ++open;
  }
  return open;
}

}  // namespace lehr::server
