#include "server/store/explain_table.h"

#include "server/store/state_names.h"

namespace lehr::server {

SegmentTimes TimesOf(Database& database, std::int64_t segment_id) {
  SegmentTimes times;
  Statement row = database.Query(R"sql(
      SELECT created_us, done_us, not_before_us, failure_class
      FROM segments
      WHERE segment_id = ?1)sql",
                                 segment_id);
  if (!row.Step()) return times;
  times.created = row.Time(0);
  if (!row.IsNull(1)) times.done = row.Time(1);
  times.not_before = row.Time(2);
  times.failure_class = FailureClassOf(row.Text(3));
  return times;
}

std::vector<WantingSweep> SweepsWith(Database& database,
                                     std::int64_t segment_id) {
  database.WritePending();
  std::vector<WantingSweep> sweeps;
  Statement row = database.Query(R"sql(
      SELECT sweeps.sweep_id, name, state, pause_reason, max_running,
             (SELECT segments
              FROM sweep_counts
              WHERE sweep_counts.sweep_id = sweeps.sweep_id
                AND sweep_counts.state = 'LEASED'),
             created_us, engine
      FROM sweep_segments JOIN sweeps USING (sweep_id)
      WHERE segment_id = ?1
      ORDER BY sweeps.sweep_id)sql",
                                 segment_id);
  while (row.Step()) {
    WantingSweep& sweep = sweeps.emplace_back();
    sweep.id = row.Int(0);
    sweep.name = row.Text(1);
    sweep.running = row.Text(2) == "RUNNING";
    if (!row.IsNull(3)) sweep.pause_reason = row.Text(3);
    sweep.max_running = static_cast<int>(row.Int(4));
    sweep.leased = static_cast<int>(row.Int(5));
    sweep.created = row.Time(6);
    sweep.engine = EngineOf(row.Text(7));
  }
  return sweeps;
}

std::int64_t ReadyBefore(Database& database, std::int64_t segment_id,
                         std::int64_t limit) {
  Statement row = database.Query(R"sql(
      SELECT COUNT(*)
      FROM (SELECT 1
            FROM segments AS own
            CROSS JOIN segments AS other INDEXED BY segments_ready
            WHERE own.segment_id = ?1 AND other.state = 'READY'
              AND (-other.priority, -other.path_atom_steps, other.segment_id)
                  < (-own.priority, -own.path_atom_steps, own.segment_id)
            LIMIT ?2))sql",
                                 segment_id, limit);
  return row.Step() ? row.Int(0) : 0;
}

std::int64_t InTheWayOf(Database& database, const SegmentRow& segment) {
  Statement row =
      database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE state = 'LEASED' AND physical_key = ?1
      UNION ALL
      SELECT segment_id
      FROM segments
      WHERE state = 'LEASED' AND law_key = ?2 AND steps < ?3
        AND record_steps <= ?4
      LIMIT 1)sql",
                     Blob{segment.physical_key}, Blob{segment.law_key},
                     segment.plan.steps, segment.plan.record_steps);
  return row.Step() ? row.Int(0) : 0;
}

std::vector<std::int64_t> DoneFrom(Database& database, const SegmentRow* start,
                                   std::string_view kind, absl::Time before,
                                   int limit) {
  std::vector<std::int64_t> ids;
  const auto read = [&ids](Statement row) {
    while (row.Step()) ids.push_back(row.Int(0));
  };
  if (start == nullptr) {
    read(database.Query(R"sql(
        SELECT segment_id
        FROM segments
        WHERE parent_segment_id IS NULL AND kind = ?1 AND state = 'DONE'
          AND done_us <= ?2
        ORDER BY segment_id DESC
        LIMIT ?3)sql",
                        kind, before, limit));
    return ids;
  }
  // Segments with one physics are one state.
  read(database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE parent_segment_id IN (SELECT ?1
                                  UNION
                                  SELECT twin.segment_id
                                  FROM segments AS twin
                                  WHERE twin.physical_key = ?2)
        AND kind = ?3 AND state = 'DONE' AND done_us <= ?4
      ORDER BY segment_id DESC
      LIMIT ?5)sql",
                      start->id, Blob{start->physical_key}, kind, before,
                      limit));
  return ids;
}

std::string SegmentKindOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT kind
      FROM segments
      WHERE segment_id = ?1)sql",
                                 segment_id);
  return row.Step() ? row.Text(0) : "";
}

}  // namespace lehr::server
