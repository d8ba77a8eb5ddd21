#include "server/store/segment_table.h"

#include <algorithm>
#include <limits>

#include "server/core/lease_order.h"
#include "server/store/segment_kind.h"
#include "server/store/state_names.h"
#include "server/store/sweep_tallies.h"

namespace lehr::server {
namespace {

std::optional<std::int64_t> NullIfZero(std::int64_t id) {
  if (id == 0) return std::nullopt;
  return id;
}

std::vector<std::int64_t> Ids(Statement rows) {
  std::vector<std::int64_t> ids;
  while (rows.Step()) ids.push_back(rows.Int(0));
  return ids;
}

SegmentRow RowOf(const Statement& row) {
  SegmentRow segment;
  segment.id = row.Int(0);
  segment.plan.key = row.Bytes(1);
  segment.physical_key = row.Bytes(2);
  segment.plan.parent_id = row.Int(3);
  segment.plan.work.ParseFromString(row.Bytes(4));
  if (!row.IsNull(5)) {
    segment.resolved_work.emplace().ParseFromString(row.Bytes(5));
  }
  segment.plan.potential_sha256 = row.Bytes(6);
  segment.plan.potential_name = row.Text(7);
  segment.plan.label = row.Text(8);
  segment.plan.atoms = row.Int(9);
  segment.plan.steps = row.Int(10);
  segment.plan.record_steps = row.Int(11);
  segment.priority = static_cast<int>(row.Int(12));
  segment.state = SegmentStateOf(row.Text(13));
  segment.attempts = static_cast<int>(row.Int(14));
  segment.failures = static_cast<int>(row.Int(15));
  segment.losses = static_cast<int>(row.Int(16));
  segment.error = row.Text(17);
  segment.checkpoint_step = row.Int(18);
  segment.checkpoint_state_sha256 = row.Bytes(19);
  segment.checkpoint_curve_sha256 = row.Bytes(20);
  segment.end_state_sha256 = row.Bytes(21);
  segment.curve_sha256 = row.Bytes(22);
  segment.run_time = absl::Microseconds(row.Int(23));
  segment.law_key = row.Bytes(24);
  segment.plan.head_steps = row.Int(25);
  segment.failed_state_sha256 = row.Bytes(26);
  segment.failure_class = FailureClassOf(row.Text(27));
  return segment;
}

// A DONE segment brings on the points that pass through it.
void CountDownPoints(Database& database, std::int64_t segment_id) {
  auto& tallies = database.Behind<SweepTallies>();
  std::int64_t last_sweep = 0;
  std::int64_t last_point = -1;
  // In the order of the index, so that a point which passes twice comes twice
  // in a row.
  Statement row = database.Query(R"sql(
      SELECT sweep_id, point, open_segments
      FROM point_segments INDEXED BY point_segments_segment
      CROSS JOIN points USING (sweep_id, point)
      WHERE segment_id = ?1
      ORDER BY sweep_id, point)sql",
                                 segment_id);
  while (row.Step()) {
    if (row.Int(0) == last_sweep && row.Int(1) == last_point) continue;
    last_sweep = row.Int(0);
    last_point = row.Int(1);
    const std::int64_t open = row.Int(2) - 1;
    database.Run(R"sql(
        UPDATE points
        SET open_segments = ?3
        WHERE sweep_id = ?1 AND point = ?2)sql",
                 last_sweep, last_point, open);
    if (open == 0) tallies.AddPointsDone(last_sweep, 1);
  }
}

// Points that pass through a segment that is no longer DONE wait for it again.
void CountUpPoints(Database& database, std::int64_t segment_id) {
  SettleTallies(database);
  database.Run(R"sql(
      UPDATE sweeps
      SET points_done = points_done
          - (SELECT COUNT(*)
             FROM point_segments JOIN points USING (sweep_id, point)
             WHERE point_segments.segment_id = ?1
               AND point_segments.sweep_id = sweeps.sweep_id
               AND points.open_segments = 0)
      WHERE sweep_id IN (SELECT sweep_id
                         FROM point_segments
                         WHERE segment_id = ?1))sql",
               segment_id);
  database.Run(R"sql(
      UPDATE points
      SET open_segments = open_segments + 1
      WHERE (sweep_id, point) IN (SELECT sweep_id, point
                                  FROM point_segments
                                  WHERE segment_id = ?1))sql",
               segment_id);
}

void KeepTallies(Database& database, const SegmentRow& segment,
                 v1::SegmentState to, std::span<const SegmentWish> wishes) {
  auto& tallies = database.Behind<SweepTallies>();
  for (const SegmentWish& wish : wishes) {
    tallies.Move(wish.sweep_id, segment.state, to,
                 AtomStepsOf(segment.plan.atoms,
                             segment.plan.steps - segment.plan.head_steps));
  }
  if (to == v1::SEGMENT_STATE_DONE) CountDownPoints(database, segment.id);
  if (segment.state == v1::SEGMENT_STATE_DONE) {
    CountUpPoints(database, segment.id);
  }
}

void InsertObservables(Database& database, std::int64_t segment_id,
                       const SegmentResult& result) {
  int position = 0;
  for (const v1::Observable& observable : result.observables) {
    // SQLite keeps NaN as NULL.
    const double error = observable.has_standard_error()
                             ? observable.standard_error()
                             : std::numeric_limits<double>::quiet_NaN();
    database.Run(R"sql(
        INSERT INTO observables (segment_id, position, name, unit, value,
                                 standard_error)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6))sql",
                 segment_id, position++, std::string_view(observable.name()),
                 std::string_view(observable.unit()), observable.value(),
                 error);
  }
}

}  // namespace

bool WasLost(const SegmentRow& segment) {
  return segment.state != v1::SEGMENT_STATE_DONE &&
         (!segment.end_state_sha256.empty() || !segment.curve_sha256.empty());
}

std::int64_t InsertSegment(Database& database, const SegmentPlan& plan,
                           const SegmentKeys& keys, int priority,
                           std::int64_t path_atom_steps, absl::Time now) {
  database.Run(R"sql(
      INSERT INTO segments (
        key, parent_segment_id, kind, work, potential_sha256, potential_name,
        label, atoms, steps, head_steps, record_steps, priority,
        path_atom_steps, state, attempts, failures, losses, not_before_us,
        error, created_us, physical_key, law_key)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 'WAITING',
              0, 0, 0, 0, '', ?14, ?15, ?16))sql",
               Blob{plan.key}, NullIfZero(plan.parent_id), KindOf(plan.work),
               Blob{plan.work.SerializeAsString()}, Blob{plan.potential_sha256},
               std::string_view(plan.potential_name),
               std::string_view(plan.label), plan.atoms, plan.steps,
               plan.head_steps, plan.record_steps, priority, path_atom_steps,
               now, Blob{keys.physical_key}, Blob{keys.law_key});
  return database.last_insert_id();
}

void InsertReference(Database& database, std::int64_t segment_id,
                     std::int64_t measuring_segment_id) {
  database.Run(R"sql(
      INSERT OR IGNORE INTO segment_references (segment_id,
                                                measuring_segment_id)
      VALUES (?1, ?2))sql",
               segment_id, measuring_segment_id);
}

std::optional<SegmentRow> FindSegment(Database& database,
                                      std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT segment_id, key, physical_key, parent_segment_id, work,
             resolved_work, potential_sha256, potential_name, label, atoms,
             steps, record_steps, priority, state, attempts, failures, losses,
             error, checkpoint_step, checkpoint_state_sha256,
             checkpoint_curve_sha256, end_state_sha256, curve_sha256,
             run_time_us, law_key, head_steps, failed_state_sha256,
             failure_class
      FROM segments
      WHERE segment_id = ?1)sql",
                                 segment_id);
  if (!row.Step()) return std::nullopt;
  return RowOf(row);
}

std::optional<SegmentStanding> StandingOf(Database& database,
                                          std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT state, physical_key, atoms, steps - head_steps
      FROM segments
      WHERE segment_id = ?1)sql",
                                 segment_id);
  if (!row.Step()) return std::nullopt;
  return SegmentStanding{.state = SegmentStateOf(row.Text(0)),
                         .physical_key = row.Bytes(1),
                         .atoms = row.Int(2),
                         .own_steps = row.Int(3)};
}

StartState StartStateOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT end_state_sha256, physical_key
      FROM segments
      WHERE segment_id = ?1)sql",
                                 segment_id);
  if (!row.Step()) return {};
  return {.sha256 = row.Bytes(0), .key = row.Bytes(1)};
}

SegmentIdAndState FindSegmentByKey(Database& database, std::string_view key) {
  Statement row = database.Query(
      "SELECT segment_id, state FROM segments WHERE key = ?1", Blob{key});
  if (!row.Step()) return {};
  return {row.Int(0), SegmentStateOf(row.Text(1))};
}

void RaisePath(Database& database, std::int64_t segment_id,
               std::int64_t path_atom_steps) {
  database.Run(R"sql(
      UPDATE segments
      SET path_atom_steps = max(path_atom_steps, ?2)
      WHERE segment_id = ?1 AND state <> 'DONE')sql",
               segment_id, path_atom_steps);
}

void RefreshPriorities(Database& database, std::int64_t sweep_id) {
  // Rows that keep theirs are not written: of a new sweep most have it already.
  database.Run(R"sql(
      UPDATE segments
      SET priority = wanted.priority
      FROM (SELECT segment_id, max(sweeps.priority) AS priority
            FROM sweep_segments AS own
            JOIN sweep_segments AS every USING (segment_id)
            JOIN sweeps ON sweeps.sweep_id = every.sweep_id
            WHERE own.sweep_id = ?1 AND sweeps.state = 'RUNNING'
              AND sweeps.pause_reason IS NULL
            GROUP BY segment_id) AS wanted
      WHERE segments.segment_id = wanted.segment_id
        AND segments.state IN ('WAITING', 'READY', 'LEASED')
        AND segments.priority <> wanted.priority)sql",
               sweep_id);
}

void RefreshPriority(Database& database, std::int64_t segment_id) {
  database.Run(R"sql(
      UPDATE segments
      SET priority = wanted.priority
      FROM (SELECT max(sweeps.priority) AS priority
            FROM sweep_segments JOIN sweeps USING (sweep_id)
            WHERE segment_id = ?1 AND sweeps.state = 'RUNNING'
              AND sweeps.pause_reason IS NULL) AS wanted
      WHERE segments.segment_id = ?1
        AND segments.state IN ('WAITING', 'READY', 'LEASED')
        AND segments.priority <> wanted.priority)sql",
               segment_id);
}

std::vector<SegmentWish> WishesOf(Database& database, std::int64_t segment_id) {
  auto& tallies = database.Behind<SweepTallies>();
  std::vector<SegmentWish> wishes;
  Statement row = database.Query(R"sql(
      SELECT sweep_id, record_steps
      FROM sweep_segments INDEXED BY sweep_segments_segment
      WHERE segment_id = ?1
      ORDER BY sweep_id)sql",
                                 segment_id);
  while (row.Step()) {
    wishes.push_back({.sweep_id = row.Int(0),
                      .record_steps = row.Int(1),
                      .sweep = tallies.StandingOf(database, row.Int(0))});
  }
  return wishes;
}

void StoreSegmentState(Database& database, const SegmentRow& segment,
                       v1::SegmentState to, std::span<const SegmentWish> wishes,
                       absl::Time now) {
  const bool done = to == v1::SEGMENT_STATE_DONE;
  database.Run(R"sql(
      UPDATE segments
      SET state = ?2, done_us = ?3, attempts = ?4
      WHERE segment_id = ?1)sql",
               segment.id, NameOf(to),
               done ? std::optional<absl::Time>(now) : std::nullopt,
               segment.attempts);
  KeepTallies(database, segment, to, wishes);
}

void StoreAttempts(Database& database, std::int64_t segment_id, int attempts) {
  database.Run("UPDATE segments SET attempts = ?2 WHERE segment_id = ?1",
               segment_id, attempts);
}

void StoreRecordSteps(Database& database, std::int64_t segment_id,
                      std::int64_t record_steps) {
  database.Run("UPDATE segments SET record_steps = ?2 WHERE segment_id = ?1",
               segment_id, record_steps);
}

void StoreKeys(Database& database, const SegmentRow& segment) {
  const std::string resolved = segment.resolved_work.has_value()
                                   ? segment.resolved_work->SerializeAsString()
                                   : "";
  database.Run(R"sql(
      UPDATE segments
      SET physical_key = ?2, law_key = ?3, resolved_work = ?4
      WHERE segment_id = ?1)sql",
               segment.id, Blob{segment.physical_key}, Blob{segment.law_key},
               Blob{resolved});
}

void StoreSetback(Database& database, std::int64_t segment_id,
                  const Setback& setback) {
  database.Run(R"sql(
      UPDATE segments
      SET failures = ?2, losses = ?3, not_before_us = ?4, error = ?5,
          failed_state_sha256 = ?6, failure_class = ?7
      WHERE segment_id = ?1)sql",
               segment_id, setback.failures, setback.losses, setback.not_before,
               std::string_view(setback.error),
               Blob{setback.failed_state_sha256},
               NameOf(setback.failure_class));
}

void ForgiveSetbacks(Database& database, std::int64_t segment_id) {
  StoreSetback(database, segment_id, {});
  database.Run(R"sql(
      UPDATE segments
      SET forgiven_attempts = attempts
      WHERE segment_id = ?1)sql",
               segment_id);
}

void StoreCheckpoint(Database& database, std::int64_t segment_id,
                     std::int64_t step, std::string_view state_sha256,
                     std::string_view curve_sha256) {
  database.Run(R"sql(
      UPDATE segments
      SET checkpoint_step = ?2, checkpoint_state_sha256 = ?3,
          checkpoint_curve_sha256 = ?4, losses = 0
      WHERE segment_id = ?1)sql",
               segment_id, step, Blob{state_sha256}, Blob{curve_sha256});
}

void StoreSegmentDone(Database& database, const SegmentRow& segment,
                      const SegmentResult& result,
                      std::span<const SegmentWish> wishes, absl::Time now) {
  database.Run(
      R"sql(
      UPDATE segments
      SET state = 'DONE', done_us = ?6, end_state_sha256 = ?2,
          curve_sha256 = ?3, run_time_us = ?4,
          error = '', failure_class = '', failed_state_sha256 = NULL,
          checkpoint_step = NULL,
          checkpoint_state_sha256 = NULL, checkpoint_curve_sha256 = NULL,
          record_steps = iif(?5 > 0, ?5, record_steps)
      WHERE segment_id = ?1)sql",
      segment.id, Blob{result.end_state_sha256}, Blob{result.curve_sha256},
      absl::ToInt64Microseconds(result.run_time), result.record_steps, now);
  InsertObservables(database, segment.id, result);
  KeepTallies(database, segment, v1::SEGMENT_STATE_DONE, wishes);
}

SegmentResult LoadResult(Database& database, const SegmentRow& segment) {
  return {.end_state_sha256 = segment.end_state_sha256,
          .curve_sha256 = segment.curve_sha256,
          .observables = LoadObservables(database, segment.id),
          .run_time = segment.run_time,
          .record_steps = segment.plan.record_steps};
}

std::vector<v1::Observable> LoadObservables(Database& database,
                                            std::int64_t segment_id) {
  std::vector<v1::Observable> observables;
  Statement row = database.Query(R"sql(
      SELECT name, unit, value, standard_error
      FROM observables
      WHERE segment_id = ?1
      ORDER BY position)sql",
                                 segment_id);
  while (row.Step()) {
    v1::Observable& observable = observables.emplace_back();
    observable.set_name(row.Text(0));
    observable.set_unit(row.Text(1));
    observable.set_value(
        row.OptionalReal(2).value_or(std::numeric_limits<double>::quiet_NaN()));
    if (const auto error = row.OptionalReal(3)) {
      observable.set_standard_error(*error);
    }
  }
  return observables;
}

std::vector<std::int64_t> DependentsOf(Database& database,
                                       std::int64_t segment_id) {
  std::vector<std::int64_t> ids = Ids(database.Query(
      "SELECT segment_id FROM segments WHERE parent_segment_id = ?1",
      segment_id));
  const std::vector<std::int64_t> needing = Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segment_references
      WHERE measuring_segment_id = ?1)sql",
                                                               segment_id));
  if (needing.empty()) return ids;  // in order, as the index has them
  ids.insert(ids.end(), needing.begin(), needing.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<std::int64_t> ReferencesOf(Database& database,
                                       std::int64_t segment_id) {
  return Ids(database.Query(R"sql(
      SELECT measuring_segment_id
      FROM segment_references
      WHERE segment_id = ?1
      ORDER BY measuring_segment_id)sql",
                            segment_id));
}

std::int64_t FindDoneTwin(Database& database, std::string_view physical_key) {
  Statement row = database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE physical_key = ?1 AND state = 'DONE'
      ORDER BY segment_id
      LIMIT 1)sql",
                                 Blob{physical_key});
  return row.Step() ? row.Int(0) : 0;
}

bool HasPhysics(Database& database, std::string_view physical_key) {
  return database
      .Query("SELECT 1 FROM segments WHERE physical_key = ?1 LIMIT 1",
             Blob{physical_key})
      .Step();
}

std::vector<std::int64_t> FindOpenTwins(Database& database,
                                        std::string_view physical_key) {
  return Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE physical_key = ?1 AND state IN ('WAITING', 'READY', 'LEASED')
      ORDER BY segment_id)sql",
                            Blob{physical_key}));
}

std::string FindEndStateBack(Database& database, std::int64_t segment_id,
                             int back) {
  Statement row = database.Query(R"sql(
      WITH RECURSIVE way (segment_id, back) AS (
        VALUES (?1, 0)
        UNION ALL
        SELECT segments.parent_segment_id, way.back + 1
        FROM way JOIN segments USING (segment_id)
        WHERE way.back < ?2 AND segments.parent_segment_id IS NOT NULL)
      SELECT end_state_sha256
      FROM way JOIN segments USING (segment_id)
      WHERE way.back = ?2)sql",
                                 segment_id, back);
  return row.Step() ? row.Bytes(0) : "";
}

PathState FindStateBefore(Database& database, const SegmentRow& segment,
                          std::int64_t step) {
  if (segment.law_key.empty()) return {};
  PathState last;
  const auto take = [&last](const Statement& row) {
    if (std::pair(row.Int(0), row.Int(3)) <=
        std::pair(last.step, last.record_steps)) {
      return;
    }
    last = {.step = row.Int(0),
            .state_sha256 = row.Bytes(1),
            .curve_sha256 = row.Bytes(2),
            .record_steps = row.Int(3)};
  };
  {
    Statement row =
        database.Query(R"sql(
        SELECT steps, end_state_sha256, curve_sha256, record_steps
        FROM segments
        WHERE law_key = ?1 AND record_steps <= ?2 AND steps < ?3
          AND state = 'DONE'
        ORDER BY steps DESC)sql",
                       Blob{segment.law_key}, segment.plan.record_steps, step);
    // All that are as long.
    while (row.Step() && row.Int(0) >= last.step) take(row);
  }
  Statement row =
      database.Query(R"sql(
      SELECT step, state_sha256, curve_sha256, record_steps
      FROM checkpoints
      WHERE law_key = ?1 AND record_steps <= ?2 AND step < ?3
      ORDER BY step DESC, record_steps DESC
      LIMIT 1)sql",
                     Blob{segment.law_key}, segment.plan.record_steps, step);
  if (row.Step()) take(row);
  return last;
}

PathState FindLastState(Database& database, const SegmentRow& segment) {
  const PathState last = FindStateBefore(database, segment, segment.plan.steps);
  if (last.step > segment.checkpoint_step) return last;
  return {.step = segment.checkpoint_step,
          .state_sha256 = segment.checkpoint_state_sha256,
          .curve_sha256 = segment.checkpoint_curve_sha256,
          .record_steps = segment.plan.record_steps};
}

std::int64_t FindHeadSteps(Database& database, std::string_view law_key,
                           std::int64_t steps, std::int64_t record_steps) {
  Statement row = database.Query(R"sql(
      SELECT coalesce(max(steps), 0)
      FROM segments
      WHERE law_key = ?1 AND steps < ?2 AND record_steps <= ?3
        AND state = 'DONE')sql",
                                 Blob{law_key}, steps, record_steps);
  return row.Step() ? row.Int(0) : 0;
}

bool IsWanted(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT 1
      FROM sweep_segments JOIN sweeps USING (sweep_id)
      WHERE segment_id = ?1 AND sweeps.state = 'RUNNING'
      LIMIT 1)sql",
                                 segment_id);
  return row.Step();
}

bool IsWantedNow(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT 1
      FROM sweep_segments JOIN sweeps USING (sweep_id)
      WHERE segment_id = ?1 AND sweeps.state = 'RUNNING'
        AND sweeps.pause_reason IS NULL
      LIMIT 1)sql",
                                 segment_id);
  return row.Step();
}

std::vector<std::int64_t> ReadyButHeld(Database& database,
                                       std::int64_t sweep_id) {
  return Ids(database.Query(R"sql(
      SELECT segment_id
      FROM sweep_segments AS own JOIN segments USING (segment_id)
      WHERE own.sweep_id = ?1 AND segments.state = 'READY'
        AND NOT EXISTS (SELECT 1
                        FROM sweep_segments AS other JOIN sweeps
                          USING (sweep_id)
                        WHERE other.segment_id = own.segment_id
                          AND sweeps.state = 'RUNNING'
                          AND sweeps.pause_reason IS NULL)
      ORDER BY position)sql",
                            sweep_id));
}

std::vector<std::int64_t> WaitingWithStart(Database& database,
                                           std::int64_t sweep_id) {
  return Ids(database.Query(R"sql(
      SELECT segments.segment_id
      FROM sweep_segments JOIN segments USING (segment_id)
      LEFT JOIN segments AS parent
        ON parent.segment_id = segments.parent_segment_id
      WHERE sweep_id = ?1 AND segments.state = 'WAITING'
        AND (parent.segment_id IS NULL OR parent.state = 'DONE')
      ORDER BY position)sql",
                            sweep_id));
}

}  // namespace lehr::server
