#include "server/coordinator/lease_queue.h"

#include <algorithm>
#include <set>
#include <utility>

#include "server/store/lease_table.h"
#include "server/store/rerun_table.h"

namespace lehr::server {
namespace {

// So many that do not fit are passed over before a worker gets nothing: looking
// at one takes some 20 us, everybody waits, and many may have to leave at once.
constexpr int kMostUnfit = 30;

// So many that write states are set aside at a time: each only once.
constexpr int kMostHeld = 1000;

// In place of a segment, what stands for HoldStates().
constexpr std::int64_t kNoSpace = -3;

void SortOnce(std::vector<std::int64_t>* ids) {
  std::sort(ids->begin(), ids->end());
  ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
}

}  // namespace

LeaseQueue::LeaseQueue(Database* database) : database_(*database) {
  for (const char* table : {"sweeps", "segments", "reruns"}) {
    database_.Watch(table);
  }
}

void LeaseQueue::Refresh(absl::Time now) {
  auto sweeps = database_.TakeTouched("sweeps");
  auto segments = database_.TakeTouched("segments");
  const auto reruns = database_.TakeTouched("reruns");
  if (!in_step_ || !sweeps.has_value() || !segments.has_value()) {
    ReadAll();
  } else {
    SortOnce(&*sweeps);
    for (const std::int64_t sweep_id : *sweeps) RefreshSweep(sweep_id);
    SortOnce(&*segments);
    for (const std::int64_t id : *segments) RefreshSegment(id, now);
  }
  if (!in_step_ || !reruns.has_value() || !reruns->empty()) {
    queue_.Unblock(kBlockedByRerun);
    has_reruns_ = HasOpenReruns(database_);
  }
  in_step_ = database_.status().ok();
}

void LeaseQueue::ReadAll() {
  std::map<std::string, Usage> had = LoadUsage(database_);
  // What ran on the way here is better known than what was written down.
  for (auto& [user, usage] : queue_.shares().Ended()) had[user] = usage;
  queue_ = ReadyQueue();
  for (const auto& [user, usage] : had) queue_.shares().Restore(user, usage);
  points_.clear();
  std::set<std::int64_t> running;
  for (const RunningSweep& sweep : RunningSweeps(database_)) {
    queue_.SetSweep(sweep.id, sweep.share);
    points_[sweep.id] = sweep.points;
    running.insert(sweep.id);
  }
  for (const ReadySegment& segment : ReadySegments(database_, running)) {
    queue_.Add(segment);
  }
  for (const LeasedSegment& segment : LeasedSegments(database_)) {
    queue_.Lease(segment);
  }
}

void LeaseQueue::RefreshSweep(std::int64_t sweep_id) {
  const auto sweep = FindRunningSweep(database_, sweep_id);
  if (!sweep.has_value()) {
    queue_.ForgetSweep(sweep_id);
    points_.erase(sweep_id);
    return;
  }
  queue_.SetSweep(sweep_id, sweep->share);
  // Zero if it was not known.
  if (std::exchange(points_[sweep_id], sweep->points) == sweep->points) return;
  for (const ReadySegment& segment : ReadySegmentsOf(database_, sweep_id)) {
    queue_.Add(segment);
  }
}

void LeaseQueue::RefreshSegment(std::int64_t segment_id, absl::Time now) {
  const LeaseStanding standing = LeaseStandingOf(database_, segment_id);
  if (standing.leased) {
    queue_.Remove(segment_id);
    if (queue_.IsLeased(segment_id)) return;
    // Taken up again by a worker that was thought lost.
    const auto leased = FindLeased(database_, segment_id);
    if (leased.has_value()) queue_.Lease(*leased);
    return;
  }
  queue_.End(segment_id, now);
  queue_.Unblock(segment_id);
  if (standing.ready.has_value()) {
    queue_.Add(*standing.ready);
  } else {
    queue_.Remove(segment_id);
  }
}

std::optional<LeaseQueue::Choice> LeaseQueue::First(const WorkerRow& worker,
                                                    const Fits& fits,
                                                    absl::Time now) {
  Refresh(now);
  left_out_ = false;
  auto choice = FirstFor(worker, fits, now);
  if (left_out_) queue_.Unblock(kLeftToOthers);
  return choice;
}

std::optional<LeaseQueue::Choice> LeaseQueue::FirstFor(const WorkerRow& worker,
                                                       const Fits& fits,
                                                       absl::Time now) {
  int unfit = 0;
  int held = 0;
  while (const auto next = queue_.Next(now, worker.engine)) {
    auto segment = FindSegment(database_, next->segment_id);
    if (!segment.has_value()) return std::nullopt;  // the database has an error
    const Obstacles obstacles = ObstaclesOf(database_, *segment, now);
    if (obstacles.blocker.has_value()) {
      queue_.Block(segment->id, *obstacles.blocker);
      continue;
    }
    // The beginning of its path comes first, for whoever else wants that.
    if (obstacles.shorter_ready != 0 && queue_.Holds(obstacles.shorter_ready)) {
      segment = FindSegment(database_, obstacles.shorter_ready);
      if (!segment.has_value()) return std::nullopt;
    }
    if (holds_states_ && segment->work().has_advance()) {
      queue_.Block(next->segment_id, kNoSpace);
      if (++held < kMostHeld) continue;
      left_out_ = true;  // the next one who asks goes on from here
      return std::nullopt;
    }
    const bool is_fit = fits(*segment);
    if (!is_fit || IsLeftToOthers(database_, *segment, worker.id)) {
      queue_.Block(next->segment_id, kLeftToOthers);
      left_out_ = true;
      if (!is_fit && ++unfit >= kMostUnfit) return std::nullopt;
      continue;
    }
    return Choice{.segment = *std::move(segment), .sweep_id = next->sweep_id};
  }
  left_out_ = left_out_ || queue_.HoldsForOthers(worker.engine);
  return std::nullopt;
}

void LeaseQueue::HoldStates(bool hold) {
  if (!hold && holds_states_) queue_.Unblock(kNoSpace);
  holds_states_ = hold;
}

void LeaseQueue::Lease(const Choice& choice, double cores, absl::Time now) {
  queue_.Lease({.id = choice.segment.id,
                .sweeps = {choice.sweep_id},
                .cores = cores,
                .started = now});
}

void LeaseQueue::SaveUsage() {
  for (const auto& [user, usage] : queue_.shares().Ended()) {
    StoreUsage(database_, user, usage);
  }
}

}  // namespace lehr::server
