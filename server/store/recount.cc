#include "server/store/recount.h"

#include "server/core/lease_order.h"
#include "server/store/state_names.h"
#include "server/store/sweep_table.h"
#include "server/store/sweep_tallies.h"

namespace lehr::server {
namespace {

SweepCounts CountSegments(Database& database, std::int64_t sweep_id) {
  SweepCounts counts;
  Statement row = database.Query(R"sql(
      SELECT state, atoms, steps - head_steps
      FROM sweep_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  while (row.Step()) {
    StateCount& count = counts[SegmentStateOf(row.Text(0))];
    ++count.segments;
    count.atom_steps += AtomStepsOf(row.Int(1), row.Int(2));
  }
  return counts;
}

}  // namespace

void Recount(Database& database, std::int64_t sweep_id) {
  SettleTallies(database);
  const SweepCounts counts = CountSegments(database, sweep_id);
  database.Run("DELETE FROM sweep_counts WHERE sweep_id = ?1", sweep_id);
  InsertCounts(database, sweep_id);
  for (const auto& [state, count] : counts) {
    database.Run(R"sql(
        UPDATE sweep_counts
        SET segments = ?3, atom_steps = ?4
        WHERE sweep_id = ?1 AND state = ?2)sql",
                 sweep_id, NameOf(state), count.segments, count.atom_steps);
  }
  database.Run(R"sql(
      UPDATE points
      SET open_segments = (SELECT COUNT(*)
                           FROM point_segments JOIN segments USING (segment_id)
                           WHERE point_segments.sweep_id = points.sweep_id
                             AND point_segments.point = points.point
                             AND segments.state <> 'DONE')
      WHERE sweep_id = ?1)sql",
               sweep_id);
  database.Run(R"sql(
      UPDATE sweeps
      SET points_done = (SELECT COUNT(*)
                         FROM points
                         WHERE sweep_id = ?1 AND open_segments = 0)
      WHERE sweep_id = ?1)sql",
               sweep_id);
}

}  // namespace lehr::server
