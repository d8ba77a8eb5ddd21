#include "server/store/lease_table.h"

#include "server/store/state_names.h"

namespace lehr::server {
namespace {

std::vector<RunningSweep> SweepsOf(Statement row) {
  std::vector<RunningSweep> sweeps;
  while (row.Step()) {
    sweeps.push_back({.id = row.Int(0),
                      .share = {.user = row.Text(1),
                                .priority = static_cast<int>(row.Int(2)),
                                .max_running = static_cast<int>(row.Int(3)),
                                .paused = row.Int(4) != 0,
                                .engine = EngineOf(row.Text(6))},
                      .points = row.Int(5)});
  }
  return sweeps;
}

// Rows (segment, path, not before, sweep), those of a segment together.
std::vector<ReadySegment> ReadyOf(Statement row) {
  std::vector<ReadySegment> segments;
  while (row.Step()) {
    if (segments.empty() || segments.back().id != row.Int(0)) {
      segments.push_back({.id = row.Int(0),
                          .path_atom_steps = row.Int(1),
                          .not_before = row.Time(2),
                          .sweeps = {}});
    }
    segments.back().sweeps.push_back(row.Int(3));
  }
  return segments;
}

// Rows (segment, cores, started, sweep, priority), those of a segment together.
// The sweep with the largest priority comes first.
std::vector<LeasedSegment> LeasedOf(Statement row) {
  std::vector<LeasedSegment> segments;
  std::int64_t largest = 0;
  while (row.Step()) {
    if (segments.empty() || segments.back().id != row.Int(0)) {
      segments.push_back({.id = row.Int(0),
                          .sweeps = {},
                          .cores = row.Real(1),
                          .started = row.Time(2)});
      largest = row.Int(4);
    }
    std::vector<std::int64_t>& sweeps = segments.back().sweeps;
    if (row.Int(4) > largest) {
      sweeps.insert(sweeps.begin(), row.Int(3));
      largest = row.Int(4);
    } else {
      sweeps.push_back(row.Int(3));
    }
  }
  return segments;
}

// Whether the beginning of its path is to be executed once more for a curve as
// fine as the segment's.
bool IsToBeRecorded(Database& database, const SegmentRow& segment) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM segments AS shorter INDEXED BY segments_law_key
      JOIN reruns USING (segment_id)
      WHERE shorter.law_key = ?1 AND shorter.steps < ?3
        AND shorter.record_steps > ?2 AND reruns.state = 'OPEN'
        AND reruns.reason = 'RECORDING' AND reruns.record_steps <= ?2
      LIMIT 1)sql",
             Blob{segment.law_key}, segment.plan.record_steps,
             segment.plan.steps)
      .Step();
}

}  // namespace

std::vector<RunningSweep> RunningSweeps(Database& database) {
  return SweepsOf(database.Query(R"sql(
      SELECT sweep_id, user, priority, max_running, pause_reason IS NOT NULL,
             points, engine
      FROM sweeps
      WHERE state = 'RUNNING')sql"));
}

std::optional<RunningSweep> FindRunningSweep(Database& database,
                                             std::int64_t sweep_id) {
  std::vector<RunningSweep> found = SweepsOf(database.Query(R"sql(
      SELECT sweep_id, user, priority, max_running, pause_reason IS NOT NULL,
             points, engine
      FROM sweeps
      WHERE sweep_id = ?1 AND state = 'RUNNING')sql",
                                                            sweep_id));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<ReadySegment> ReadySegments(Database& database,
                                        const std::set<std::int64_t>& sweeps) {
  // Two indexes in step; joining the sweeps, too, would take as long again.
  std::vector<ReadySegment> ready = ReadyOf(database.Query(R"sql(
      SELECT segments.segment_id, path_atom_steps, not_before_us,
             sweep_segments.sweep_id
      FROM segments INDEXED BY segments_ready
      CROSS JOIN sweep_segments USING (segment_id)
      WHERE segments.state = 'READY')sql"));
  for (ReadySegment& segment : ready) {
    std::erase_if(segment.sweeps, [&](std::int64_t sweep_id) {
      return !sweeps.contains(sweep_id);
    });
  }
  std::erase_if(ready, [](const ReadySegment& segment) {
    return segment.sweeps.empty();
  });
  return ready;
}

std::vector<ReadySegment> ReadySegmentsOf(Database& database,
                                          std::int64_t sweep_id) {
  return ReadyOf(database.Query(R"sql(
      SELECT segments.segment_id, path_atom_steps, not_before_us, all_of.sweep_id
      FROM sweep_segments AS own
      CROSS JOIN segments USING (segment_id)
      CROSS JOIN sweep_segments AS all_of USING (segment_id)
      WHERE own.sweep_id = ?1 AND segments.state = 'READY')sql",
                                sweep_id));
}

std::vector<LeasedSegment> LeasedSegments(Database& database) {
  // A segment of which an attempt runs is LEASED, unless it is executed again.
  return LeasedOf(database.Query(R"sql(
      SELECT attempts.segment_id, threads, started_us, sweep_segments.sweep_id,
             sweeps.priority
      FROM attempts INDEXED BY attempts_running
      CROSS JOIN workers USING (worker_id)
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN sweeps USING (sweep_id)
      WHERE attempts.state = 'RUNNING' AND sweeps.state = 'RUNNING'
        AND NOT EXISTS (SELECT 1
                        FROM reruns
                        WHERE reruns.segment_id = attempts.segment_id
                          AND reruns.state = 'OPEN')
      ORDER BY attempts.segment_id)sql"));
}

std::optional<LeasedSegment> FindLeased(Database& database,
                                        std::int64_t segment_id) {
  std::vector<LeasedSegment> found = LeasedOf(database.Query(R"sql(
      SELECT attempts.segment_id, threads, started_us, sweep_segments.sweep_id,
             sweeps.priority
      FROM attempts
      CROSS JOIN workers USING (worker_id)
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN sweeps USING (sweep_id)
      WHERE attempts.segment_id = ?1 AND attempts.state = 'RUNNING'
        AND sweeps.state = 'RUNNING'
      ORDER BY sweep_id)sql",
                                                             segment_id));
  if (found.empty()) return std::nullopt;
  return found.front();
}

LeaseStanding LeaseStandingOf(Database& database, std::int64_t segment_id) {
  LeaseStanding standing;
  {
    Statement row = database.Query(R"sql(
        SELECT state = 'READY', state = 'LEASED', path_atom_steps, not_before_us
        FROM segments
        WHERE segment_id = ?1)sql",
                                   segment_id);
    if (!row.Step()) return standing;
    standing.leased = row.Int(1) != 0;
    if (row.Int(0) == 0) return standing;
    standing.ready = {.id = segment_id,
                      .path_atom_steps = row.Int(2),
                      .not_before = row.Time(3),
                      .sweeps = {}};
  }
  Statement row = database.Query(
      "SELECT sweep_id FROM sweep_segments WHERE segment_id = ?1", segment_id);
  while (row.Step()) standing.ready->sweeps.push_back(row.Int(0));
  return standing;
}

Obstacles ObstaclesOf(Database& database, const SegmentRow& segment,
                      absl::Time now) {
  Obstacles obstacles;
  {
    Statement row = database.Query(R"sql(
        SELECT segment_id
        FROM segments INDEXED BY segments_physical_key
        WHERE physical_key = ?1 AND state = 'LEASED'
        LIMIT 1)sql",
                                   Blob{segment.physical_key});
    if (row.Step()) obstacles.blocker = row.Int(0);
  }
  if (segment.law_key.empty()) return obstacles;
  bool coarser = false;
  Statement row = database.Query(R"sql(
      SELECT segment_id, record_steps, state, not_before_us
      FROM segments INDEXED BY segments_law_key
      WHERE law_key = ?1 AND steps < ?2
      ORDER BY steps)sql",
                                 Blob{segment.law_key}, segment.plan.steps);
  while (row.Step()) {
    if (row.Int(1) > segment.plan.record_steps) {
      coarser = true;
      continue;
    }
    const v1::SegmentState state = SegmentStateOf(row.Text(2));
    if (state == v1::SEGMENT_STATE_LEASED && !obstacles.blocker.has_value()) {
      obstacles.blocker = row.Int(0);
    }
    if (state == v1::SEGMENT_STATE_READY && obstacles.shorter_ready == 0 &&
        row.Time(3) <= now) {
      obstacles.shorter_ready = row.Int(0);
    }
  }
  if (coarser && !obstacles.blocker.has_value() &&
      IsToBeRecorded(database, segment)) {
    obstacles.blocker = kBlockedByRerun;
  }
  return obstacles;
}

bool IsLeftToOthers(Database& database, const SegmentRow& segment,
                    std::int64_t worker_id) {
  if (segment.failure_class != v1::FAILURE_CLASS_CRASH) return false;
  Statement row = database.Query(R"sql(
      WITH died (worker_id) AS (
        SELECT worker_id
        FROM attempts
        WHERE segment_id = ?1 AND failure_class = 'CRASH')
      SELECT 1
      WHERE EXISTS (SELECT 1 FROM died WHERE worker_id = ?2)
        AND EXISTS (SELECT 1
                    FROM workers
                    WHERE state = 'LIVE' AND drain_us IS NULL
                      AND engine = (SELECT own.engine
                                    FROM workers AS own
                                    WHERE own.worker_id = ?2)
                      AND worker_id NOT IN (SELECT worker_id FROM died)))sql",
                                 segment.id, worker_id);
  return row.Step();
}

std::map<std::string, Usage> LoadUsage(Database& database) {
  std::map<std::string, Usage> usage;
  Statement row =
      database.Query("SELECT user, core_seconds, as_of_us FROM usage");
  while (row.Step()) {
    usage[row.Text(0)] = {.core_seconds = row.Real(1), .as_of = row.Time(2)};
  }
  return usage;
}

void StoreUsage(Database& database, const std::string& user,
                const Usage& usage) {
  database.Run(R"sql(
      INSERT INTO usage (user, core_seconds, as_of_us)
      VALUES (?1, ?2, ?3)
      ON CONFLICT (user) DO UPDATE
      SET core_seconds = excluded.core_seconds, as_of_us = excluded.as_of_us)sql",
               std::string_view(user), usage.core_seconds, usage.as_of);
}

}  // namespace lehr::server
