#include "server/store/submission_table.h"

namespace lehr::server {

void StoreSubmission(Database& database, std::int64_t sweep_id,
                     const SubmissionRow& submission) {
  database.Run(R"sql(
      INSERT INTO submissions (sweep_id, segments_stored, points_stored)
      VALUES (?1, ?2, ?3)
      ON CONFLICT (sweep_id)
      DO UPDATE SET segments_stored = ?2, points_stored = ?3)sql",
               sweep_id, submission.segments_stored, submission.points_stored);
}

void DropSubmission(Database& database, std::int64_t sweep_id) {
  database.Run("DELETE FROM submissions WHERE sweep_id = ?1", sweep_id);
}

std::optional<SubmissionRow> FindSubmission(Database& database,
                                            std::int64_t sweep_id) {
  Statement row = database.Query(R"sql(
      SELECT segments_stored, points_stored
      FROM submissions
      WHERE sweep_id = ?1)sql",
                                 sweep_id);
  if (!row.Step()) return std::nullopt;
  return SubmissionRow{.segments_stored = row.Int(0),
                       .points_stored = row.Int(1)};
}

std::vector<std::int64_t> SweepsBeingSubmitted(Database& database) {
  std::vector<std::int64_t> ids;
  Statement row = database.Query(R"sql(
      SELECT sweep_id
      FROM submissions JOIN sweeps USING (sweep_id)
      WHERE sweeps.state = 'RUNNING'
      ORDER BY sweep_id)sql");
  while (row.Step()) ids.push_back(row.Int(0));
  return ids;
}

}  // namespace lehr::server
