#include "server/store/tree_table.h"

#include "lehr/v1/law.pb.h"
#include "server/core/work_numbers.h"

namespace lehr::server {

std::vector<TreeRow> TreeOf(Database& database, std::int64_t sweep_id) {
  std::vector<TreeRow> rows;
  Statement statement = database.Query(
      "SELECT ss.segment_id, s.parent_segment_id, ss.continues_segment_id,"
      "       ss.label, s.kind, s.atoms, s.steps, s.work, ss.points"
      "  FROM sweep_segments ss JOIN segments s USING (segment_id)"
      " WHERE ss.sweep_id = ?1 ORDER BY ss.position",
      sweep_id);
  v1::Work work;
  while (statement.Step()) {
    TreeRow& row = rows.emplace_back();
    row.segment_id = statement.Int(0);
    row.parent_id = statement.Int(1);
    row.continues_id = statement.Int(2);
    row.label = statement.Text(3);
    row.measurement = statement.Text(4) != "ADVANCE";
    row.atoms = statement.Int(5);
    row.steps = statement.Int(6);
    if (work.ParseFromString(statement.Bytes(7)) && !row.measurement) {
      row.physical_time_ps = PhysicalTimePs(work, row.steps);
    }
    row.points = static_cast<int>(statement.Int(8));
  }
  return rows;
}

std::string StateLettersOf(Database& database, std::int64_t sweep_id) {
  std::string letters;
  Statement statement = database.Query(
      "SELECT lower(substr(s.state, 1, 1))"
      "  FROM sweep_segments ss JOIN segments s USING (segment_id)"
      " WHERE ss.sweep_id = ?1 ORDER BY ss.position",
      sweep_id);
  while (statement.Step()) letters += statement.Text(0);
  return letters;
}

std::vector<TensionRow> TensionsOf(Database& database, std::int64_t sweep_id,
                                   int limit) {
  std::vector<TensionRow> rows;
  Statement statement = database.Query(
      "SELECT MIN(ps.point),"
      "       p.treatment || COALESCE((SELECT ', ' || group_concat("
      "           pp.name || ' ' || printf('%g', pp.value), ', ')"
      "         FROM point_parameters pp WHERE pp.sweep_id = p.sweep_id"
      "          AND pp.point = p.point), '')"
      "       || CASE p.replica WHEN 0 THEN ''"
      "          ELSE ', replica ' || p.replica END,"
      "       d.state = 'DONE',"
      // Of a pull that is not done, the longest curve on its way: what is
      // measured on the way ends parts of it.
      "       COALESCE(d.curve_sha256, (SELECT curve FROM ("
      "         SELECT r.steps AS step, r.curve_sha256 AS curve FROM segments r"
      "          WHERE r.law_key = d.law_key AND r.steps <= d.steps"
      "          UNION ALL"
      "         SELECT c.step, c.curve_sha256 FROM checkpoints c"
      "          WHERE c.law_key = d.law_key AND c.step <= d.steps"
      "          UNION ALL"
      "         SELECT d.checkpoint_step, d.checkpoint_curve_sha256)"
      "         WHERE curve IS NOT NULL ORDER BY step DESC LIMIT 1)) AS drawn"
      "  FROM point_segments ps"
      "  JOIN segments m ON m.segment_id = ps.segment_id"
      "   AND m.kind = 'STRESS_STRAIN'"
      "  JOIN segments d ON d.segment_id = m.parent_segment_id"
      "  JOIN points p ON p.sweep_id = ps.sweep_id AND p.point = ps.point"
      " WHERE ps.sweep_id = ?1"
      "   AND drawn IS NOT NULL"
      " GROUP BY d.segment_id ORDER BY MIN(ps.point) LIMIT ?2",
      sweep_id, limit);
  while (statement.Step()) {
    rows.push_back({.point = static_cast<int>(statement.Int(0)),
                    .label = statement.Text(1),
                    .done = statement.Int(2) != 0,
                    .curve_sha256 = statement.Bytes(3)});
  }
  return rows;
}

int CountTensions(Database& database, std::int64_t sweep_id) {
  Statement statement = database.Query(
      "SELECT COUNT(DISTINCT s.parent_segment_id)"
      "  FROM sweep_segments ss JOIN segments s USING (segment_id)"
      " WHERE ss.sweep_id = ?1 AND s.kind = 'STRESS_STRAIN'",
      sweep_id);
  return statement.Step() ? static_cast<int>(statement.Int(0)) : 0;
}

}  // namespace lehr::server
