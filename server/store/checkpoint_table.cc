#include "server/store/checkpoint_table.h"

#include <vector>

#include <absl/strings/str_cat.h>

namespace lehr::server {

void InsertCheckpoint(Database& database, std::string_view law_key,
                      const PathState& state) {
  database.Run(R"sql(
      INSERT OR IGNORE INTO checkpoints (law_key, step, record_steps,
                                         state_sha256, curve_sha256)
      VALUES (?1, ?2, ?3, ?4, ?5))sql",
               Blob{law_key}, state.step, state.record_steps,
               Blob{state.state_sha256}, Blob{state.curve_sha256});
}

PathState FindCheckpoint(Database& database, std::string_view law_key,
                         std::int64_t step, std::int64_t record_steps) {
  Statement row = database.Query(R"sql(
      SELECT step, state_sha256, curve_sha256, record_steps
      FROM checkpoints
      WHERE law_key = ?1 AND step = ?2
      ORDER BY record_steps <= ?3 DESC,
               iif(record_steps <= ?3, -record_steps, record_steps)
      LIMIT 1)sql",
                                 Blob{law_key}, step, record_steps);
  if (!row.Step()) return {};
  return {.step = row.Int(0),
          .state_sha256 = row.Bytes(1),
          .curve_sha256 = row.Bytes(2),
          .record_steps = row.Int(3)};
}

const char* KeptCheckpointsSql() {
  return R"sql(
      SELECT kept.law_key, kept.step, kept.record_steps
      FROM segments JOIN checkpoints AS kept USING (law_key)
      WHERE segments.state IN ('WAITING', 'READY', 'LEASED')
        AND kept.record_steps <= segments.record_steps
        AND kept.step IN (SELECT DISTINCT newest.step
                          FROM checkpoints AS newest
                          WHERE newest.law_key = segments.law_key
                            AND newest.step <= segments.steps
                            AND newest.record_steps
                                <= segments.record_steps
                          ORDER BY newest.step DESC
                          LIMIT 2))sql";
}

std::vector<std::string> PathsWithOldCheckpoints(Database& database) {
  static const auto& sql = *new std::string(
      absl::StrCat("SELECT DISTINCT law_key FROM checkpoints"
                   " WHERE (law_key, step, record_steps) NOT IN (",
                   KeptCheckpointsSql(), ")"));
  std::vector<std::string> law_keys;
  Statement row = database.Query(sql);
  while (row.Step()) law_keys.push_back(row.Bytes(0));
  return law_keys;
}

std::int64_t DropCheckpoints(Database& database, std::string_view law_key) {
  // Chosen before any goes, because the newest is found by comparison.
  static const auto& sql = *new std::string(absl::StrCat(
      "DELETE FROM checkpoints"
      " WHERE law_key = ?1 AND (law_key, step, record_steps) NOT IN (",
      KeptCheckpointsSql(), " AND segments.law_key = ?1)"));
  return database.Run(sql, Blob{law_key});
}

}  // namespace lehr::server
