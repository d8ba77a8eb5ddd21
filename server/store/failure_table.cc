#include "server/store/failure_table.h"

#include "server/store/state_names.h"

namespace lehr::server {

std::vector<v1::FailedSegment> FailedSegmentsOf(Database& database,
                                                std::int64_t sweep_id,
                                                int limit) {
  std::vector<v1::FailedSegment> segments;
  Statement row = database.Query(R"sql(
      SELECT segment_id, sweep_segments.label, segments.failure_class,
             segments.error
      FROM sweep_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1 AND segments.state = 'FAILED'
      ORDER BY position
      LIMIT ?2)sql",
                                 sweep_id, limit);
  while (row.Step()) {
    v1::FailedSegment& segment = segments.emplace_back();
    segment.set_segment_id(row.Int(0));
    segment.set_label(row.Text(1));
    segment.set_failure_class(FailureClassOf(row.Text(2)));
    segment.set_error(row.Text(3));
  }
  return segments;
}

bool HasFailedBeginning(Database& database, std::int64_t sweep_id,
                        std::string_view law_key, std::int64_t steps) {
  if (law_key.empty()) return false;
  return database
      .Query(R"sql(
      SELECT 1
      FROM segments INDEXED BY segments_law_key
      CROSS JOIN sweep_segments USING (segment_id)
      WHERE law_key = ?1 AND steps < ?2 AND segments.state = 'FAILED'
        AND sweep_id = ?3
      LIMIT 1)sql",
             Blob{law_key}, steps, sweep_id)
      .Step();
}

void ExcuseFailure(Database& database, std::int64_t sweep_id) {
  database.Run(R"sql(
      UPDATE sweeps
      SET failures_accepted = failures_accepted + 1
      WHERE sweep_id = ?1)sql",
               sweep_id);
}

std::string PlaceOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT coalesce(nullif(workers.host, ''), workers.name)
      FROM attempts JOIN workers USING (worker_id)
      WHERE segment_id = ?1
      ORDER BY attempt DESC
      LIMIT 1)sql",
                                 segment_id);
  return row.Step() ? row.Text(0) : "";
}

std::string LogOf(Database& database, std::int64_t segment_id) {
  Statement row = database.Query(R"sql(
      SELECT log
      FROM attempts
      WHERE segment_id = ?1
      ORDER BY attempt DESC
      LIMIT 1)sql",
                                 segment_id);
  return row.Step() ? row.Text(0) : "";
}

std::vector<FailedPoint> FailedPointsOf(Database& database,
                                        std::int64_t sweep_id) {
  std::vector<FailedPoint> points;
  Statement row = database.Query(R"sql(
      SELECT sweep_segments.segment_id, point
      FROM sweep_segments
      JOIN segments USING (segment_id)
      JOIN point_segments
        ON point_segments.segment_id = sweep_segments.segment_id
        AND point_segments.sweep_id = sweep_segments.sweep_id
      WHERE sweep_segments.sweep_id = ?1 AND segments.state = 'FAILED'
      ORDER BY point)sql",
                                 sweep_id);
  while (row.Step()) {
    points.push_back(
        {.segment_id = row.Int(0), .point = static_cast<int>(row.Int(1))});
  }
  return points;
}

void ForEachValue(
    Database& database, std::int64_t sweep_id,
    const std::function<void(int point, const std::string& value)>& tell) {
  Statement row = database.Query(R"sql(
      SELECT point, 'treatment = ' || treatment
      FROM points
      WHERE sweep_id = ?1
      UNION ALL
      SELECT point, name || ' = ' || printf('%g', value)
      FROM point_parameters
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  while (row.Step()) tell(static_cast<int>(row.Int(0)), row.Text(1));
}

}  // namespace lehr::server
