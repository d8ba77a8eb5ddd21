#include "server/coordinator/pool_times.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "server/coordinator/proto_time.h"
#include "server/core/lease_order.h"
#include "server/store/running_table.h"
#include "server/store/segment_table.h"
#include "server/store/speed_table.h"

namespace lehr::server {
namespace {

// Beyond, nobody plans.
constexpr absl::Duration kLongest = absl::Hours(24 * 365 * 1000);

// What a thread adds to each step: threads meet 12 times in it, and a meeting
// takes some 50 ns for each of them (engine/PERFORMANCE.md, "Threads").
constexpr double kMeetingsPerThread = 12 * 50e-9;  // [s]
constexpr int kMostThreads = 64;

// A segment takes some 10 µs to look at, and watchers ask twice a second.
constexpr int kMostOpenSegments = 1000;

}  // namespace

google::protobuf::Duration DurationOf(double seconds) {
  return ToProto(std::min(absl::Seconds(seconds), kLongest));
}

PoolTimes::PoolTimes(Database& database, const Roster& roster,
                     std::string_view potential_sha256) {
  std::map<std::string, int> kinds;  // -1: nothing is known
  for (const auto& [session, member] : roster.members()) {
    const auto [found, is_new] = kinds.try_emplace(member.kind, -1);
    if (is_new) {
      WorkCosts costs = LoadCosts(database, member.kind, potential_sha256);
      if (costs.has_dynamics()) {
        found->second = static_cast<int>(costs_.size());
        costs_.push_back(std::move(costs));
        counts_.push_back(0);
        threads_.push_back(member.threads);
      }
    }
    if (found->second < 0) continue;
    workers_.push_back(found->second);
    ++counts_[static_cast<std::size_t>(found->second)];
  }
}

std::optional<google::protobuf::Duration> PoolTimes::Of(
    const v1::Work& work, std::int64_t atoms, std::int64_t steps) const {
  if (empty()) return std::nullopt;
  double sum = 0;
  for (std::size_t kind = 0; kind < costs_.size(); ++kind) {
    sum +=
        counts_[kind] * costs_[kind].SecondsOf(work, atoms, steps).value_or(0);
  }
  return DurationOf(sum / static_cast<double>(workers_.size()));
}

std::vector<double> PoolTimes::SecondsOf(std::size_t kind,
                                         const std::vector<Load>& loads) const {
  std::vector<double> seconds;
  seconds.reserve(loads.size());
  for (const Load& load : loads) {
    seconds.push_back(
        load.share_left *
        costs_[kind].SecondsOf(*load.work, load.atoms, load.steps).value_or(0));
  }
  return seconds;
}

google::protobuf::Duration PoolTimes::OfAll(
    const std::vector<PoolTask>& tasks, const std::vector<Load>& loads) const {
  std::vector<std::vector<double>> seconds;
  seconds.reserve(costs_.size());
  for (std::size_t kind = 0; kind < costs_.size(); ++kind) {
    seconds.push_back(SecondsOf(kind, loads));
  }
  return DurationOf(TimeOfPool(tasks, seconds, workers_));
}

v1::PoolTime PoolTimes::OnCores(int cores, const std::vector<PoolTask>& tasks,
                                const std::vector<Load>& loads) const {
  std::vector<double> core_seconds(loads.size(), 0);
  for (std::size_t kind = 0; kind < costs_.size(); ++kind) {
    const std::vector<double> seconds = SecondsOf(kind, loads);
    const double share = static_cast<double>(counts_[kind]) /
                         static_cast<double>(workers_.size());
    for (std::size_t i = 0; i < loads.size(); ++i) {
      core_seconds[i] += share * threads_[kind] * seconds[i];
    }
  }
  v1::PoolTime best;
  double least = std::numeric_limits<double>::infinity();
  for (int threads = 1; threads <= std::min(cores, kMostThreads);
       threads *= 2) {
    std::vector<double> seconds;
    seconds.reserve(loads.size());
    for (std::size_t i = 0; i < loads.size(); ++i) {
      const double meetings = threads == 1 ? 0 : kMeetingsPerThread * threads;
      seconds.push_back(core_seconds[i] / threads +
                        meetings * static_cast<double>(loads[i].steps));
    }
    const double time = TimeOfPool(
        tasks, {seconds},
        std::vector<int>(static_cast<std::size_t>(cores / threads), 0));
    if (time >= least) continue;
    least = time;
    best.set_cores(cores);
    best.set_workers(cores / threads);
    best.set_threads(threads);
    *best.mutable_time() = DurationOf(time);
  }
  return best;
}

std::optional<absl::Duration> EstimateOf(Database& database,
                                         const Roster& roster,
                                         const SegmentRow& segment) {
  const auto time = PoolTimes(database, roster, segment.plan.potential_sha256)
                        .Of(segment.work(), segment.plan.atoms,
                            segment.plan.steps - segment.plan.head_steps);
  if (!time.has_value()) return std::nullopt;
  return FromProto(*time);
}

PoolWork PoolWorkOf(const plan::Plan& plan,
                    const std::vector<v1::SegmentState>& states,
                    const std::vector<std::int64_t>& heads) {
  const std::vector<std::int64_t> paths =
      PathAtomSteps(plan, AtomStepsOf(plan, heads));
  PoolWork work;
  work.tasks.reserve(plan.segments.size());
  work.loads.reserve(plan.segments.size());
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    work.tasks.push_back({.parent = segment.parent,
                          .continues = segment.continues,
                          .references = segment.references,
                          .path = paths[i],
                          .done = states[i] == v1::SEGMENT_STATE_DONE});
    work.loads.push_back({.work = &segment.work,
                          .atoms = segment.atoms,
                          .steps = segment.steps - heads[i]});
  }
  return work;
}

std::optional<google::protobuf::Duration> TimeLeft(
    Database& database, const Roster& roster, std::int64_t sweep_id,
    const std::map<std::int64_t, double>& shares_done) {
  const std::vector<OpenSegment> open =
      OpenSegmentsOf(database, sweep_id, kMostOpenSegments + 1);
  if (open.size() > kMostOpenSegments) return std::nullopt;
  if (open.empty()) return DurationOf(0);
  const PoolTimes times(database, roster, open.front().potential_sha256);
  if (times.empty()) return std::nullopt;
  // What is not found here is done already.
  std::map<std::int64_t, int> positions;
  const auto position_of = [&](std::int64_t segment_id) {
    const auto found = positions.find(segment_id);
    return found == positions.end() ? -1 : found->second;
  };
  std::vector<PoolTask> tasks;
  std::vector<PoolTimes::Load> loads;
  for (const OpenSegment& segment : open) {
    positions[segment.segment_id] = static_cast<int>(tasks.size());
    PoolTask task = {.parent = position_of(segment.parent_id),
                     .continues = position_of(segment.continues_id),
                     .path = segment.path_atom_steps};
    for (const std::int64_t id : ReferencesOf(database, segment.segment_id)) {
      task.references.push_back(position_of(id));
    }
    const auto share = shares_done.find(segment.segment_id);
    task.running = share != shares_done.end();
    tasks.push_back(std::move(task));
    loads.push_back(
        {.work = &segment.work,
         .atoms = segment.atoms,
         .steps = segment.steps - segment.head_steps,
         .share_left = tasks.back().running ? 1 - share->second : 1});
  }
  return times.OfAll(tasks, loads);
}

}  // namespace lehr::server
