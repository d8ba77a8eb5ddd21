#include "server/store/curve_table.h"

namespace lehr::server {

void StoreMeasurementCurves(Database& database, std::int64_t segment_id,
                            const std::vector<std::string>& curves) {
  database.Run("DELETE FROM measurement_curves WHERE segment_id = ?1",
               segment_id);
  int position = 0;
  for (const std::string& curve : curves) {
    database.Run(R"sql(
        INSERT INTO measurement_curves (segment_id, position, curve_sha256)
        VALUES (?1, ?2, ?3))sql",
                 segment_id, position++, Blob{curve});
  }
}

std::vector<std::string> MeasurementCurvesOf(Database& database,
                                             std::int64_t segment_id) {
  std::vector<std::string> curves;
  Statement row = database.Query(R"sql(
      SELECT curve_sha256
      FROM measurement_curves
      WHERE segment_id = ?1
      ORDER BY position)sql",
                                 segment_id);
  while (row.Step()) curves.push_back(row.Bytes(0));
  return curves;
}

void StoreFinerCurve(Database& database, std::string_view physical_key,
                     std::string_view curve_sha256, std::int64_t record_steps) {
  database.Run(R"sql(
      UPDATE segments
      SET curve_sha256 = ?2, record_steps = ?3
      WHERE physical_key = ?1 AND state = 'DONE' AND record_steps > ?3)sql",
               Blob{physical_key}, Blob{curve_sha256}, record_steps);
}

std::int64_t RecordedSteps(Database& database, std::string_view physical_key) {
  Statement row = database.Query(R"sql(
      SELECT record_steps
      FROM segments
      WHERE physical_key = ?1 AND state = 'DONE'
      LIMIT 1)sql",
                                 Blob{physical_key});
  return row.Step() ? row.Int(0) : 0;
}

bool AwaitsRecording(Database& database, std::int64_t segment_id) {
  return database
      .Query(R"sql(
      SELECT 1
      FROM segments JOIN segments AS twin USING (physical_key)
      JOIN reruns ON reruns.segment_id = twin.segment_id
      WHERE segments.segment_id = ?1 AND reruns.state = 'OPEN'
        AND reruns.reason = 'RECORDING')sql",
             segment_id)
      .Step();
}

}  // namespace lehr::server
