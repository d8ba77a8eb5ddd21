#include "server/core/ready_queue.h"

#include <algorithm>
#include <tuple>

namespace lehr::server {

void ReadyQueue::SetSweep(std::int64_t sweep_id, const SweepShare& share) {
  auto [sweep, is_new] = sweeps_.try_emplace(sweep_id);
  sweep->second.share = share;
  if (!is_new) return;
  // It may have been known before.
  for (const auto& [segment_id, running] : leased_) {
    if (running.sweep_id == sweep_id) ++sweep->second.running;
  }
}

void ReadyQueue::ForgetSweep(std::int64_t sweep_id) { sweeps_.erase(sweep_id); }

void ReadyQueue::Offer(std::int64_t segment_id, const Entry& entry) {
  for (const std::int64_t sweep_id : entry.sweeps) {
    const auto sweep = sweeps_.find(sweep_id);
    if (sweep == sweeps_.end()) continue;
    sweep->second.ready.insert({-entry.path_atom_steps, segment_id});
  }
}

void ReadyQueue::Withdraw(std::int64_t segment_id, const Entry& entry) {
  for (const std::int64_t sweep_id : entry.sweeps) {
    const auto sweep = sweeps_.find(sweep_id);
    if (sweep == sweeps_.end()) continue;
    sweep->second.ready.erase({-entry.path_atom_steps, segment_id});
  }
}

void ReadyQueue::Add(const ReadySegment& segment) {
  Remove(segment.id);
  Entry& entry = ready_[segment.id];
  entry.path_atom_steps = segment.path_atom_steps;
  entry.sweeps = segment.sweeps;
  if (segment.not_before > absl::UnixEpoch()) {
    entry.not_before = segment.not_before;
    delayed_.insert({segment.not_before, segment.id});
  } else {
    Offer(segment.id, entry);
  }
}

void ReadyQueue::Remove(std::int64_t segment_id) {
  const auto found = ready_.find(segment_id);
  if (found == ready_.end()) return;
  Withdraw(segment_id, found->second);
  delayed_.erase({found->second.not_before, segment_id});
  ready_.erase(found);
}

void ReadyQueue::OfferDelayed(absl::Time now) {
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    const std::int64_t segment_id = delayed_.begin()->second;
    delayed_.erase(delayed_.begin());
    Offer(segment_id, ready_.at(segment_id));
  }
}

std::optional<ReadyQueue::Choice> ReadyQueue::Next(absl::Time now,
                                                   v1::Engine engine) {
  OfferDelayed(now);
  std::map<std::string_view, double> usage;  // of users with something to lease
  std::optional<Choice> first;
  std::tuple<double, std::string_view, int, Key> best;
  for (const auto& [sweep_id, sweep] : sweeps_) {
    const SweepShare& share = sweep.share;
    if (sweep.ready.empty() || share.paused || share.engine != engine ||
        (share.max_running > 0 && sweep.running >= share.max_running)) {
      continue;
    }
    auto [had, is_new] = usage.try_emplace(share.user, 0);
    if (is_new) had->second = shares_.UsageOf(share.user, now);
    const Key& head = *sweep.ready.begin();
    const auto rank =
        std::make_tuple(had->second, had->first, -share.priority, head);
    if (first.has_value() && rank >= best) continue;
    best = rank;
    first = {.segment_id = head.second, .sweep_id = sweep_id};
  }
  return first;
}

bool ReadyQueue::HoldsForOthers(v1::Engine engine) const {
  return std::any_of(sweeps_.begin(), sweeps_.end(), [&](const auto& sweep) {
    return sweep.second.share.engine != engine && !sweep.second.ready.empty();
  });
}

void ReadyQueue::Block(std::int64_t segment_id, std::int64_t blocker) {
  const auto found = ready_.find(segment_id);
  if (found == ready_.end()) return;
  Withdraw(segment_id, found->second);
  found->second.blocker = blocker;
  blocked_[blocker].push_back(segment_id);
}

void ReadyQueue::Unblock(std::int64_t blocker) {
  const auto found = blocked_.find(blocker);
  if (found == blocked_.end()) return;
  for (const std::int64_t segment_id : found->second) {
    const auto entry = ready_.find(segment_id);
    // It may have gone, or come back, since.
    if (entry == ready_.end() || entry->second.blocker != blocker) continue;
    entry->second.blocker = 0;
    Offer(segment_id, entry->second);
  }
  blocked_.erase(found);
}

void ReadyQueue::Lease(const LeasedSegment& segment) {
  Remove(segment.id);
  for (const std::int64_t sweep_id : segment.sweeps) {
    const auto sweep = sweeps_.find(sweep_id);
    if (sweep == sweeps_.end()) continue;
    ++sweep->second.running;
    leased_[segment.id] = {.user = sweep->second.share.user,
                           .sweep_id = sweep_id,
                           .cores = segment.cores,
                           .started = segment.started};
    shares_.Begin(sweep->second.share.user, segment.cores, segment.started);
    return;
  }
}

void ReadyQueue::End(std::int64_t segment_id, absl::Time now) {
  const auto found = leased_.find(segment_id);
  if (found == leased_.end()) return;
  const Running& running = found->second;
  const auto sweep = sweeps_.find(running.sweep_id);
  if (sweep != sweeps_.end() && sweep->second.running > 0) {
    --sweep->second.running;
  }
  shares_.End(running.user, running.cores, running.started, now);
  leased_.erase(found);
}

int ReadyQueue::RunningOf(std::int64_t sweep_id) const {
  const auto sweep = sweeps_.find(sweep_id);
  return sweep == sweeps_.end() ? 0 : sweep->second.running;
}

}  // namespace lehr::server
