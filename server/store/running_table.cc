#include "server/store/running_table.h"

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
