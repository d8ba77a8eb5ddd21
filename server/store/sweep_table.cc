#include "server/store/sweep_table.h"

#include <limits>

#include "server/store/state_names.h"

namespace lehr::server {
namespace {

std::vector<SweepRow> RowsOf(Statement row) {
  std::vector<SweepRow> sweeps;
  while (row.Step()) {
    SweepRow& sweep = sweeps.emplace_back();
    sweep.id = row.Int(0);
    sweep.request_id = row.Text(1);
    sweep.name = row.Text(2);
    sweep.spec = row.Bytes(3);
    sweep.spec_sha256 = row.Bytes(4);
    sweep.summary = row.Bytes(5);
    sweep.state = SweepStateOf(row.Text(6));
    sweep.priority = static_cast<int>(row.Int(7));
    sweep.points = static_cast<int>(row.Int(8));
    sweep.points_done = static_cast<int>(row.Int(9));
    sweep.created = row.Time(10);
    if (!row.IsNull(11)) sweep.ended = row.Time(11);
    sweep.user = row.Text(12);
    sweep.max_running = static_cast<int>(row.Int(13));
    sweep.max_failures = static_cast<int>(row.Int(14));
    sweep.failures_accepted = static_cast<int>(row.Int(15));
    sweep.cancel_reason = row.Text(16);
    if (!row.IsNull(17)) sweep.pause_reason = row.Text(17);
  }
  return sweeps;
}

std::optional<SweepRow> First(std::vector<SweepRow> sweeps) {
  if (sweeps.empty()) return std::nullopt;
  return std::move(sweeps.front());
}

}  // namespace

std::int64_t InsertSweep(Database& database, const SweepRow& sweep) {
  database.Run(R"sql(
      INSERT INTO sweeps (request_id, name, spec, spec_sha256, summary, state,
                          priority, points, points_done, created_us,
                          audit_fraction, recompute, user, max_running,
                          max_failures, engine)
      VALUES (?1, ?2, ?3, ?4, x'', 'RUNNING', ?5, ?6, 0, ?7, ?8, ?9, ?10, ?11,
              ?12, ?13))sql",
               sweep.request_id, sweep.name, Blob{sweep.spec},
               Blob{sweep.spec_sha256}, sweep.priority, sweep.points,
               sweep.created, sweep.audit_fraction, sweep.recompute ? 1 : 0,
               sweep.user, sweep.max_running, sweep.max_failures,
               NameOf(sweep.engine));
  return database.last_insert_id();
}

void StoreSummary(Database& database, std::int64_t sweep_id,
                  std::string_view summary) {
  database.Run("UPDATE sweeps SET summary = ?2 WHERE sweep_id = ?1", sweep_id,
               Blob{summary});
}

std::optional<SweepRow> FindSweep(Database& database, std::int64_t sweep_id) {
  database.WritePending();
  return First(RowsOf(database.Query(R"sql(
      SELECT sweep_id, request_id, name, spec, spec_sha256, summary, state,
             priority, points, points_done, created_us, ended_us, user,
             max_running, max_failures, failures_accepted, cancel_reason,
             pause_reason
      FROM sweeps
      WHERE sweep_id = ?1)sql",
                                     sweep_id)));
}

std::optional<SweepRow> FindSweepByRequest(Database& database,
                                           std::string_view request_id) {
  database.WritePending();
  return First(RowsOf(database.Query(R"sql(
      SELECT sweep_id, request_id, name, spec, spec_sha256, summary, state,
             priority, points, points_done, created_us, ended_us, user,
             max_running, max_failures, failures_accepted, cancel_reason,
             pause_reason
      FROM sweeps
      WHERE request_id = ?1)sql",
                                     request_id)));
}

std::vector<SweepRow> ListSweeps(Database& database, const SweepFilter& filter,
                                 std::int64_t before, int limit) {
  database.WritePending();
  // One that has all of some tags has as many of them.
  return RowsOf(database.Query(R"sql(
      SELECT sweep_id, request_id, name, NULL, spec_sha256, NULL, state,
             priority, points, points_done, created_us, ended_us, user,
             max_running, max_failures, failures_accepted, cancel_reason,
             pause_reason
      FROM sweeps
      WHERE sweep_id < ?1
        AND (?3 = '' OR user = ?3)
        AND (?4 = '' OR instr(lower(name), lower(?4)) > 0)
        AND (?5 = '[]'
             OR iif(pause_reason IS NULL, state, 'PAUSED')
                IN (SELECT value FROM json_each(?5)))
        AND (SELECT COUNT(*)
             FROM sweep_tags
             WHERE sweep_tags.sweep_id = sweeps.sweep_id
               AND tag IN (SELECT value FROM json_each(?6)))
            = (SELECT COUNT(DISTINCT value) FROM json_each(?6))
      ORDER BY sweep_id DESC
      LIMIT ?2)sql",
                               before, limit, filter.user, filter.name_contains,
                               filter.states, filter.tags));
}

void StoreSweepEnd(Database& database, std::int64_t sweep_id,
                   v1::SweepState state,
                   const std::optional<std::string>& reason, absl::Time now) {
  SettleTallies(database);
  database.Run(R"sql(
      UPDATE sweeps
      SET state = ?2, ended_us = ?3, cancel_reason = ?4, pause_reason = NULL
      WHERE sweep_id = ?1)sql",
               sweep_id, NameOf(state), now, reason);
}

void StoreSweepExtended(Database& database, const SweepRow& before,
                        std::string_view spec, int priority, int points,
                        absl::Time now) {
  SettleTallies(database);
  database.Run(R"sql(
      INSERT INTO sweep_extensions (sweep_id, points, spec, extended_us)
      VALUES (?1, ?2, ?3, ?4))sql",
               before.id, before.points, Blob{before.spec}, now);
  database.Run(R"sql(
      UPDATE sweeps
      SET spec = ?2, priority = ?3, points = ?4, state = 'RUNNING',
          ended_us = NULL
      WHERE sweep_id = ?1)sql",
               before.id, Blob{spec}, priority, points);
  database.Run("DELETE FROM saved_states WHERE sweep_id = ?1", before.id);
  database.Run("DELETE FROM sweep_segments WHERE sweep_id = ?1", before.id);
  database.Run("DELETE FROM sweep_counts WHERE sweep_id = ?1", before.id);
}

void StoreSweepPaused(Database& database, std::int64_t sweep_id,
                      const std::string& reason, bool finish_running) {
  SettleTallies(database);
  database.Run(R"sql(
      UPDATE sweeps
      SET pause_reason = ?2, finish_running = ?3
      WHERE sweep_id = ?1)sql",
               sweep_id, reason, finish_running ? 1 : 0);
}

void AcceptFailures(Database& database, std::int64_t sweep_id) {
  SettleTallies(database);
  database.Run(R"sql(
      UPDATE sweeps
      SET failures_accepted = (SELECT segments
                               FROM sweep_counts
                               WHERE sweep_counts.sweep_id = ?1
                                 AND sweep_counts.state = 'FAILED')
      WHERE sweep_id = ?1)sql",
               sweep_id);
}

void StoreSweepResumed(Database& database, std::int64_t sweep_id) {
  SettleTallies(database);
  database.Run("UPDATE sweeps SET pause_reason = NULL WHERE sweep_id = ?1",
               sweep_id);
  AcceptFailures(database, sweep_id);
}

void StoreSweepPriority(Database& database, std::int64_t sweep_id,
                        int priority) {
  database.Run("UPDATE sweeps SET priority = ?2 WHERE sweep_id = ?1", sweep_id,
               priority);
}

void StoreSweepMaxRunning(Database& database, std::int64_t sweep_id,
                          int max_running) {
  database.Run("UPDATE sweeps SET max_running = ?2 WHERE sweep_id = ?1",
               sweep_id, max_running);
}

void StoreSweepMaxFailures(Database& database, std::int64_t sweep_id,
                           int max_failures) {
  database.Run("UPDATE sweeps SET max_failures = ?2 WHERE sweep_id = ?1",
               sweep_id, max_failures);
  AcceptFailures(database, sweep_id);
}

bool HasPausedSweeps(Database& database) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM sweeps
      WHERE state = 'RUNNING' AND pause_reason IS NOT NULL
      LIMIT 1)sql")
      .Step();
}

void InsertSweepSegment(Database& database, std::int64_t sweep_id, int position,
                        const SweepSegment& segment) {
  database.Run(R"sql(
      INSERT INTO sweep_segments (sweep_id, position, segment_id, label, points,
                                  continues_segment_id, record_steps)
      VALUES (?1, ?2, ?3, ?4, ?5, nullif(?6, 0), ?7))sql",
               sweep_id, position, segment.segment_id, segment.label,
               segment.points, segment.continues_id, segment.record_steps);
}

std::vector<SweepSegment> SegmentsOf(Database& database, std::int64_t sweep_id,
                                     int first, int limit) {
  std::vector<SweepSegment> segments;
  Statement row = database.Query(R"sql(
      SELECT segment_id, label, points, continues_segment_id, record_steps
      FROM sweep_segments
      WHERE sweep_id = ?1 AND position >= ?2
      ORDER BY position
      LIMIT ?3)sql",
                                 sweep_id, first, limit);
  while (row.Step()) {
    segments.push_back({.segment_id = row.Int(0),
                        .label = row.Text(1),
                        .points = static_cast<int>(row.Int(2)),
                        .continues_id = row.Int(3),
                        .record_steps = row.Int(4)});
  }
  return segments;
}

std::vector<SweepSegment> SegmentsOf(Database& database,
                                     std::int64_t sweep_id) {
  return SegmentsOf(database, sweep_id, 0, std::numeric_limits<int>::max());
}

std::optional<int> PositionOf(Database& database, std::int64_t sweep_id,
                              std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT position
      FROM sweep_segments
      WHERE segment_id = ?2 AND sweep_id = ?1)sql",
                                 sweep_id, segment_id);
  if (!row.Step()) return std::nullopt;
  return static_cast<int>(row.Int(0));
}

void InsertSavedState(Database& database, std::int64_t sweep_id,
                      std::int64_t segment_id, std::string_view name) {
  database.Run(R"sql(
      INSERT INTO saved_states (sweep_id, segment_id, name)
      VALUES (?1, ?2, ?3))sql",
               sweep_id, segment_id, name);
}

std::vector<std::string> SavedStatesOf(Database& database,
                                       std::int64_t sweep_id,
                                       std::int64_t segment_id) {
  std::vector<std::string> names;
  Statement row = database.Query(R"sql(
      SELECT name
      FROM saved_states
      WHERE sweep_id = ?1 AND segment_id = ?2
      ORDER BY name)sql",
                                 sweep_id, segment_id);
  while (row.Step()) names.push_back(row.Text(0));
  return names;
}

std::vector<std::int64_t> RunningSweepsWith(Database& database,
                                            std::int64_t segment_id) {
  std::vector<std::int64_t> ids;
  Statement row = database.Query(R"sql(
      SELECT sweep_id
      FROM sweep_segments JOIN sweeps USING (sweep_id)
      WHERE segment_id = ?1 AND sweeps.state = 'RUNNING'
      ORDER BY sweep_id)sql",
                                 segment_id);
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

void InsertCounts(Database& database, std::int64_t sweep_id) {
  SettleTallies(database);
  for (int state = v1::SEGMENT_STATE_WAITING;
       state <= v1::SEGMENT_STATE_CANCELLED; ++state) {
    database.Run(R"sql(
        INSERT INTO sweep_counts (sweep_id, state, segments, atom_steps)
        VALUES (?1, ?2, 0, 0))sql",
                 sweep_id, NameOf(static_cast<v1::SegmentState>(state)));
  }
}

SweepCounts CountsOf(Database& database, std::int64_t sweep_id) {
  database.WritePending();
  SweepCounts counts;
  Statement row = database.Query(R"sql(
      SELECT state, segments, atom_steps
      FROM sweep_counts
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  while (row.Step()) {
    counts[SegmentStateOf(row.Text(0))] = {.segments = row.Int(1),
                                           .atom_steps = row.Int(2)};
  }
  return counts;
}

void StoreSweepReopened(Database& database, std::int64_t sweep_id) {
  SettleTallies(database);
  database.Run(R"sql(
      UPDATE sweeps SET state = 'RUNNING', ended_us = NULL
      WHERE sweep_id = ?1)sql",
               sweep_id);
}

std::map<v1::SegmentState, std::int64_t> CountRunning(Database& database) {
  database.WritePending();
  std::map<v1::SegmentState, std::int64_t> counts;
  Statement row = database.Query(R"sql(
      SELECT sweep_counts.state, SUM(segments)
      FROM sweep_counts JOIN sweeps USING (sweep_id)
      WHERE sweeps.state = 'RUNNING'
      GROUP BY sweep_counts.state)sql");
  for (const v1::SegmentState state :
       {v1::SEGMENT_STATE_WAITING, v1::SEGMENT_STATE_READY,
        v1::SEGMENT_STATE_LEASED, v1::SEGMENT_STATE_DONE,
        v1::SEGMENT_STATE_FAILED, v1::SEGMENT_STATE_CANCELLED}) {
    counts[state] = 0;
  }
  while (row.Step()) counts[SegmentStateOf(row.Text(0))] = row.Int(1);
  return counts;
}

std::vector<std::string> ErrorsOf(Database& database, std::int64_t sweep_id,
                                  int limit) {
  std::vector<std::string> errors;
  Statement row = database.Query(R"sql(
      SELECT sweep_segments.label || ': ' || segments.error
      FROM sweep_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1 AND segments.state = 'FAILED'
      ORDER BY position
      LIMIT ?2)sql",
                                 sweep_id, limit);
  while (row.Step()) errors.push_back(row.Text(0));
  return errors;
}

}  // namespace lehr::server
