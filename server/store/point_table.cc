#include "server/store/point_table.h"

#include "server/store/segment_table.h"
#include "server/store/state_names.h"

namespace lehr::server {
namespace {

std::vector<v1::ParameterValue> ParametersOf(Database& database,
                                             std::int64_t sweep_id, int point) {
  std::vector<v1::ParameterValue> parameters;
  Statement row = database.Query(R"sql(
      SELECT name, value
      FROM point_parameters
      WHERE sweep_id = ?1 AND point = ?2
      ORDER BY position)sql",
                                 sweep_id, point);
  while (row.Step()) {
    v1::ParameterValue& parameter = parameters.emplace_back();
    parameter.set_name(row.Text(0));
    parameter.set_value(row.Real(1));
  }
  return parameters;
}

}  // namespace

void InsertPoint(Database& database, std::int64_t sweep_id,
                 const PointRow& point,
                 const std::vector<std::int64_t>& segment_ids) {
  database.Run(R"sql(
      INSERT INTO points (sweep_id, point, treatment, replica, baseline_point,
                          open_segments)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6))sql",
               sweep_id, point.point, point.treatment, point.replica,
               point.baseline, point.open_segments);
  int position = 0;
  for (const v1::ParameterValue& parameter : point.parameters) {
    database.Run(R"sql(
        INSERT INTO point_parameters (sweep_id, point, position, name, value)
        VALUES (?1, ?2, ?3, ?4, ?5))sql",
                 sweep_id, point.point, position++, parameter.name(),
                 parameter.value());
  }
  position = 0;
  for (const std::int64_t segment_id : segment_ids) {
    database.Run(R"sql(
        INSERT INTO point_segments (sweep_id, point, position, segment_id)
        VALUES (?1, ?2, ?3, ?4))sql",
                 sweep_id, point.point, position++, segment_id);
  }
}

void StoreBaseline(Database& database, std::int64_t sweep_id, int point,
                   std::optional<int> baseline) {
  database.Run(R"sql(
      UPDATE points
      SET baseline_point = ?3
      WHERE sweep_id = ?1 AND point = ?2 AND baseline_point IS NOT ?3)sql",
               sweep_id, point, baseline);
}

// The three tables are read side by side, in the order of their keys.
void ForEachPoint(
    Database& database, std::int64_t sweep_id,
    const std::function<void(const PointRow&,
                             const std::vector<std::int64_t>&)>& look) {
  Statement row = database.Query(R"sql(
      SELECT point, treatment, replica
      FROM points
      WHERE sweep_id = ?1
      ORDER BY point)sql",
                                 sweep_id);
  Statement parameter = database.Query(R"sql(
      SELECT point, name, value
      FROM point_parameters
      WHERE sweep_id = ?1
      ORDER BY point, position)sql",
                                       sweep_id);
  Statement segment = database.Query(R"sql(
      SELECT point, segment_id
      FROM point_segments
      WHERE sweep_id = ?1
      ORDER BY point, position)sql",
                                     sweep_id);
  bool has_parameter = parameter.Step();
  bool has_segment = segment.Step();
  while (row.Step()) {
    PointRow point;
    point.point = static_cast<int>(row.Int(0));
    point.treatment = row.Text(1);
    point.replica = static_cast<int>(row.Int(2));
    while (has_parameter && parameter.Int(0) == point.point) {
      v1::ParameterValue& value = point.parameters.emplace_back();
      value.set_name(parameter.Text(1));
      value.set_value(parameter.Real(2));
      has_parameter = parameter.Step();
    }
    std::vector<std::int64_t> segment_ids;
    while (has_segment && segment.Int(0) == point.point) {
      segment_ids.push_back(segment.Int(1));
      has_segment = segment.Step();
    }
    look(point, segment_ids);
  }
}

std::vector<PointRow> ListPoints(Database& database, std::int64_t sweep_id,
                                 int first, int limit) {
  std::vector<PointRow> points;
  Statement row = database.Query(R"sql(
      SELECT point, treatment, replica, baseline_point, open_segments
      FROM points
      WHERE sweep_id = ?1 AND point >= ?2
      ORDER BY point
      LIMIT ?3)sql",
                                 sweep_id, first, limit);
  while (row.Step()) {
    PointRow& point = points.emplace_back();
    point.point = static_cast<int>(row.Int(0));
    point.treatment = row.Text(1);
    point.replica = static_cast<int>(row.Int(2));
    if (!row.IsNull(3)) point.baseline = static_cast<int>(row.Int(3));
    point.open_segments = static_cast<int>(row.Int(4));
    point.parameters = ParametersOf(database, sweep_id, point.point);
  }
  return points;
}

PointTrouble TroubleOf(Database& database, std::int64_t sweep_id, int point) {
  Statement row = database.Query(R"sql(
      SELECT segments.state, segments.error
      FROM point_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1 AND point = ?2
        AND segments.state IN ('FAILED', 'CANCELLED')
      ORDER BY segments.state = 'FAILED' DESC, position
      LIMIT 1)sql",
                                 sweep_id, point);
  if (!row.Step()) return {};
  return {.state = SegmentStateOf(row.Text(0)), .error = row.Text(1)};
}

std::vector<v1::Observable> ObservablesOf(Database& database,
                                          std::int64_t sweep_id, int point) {
  std::vector<v1::Observable> observables;
  // max() takes the other columns from the row that has the maximum.
  Statement row = database.Query(R"sql(
      SELECT segment_id, max(position)
      FROM point_segments JOIN segments USING (segment_id)
      WHERE sweep_id = ?1 AND point = ?2 AND segments.kind <> 'ADVANCE'
      GROUP BY segments.kind
      ORDER BY max(position))sql",
                                 sweep_id, point);
  while (row.Step()) {
    for (v1::Observable& observable : LoadObservables(database, row.Int(0))) {
      observables.push_back(std::move(observable));
    }
  }
  return observables;
}

}  // namespace lehr::server
