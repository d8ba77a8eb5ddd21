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

// Rows (segment, cores, started, sweep), those of a segment together.
std::vector<LeasedSegment> LeasedOf(Statement row) {
  std::vector<LeasedSegment> segments;
  while (row.Step()) {
    if (segments.empty() || segments.back().id != row.Int(0)) {
      segments.push_back({.id = row.Int(0),
                          .sweeps = {},
                          .cores = row.Real(1),
                          .started = row.Time(2)});
    }
    segments.back().sweeps.push_back(row.Int(3));
  }
  return segments;
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

std::vector<ReadySegment> ReadySegments(Database& database) {
  return ReadyOf(database.Query(R"sql(
      SELECT segments.segment_id, path_atom_steps, not_before_us,
             sweep_segments.sweep_id
      FROM segments INDEXED BY segments_ready
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN sweeps USING (sweep_id)
      WHERE segments.state = 'READY' AND sweeps.state = 'RUNNING')sql"));
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
  return LeasedOf(database.Query(R"sql(
      SELECT attempts.segment_id, threads, started_us, sweep_segments.sweep_id
      FROM attempts
      CROSS JOIN segments USING (segment_id)
      CROSS JOIN workers USING (worker_id)
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN sweeps USING (sweep_id)
      WHERE attempts.state = 'RUNNING' AND segments.state = 'LEASED'
        AND sweeps.state = 'RUNNING'
      ORDER BY attempts.segment_id, sweeps.priority DESC, sweep_id)sql"));
}

std::optional<LeasedSegment> FindLeased(Database& database,
                                        std::int64_t segment_id) {
  std::vector<LeasedSegment> found = LeasedOf(database.Query(R"sql(
      SELECT attempts.segment_id, threads, started_us, sweep_segments.sweep_id
      FROM attempts
      CROSS JOIN workers USING (worker_id)
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN sweeps USING (sweep_id)
      WHERE attempts.segment_id = ?1 AND attempts.state = 'RUNNING'
        AND sweeps.state = 'RUNNING'
      ORDER BY sweeps.priority DESC, sweep_id)sql",
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

std::optional<std::int64_t> BlockerOf(Database& database,
                                      const SegmentRow& segment) {
  {
    Statement row = database.Query(R"sql(
        SELECT segment_id
        FROM segments INDEXED BY segments_physical_key
        WHERE physical_key = ?1 AND state = 'LEASED'
        LIMIT 1)sql",
                                   Blob{segment.physical_key});
    if (row.Step()) return row.Int(0);
  }
  if (segment.law_key.empty()) return std::nullopt;
  Statement row =
      database.Query(R"sql(
      SELECT segment_id
      FROM segments INDEXED BY segments_law_key
      WHERE law_key = ?1 AND steps < ?3 AND record_steps <= ?2
        AND state = 'LEASED'
      UNION ALL
      SELECT ?4
      FROM segments AS shorter INDEXED BY segments_law_key
      JOIN reruns USING (segment_id)
      WHERE shorter.law_key = ?1 AND shorter.steps < ?3
        AND shorter.record_steps > ?2 AND reruns.state = 'OPEN'
        AND reruns.reason = 'RECORDING' AND reruns.record_steps <= ?2
      LIMIT 1)sql",
                     Blob{segment.law_key}, segment.plan.record_steps,
                     segment.plan.steps, kBlockedByRerun);
  if (!row.Step()) return std::nullopt;
  return row.Int(0);
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

std::int64_t ShorterReady(Database& database, const SegmentRow& segment,
                          absl::Time now) {
  if (segment.law_key.empty()) return 0;
  Statement row =
      database.Query(R"sql(
      SELECT segment_id
      FROM segments INDEXED BY segments_law_key
      WHERE law_key = ?1 AND steps < ?3 AND record_steps <= ?2
        AND state = 'READY' AND not_before_us <= ?4
      ORDER BY steps
      LIMIT 1)sql",
                     Blob{segment.law_key}, segment.plan.record_steps,
                     segment.plan.steps, now);
  return row.Step() ? row.Int(0) : 0;
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
