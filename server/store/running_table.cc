#include "server/store/running_table.h"

#include <utility>

namespace lehr::server {
namespace {

std::vector<RunningRow> RowsOf(Statement row) {
  std::vector<RunningRow> running;
  while (row.Step()) {
    running.push_back({.segment_id = row.Int(0),
                       .attempt = static_cast<int>(row.Int(1)),
                       .worker = row.Text(2),
                       .session = row.Bytes(3),
                       .label = row.Text(4),
                       .atoms = row.Int(5),
                       .steps = row.Int(6),
                       .head_steps = row.Int(8),
                       .checkpoint_step = row.Int(7),
                       .rerun = row.Int(9) != 0});
    if (running.back().rerun) running.back().head_steps = 0;
  }
  return running;
}

}  // namespace

std::vector<RunningRow> RunningOfSweep(Database& database,
                                       std::int64_t sweep_id) {
  // CROSS JOIN keeps SQLite from beginning with the sweep's many segments.
  return RowsOf(database.Query(R"sql(
      SELECT attempts.segment_id, attempts.attempt, workers.name,
             workers.session, sweep_segments.label, segments.atoms,
             segments.steps, segments.checkpoint_step, segments.head_steps,
             segments.state = 'DONE'
      FROM attempts
      CROSS JOIN sweep_segments USING (segment_id)
      CROSS JOIN segments USING (segment_id)
      CROSS JOIN workers USING (worker_id)
      WHERE attempts.state = 'RUNNING' AND sweep_id = ?1
      ORDER BY position)sql",
                               sweep_id));
}

std::optional<RunningRow> RunningOfSegment(Database& database,
                                           std::int64_t segment_id) {
  std::vector<RunningRow> running = RowsOf(database.Query(R"sql(
      SELECT attempts.segment_id, attempts.attempt, workers.name,
             workers.session, segments.label, segments.atoms, segments.steps,
             segments.checkpoint_step, segments.head_steps,
             segments.state = 'DONE'
      FROM attempts
      CROSS JOIN segments USING (segment_id)
      CROSS JOIN workers USING (worker_id)
      WHERE attempts.state = 'RUNNING' AND attempts.segment_id = ?1)sql",
                                                          segment_id));
  if (running.empty()) return std::nullopt;
  return std::move(running.front());
}

std::vector<RunningRow> RunningOfWorker(Database& database,
                                        std::int64_t worker_id) {
  return RowsOf(database.Query(R"sql(
      SELECT attempts.segment_id, attempts.attempt, workers.name,
             workers.session, segments.label, segments.atoms, segments.steps,
             segments.checkpoint_step, segments.head_steps,
             segments.state = 'DONE'
      FROM attempts
      CROSS JOIN segments USING (segment_id)
      CROSS JOIN workers USING (worker_id)
      WHERE attempts.state = 'RUNNING' AND attempts.worker_id = ?1
      ORDER BY attempts.segment_id)sql",
                               worker_id));
}

std::vector<OpenSegment> OpenSegmentsOf(Database& database,
                                        std::int64_t sweep_id, int limit) {
  std::vector<OpenSegment> open;
  Statement row = database.Query(R"sql(
      SELECT segment_id, parent_segment_id, continues_segment_id, work,
             potential_sha256, atoms, steps, head_steps, path_atom_steps
      FROM sweep_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1 AND state IN ('WAITING', 'READY', 'LEASED')
      ORDER BY position
      LIMIT ?2)sql",
                                 sweep_id, limit);
  while (row.Step()) {
    OpenSegment& segment = open.emplace_back();
    segment.segment_id = row.Int(0);
    segment.parent_id = row.Int(1);
    segment.continues_id = row.Int(2);
    segment.work.ParseFromString(row.Bytes(3));
    segment.potential_sha256 = row.Bytes(4);
    segment.atoms = row.Int(5);
    segment.steps = row.Int(6);
    segment.head_steps = row.Int(7);
    segment.path_atom_steps = row.Int(8);
  }
  return open;
}

std::string LastWorkerOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT workers.name
      FROM attempts JOIN workers USING (worker_id)
      WHERE segment_id = ?1
      ORDER BY attempt DESC
      LIMIT 1)sql",
                                 segment_id);
  return row.Step() ? row.Text(0) : "";
}

}  // namespace lehr::server
