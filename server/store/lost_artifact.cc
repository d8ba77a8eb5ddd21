#include "server/store/lost_artifact.h"

namespace lehr::server {
namespace {

std::vector<std::int64_t> Ids(Statement row) {
  std::vector<std::int64_t> ids;
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

}  // namespace

std::vector<std::int64_t> ProducersOf(Database& database,
                                      std::string_view sha256) {
  return Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE state = 'DONE'
        AND physical_key IN (SELECT physical_key
                             FROM segments
                             WHERE end_state_sha256 = ?1 AND state = 'DONE'
                             UNION
                             SELECT physical_key
                             FROM segments
                             WHERE curve_sha256 = ?1 AND state = 'DONE')
      ORDER BY segment_id)sql",
                            Blob{sha256}));
}

std::vector<std::int64_t> StartedBelow(Database& database,
                                       std::int64_t segment_id) {
  return Ids(database.Query(R"sql(
      WITH RECURSIVE below (segment_id, depth) AS (
        VALUES (?1, 0)
        UNION ALL
        SELECT child.segment_id, below.depth + 1
        FROM below JOIN segments AS child
          ON child.parent_segment_id = below.segment_id
        WHERE below.depth < 100)
      SELECT segment_id
      FROM below JOIN segments USING (segment_id)
      WHERE state IN ('READY', 'LEASED')
        AND (depth = 1 OR (depth > 1 AND kind <> 'ADVANCE'))
      ORDER BY segment_id)sql",
                            segment_id));
}

std::vector<std::int64_t> LeasedFromCheckpoint(Database& database,
                                               std::string_view sha256) {
  return Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segments
      WHERE state = 'LEASED'
        AND segment_id IN (SELECT segment_id
                           FROM segments
                           WHERE checkpoint_state_sha256 = ?1
                           UNION
                           SELECT segment_id
                           FROM segments
                           WHERE checkpoint_curve_sha256 = ?1
                           UNION
                           SELECT segment_id
                           FROM checkpoints JOIN segments USING (law_key)
                           WHERE state_sha256 = ?1
                           UNION
                           SELECT segment_id
                           FROM checkpoints JOIN segments USING (law_key)
                           WHERE checkpoints.curve_sha256 = ?1)
      ORDER BY segment_id)sql",
                            Blob{sha256}));
}

std::int64_t ForgetCheckpoints(Database& database, std::string_view sha256) {
  std::int64_t forgotten = database.Run(R"sql(
      UPDATE segments
      SET checkpoint_step = NULL, checkpoint_state_sha256 = NULL,
          checkpoint_curve_sha256 = NULL
      WHERE checkpoint_state_sha256 = ?1 OR checkpoint_curve_sha256 = ?1)sql",
                                        Blob{sha256});
  forgotten += database.Run(
      "DELETE FROM checkpoints WHERE state_sha256 = ?1 OR curve_sha256 = ?1",
      Blob{sha256});
  database.Run(R"sql(
      UPDATE segments
      SET failed_state_sha256 = NULL
      WHERE failed_state_sha256 = ?1)sql",
               Blob{sha256});
  return forgotten;
}

std::vector<std::int64_t> EndedSweepsWith(Database& database,
                                          std::int64_t segment_id) {
  return Ids(database.Query(R"sql(
      SELECT sweep_id
      FROM sweep_segments JOIN sweeps USING (sweep_id)
      WHERE segment_id = ?1 AND sweeps.state IN ('DONE', 'FAILED')
      ORDER BY sweep_id)sql",
                            segment_id));
}

bool IsPotential(Database& database, std::string_view sha256) {
  return database
      .Query("SELECT 1 FROM potentials WHERE sha256 = ?1", Blob{sha256})
      .Step();
}

void DropObservables(Database& database, std::int64_t segment_id) {
  database.Run("DELETE FROM observables WHERE segment_id = ?1", segment_id);
}

}  // namespace lehr::server
