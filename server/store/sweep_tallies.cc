#include "server/store/sweep_tallies.h"

#include "server/store/state_names.h"

namespace lehr::server {

void SweepTallies::Move(std::int64_t sweep_id, v1::SegmentState from,
                        v1::SegmentState to, std::int64_t atom_steps) {
  Change(sweep_id, from, {.segments = -1, .atom_steps = -atom_steps});
  Change(sweep_id, to, {.segments = 1, .atom_steps = atom_steps});
}

void SweepTallies::Add(std::int64_t sweep_id, v1::SegmentState state,
                       std::int64_t atom_steps) {
  Change(sweep_id, state, {.segments = 1, .atom_steps = atom_steps});
}

void SweepTallies::Change(std::int64_t sweep_id, v1::SegmentState state,
                          const StateCount& by) {
  StateCount& moved = moved_[{sweep_id, state}];
  moved.segments += by.segments;
  moved.atom_steps += by.atom_steps;
  const auto known = counts_.find(sweep_id);
  if (known == counts_.end()) return;
  StateCount& count = known->second[state];
  count.segments += by.segments;
  count.atom_steps += by.atom_steps;
}

void SweepTallies::AddPointsDone(std::int64_t sweep_id, int points) {
  points_done_[sweep_id] += points;
}

const SweepCounts& SweepTallies::CountsOf(Database& database,
                                          std::int64_t sweep_id) {
  const auto [found, is_new] = counts_.try_emplace(sweep_id);
  SweepCounts& counts = found->second;
  if (!is_new) return counts;
  Statement row = database.Query(R"sql(
      SELECT state, segments, atom_steps
      FROM sweep_counts
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  while (row.Step()) {
    counts[SegmentStateOf(row.Text(0))] = {.segments = row.Int(1),
                                           .atom_steps = row.Int(2)};
  }
  for (const auto& [key, moved] : moved_) {
    if (key.first != sweep_id) continue;
    counts[key.second].segments += moved.segments;
    counts[key.second].atom_steps += moved.atom_steps;
  }
  return counts;
}

const SweepTallies::Standing& SweepTallies::StandingOf(Database& database,
                                                       std::int64_t sweep_id) {
  const auto [found, is_new] = standings_.try_emplace(sweep_id);
  if (!is_new) return found->second;
  Statement row = database.Query(R"sql(
      SELECT state = 'RUNNING', pause_reason IS NOT NULL, audit_fraction,
             recompute
      FROM sweeps
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  if (row.Step()) {
    found->second = {.running = row.Int(0) != 0,
                     .paused = row.Int(1) != 0,
                     .audit_fraction = row.Real(2),
                     .recompute = row.Int(3) != 0};
  }
  return found->second;
}

void SweepTallies::Write(Database& database) {
  for (const auto& [key, moved] : std::exchange(moved_, {})) {
    if (moved.segments == 0 && moved.atom_steps == 0) continue;
    database.Run(R"sql(
        UPDATE sweep_counts
        SET segments = segments + ?3, atom_steps = atom_steps + ?4
        WHERE sweep_id = ?1 AND state = ?2)sql",
                 key.first, NameOf(key.second), moved.segments,
                 moved.atom_steps);
  }
  for (const auto& [sweep_id, points] : std::exchange(points_done_, {})) {
    database.Run(R"sql(
        UPDATE sweeps
        SET points_done = points_done + ?2
        WHERE sweep_id = ?1)sql",
                 sweep_id, points);
  }
}

void SweepTallies::Forget() {
  moved_.clear();
  points_done_.clear();
  counts_.clear();
  standings_.clear();
}

void SettleTallies(Database& database) {
  auto& tallies = database.Behind<SweepTallies>();
  tallies.Write(database);
  tallies.Forget();
}

}  // namespace lehr::server
