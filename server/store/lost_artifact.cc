#include "server/store/lost_artifact.h"

#include <algorithm>

namespace lehr::server {
namespace {

std::vector<std::int64_t> Ids(Statement row) {
  std::vector<std::int64_t> ids;
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

void SortOnce(std::vector<std::int64_t>* ids) {
  std::sort(ids->begin(), ids->end());
  ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
}

}  // namespace

std::vector<std::int64_t> ProducersOf(Database& database,
                                      std::string_view sha256, int most) {
  // Both indexes have them by id, so that only as many as are wanted are read.
  std::vector<std::int64_t> ids = Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segments INDEXED BY segments_end_state
      WHERE end_state_sha256 = ?1 AND state = 'DONE'
      ORDER BY segment_id
      LIMIT ?2)sql",
                                                     Blob{sha256}, most));
  const std::vector<std::int64_t> of_curve =
      Ids(database.Query(R"sql(
      SELECT segment_id
      FROM segments INDEXED BY segments_curve
      WHERE curve_sha256 = ?1 AND state = 'DONE'
      ORDER BY segment_id
      LIMIT ?2)sql",
                         Blob{sha256}, most));
  ids.insert(ids.end(), of_curve.begin(), of_curve.end());
  SortOnce(&ids);
  ids.resize(std::min(ids.size(), static_cast<std::size_t>(most)));
  const std::size_t found = ids.size();
  for (std::size_t i = 0; i < found; ++i) {
    const std::vector<std::int64_t> alike = Ids(database.Query(R"sql(
        SELECT twin.segment_id
        FROM segments AS own
        JOIN segments AS twin USING (physical_key)
        WHERE own.segment_id = ?1 AND twin.state = 'DONE'
          AND twin.segment_id <> ?1)sql",
                                                               ids[i]));
    ids.insert(ids.end(), alike.begin(), alike.end());
  }
  SortOnce(&ids);
  return ids;
}

std::vector<std::string> HalfLostArtifacts(Database& database) {
  std::vector<std::string> lost;
  Statement row = database.Query(R"sql(
      SELECT sha256
      FROM artifacts
      WHERE lost_us IS NOT NULL
        AND (EXISTS (SELECT 1
                     FROM segments
                     WHERE end_state_sha256 = sha256 AND state = 'DONE')
             OR EXISTS (SELECT 1
                        FROM segments
                        WHERE curve_sha256 = sha256 AND state = 'DONE')))sql");
  while (row.Step()) lost.push_back(row.Bytes(0));
  return lost;
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
