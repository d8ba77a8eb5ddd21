#include "server/store/divergence_table.h"

#include <google/protobuf/util/time_util.h>

namespace lehr::server {

using ::google::protobuf::util::TimeUtil;

void InsertDivergence(Database& database, const AttemptRow& attempt,
                      std::string_view kept_sha256,
                      std::string_view other_sha256, absl::Time now) {
  database.Run(R"sql(
      INSERT OR IGNORE INTO divergences (segment_id, attempt, kept_sha256,
                                         other_sha256, observed_us)
      VALUES (?1, ?2, ?3, ?4, ?5))sql",
               attempt.segment_id, attempt.attempt, Blob{kept_sha256},
               Blob{other_sha256}, now);
}

std::vector<v1::Divergence> DivergencesOf(Database& database,
                                          std::int64_t segment_id) {
  std::vector<v1::Divergence> divergences;
  // What is kept is what the first success gave.
  Statement row = database.Query(R"sql(
      SELECT divergences.attempt, workers.name, other_sha256, kept_sha256,
             observed_us,
             (SELECT workers.name
              FROM attempts AS kept JOIN workers USING (worker_id)
              WHERE kept.segment_id = divergences.segment_id
                AND kept.state = 'SUCCEEDED'
                AND kept.attempt <> divergences.attempt
              ORDER BY kept.attempt
              LIMIT 1)
      FROM divergences
      JOIN attempts USING (segment_id, attempt)
      JOIN workers USING (worker_id)
      WHERE divergences.segment_id IN (
          SELECT twin.segment_id
          FROM segments JOIN segments AS twin USING (physical_key)
          WHERE segments.segment_id = ?1)
      ORDER BY divergence_id)sql",
                                 segment_id);
  while (row.Step()) {
    v1::Divergence& divergence = divergences.emplace_back();
    divergence.set_attempt(static_cast<int>(row.Int(0)));
    divergence.set_worker(row.Text(1));
    divergence.set_other_sha256(row.Bytes(2));
    divergence.set_kept_sha256(row.Bytes(3));
    *divergence.mutable_observed() =
        TimeUtil::MicrosecondsToTimestamp(row.Int(4));
    divergence.set_kept_worker(row.Text(5));
  }
  return divergences;
}

}  // namespace lehr::server
