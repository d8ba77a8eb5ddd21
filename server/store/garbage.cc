#include "server/store/garbage.h"

#include <absl/strings/str_cat.h>

#include "server/store/checkpoint_table.h"

namespace lehr::server {
namespace {

// Every column that refers to `artifacts` stands here, apart from
// segments.potential_sha256 and the checkpoints. One that is forgotten costs an
// error, not a file: the foreign keys keep rows to which others refer.
constexpr char kUnreferenced[] = R"sql(
        NOT EXISTS (SELECT 1 FROM potentials
                    WHERE potentials.sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM segments
                        WHERE end_state_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM segments
                        WHERE curve_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM segments
                        WHERE checkpoint_state_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM segments
                        WHERE checkpoint_curve_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM segments
                        WHERE failed_state_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM measurement_curves
                        WHERE curve_sha256 = artifacts.sha256))sql";

constexpr char kNoCheckpoint[] = R"sql(
        NOT EXISTS (SELECT 1 FROM checkpoints
                    WHERE state_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM checkpoints
                        WHERE curve_sha256 = artifacts.sha256))sql";

constexpr char kOld[] = "max(created_us, wanted_us) < ?1";

std::set<std::string> Hashes(Statement row) {
  std::set<std::string> hashes;
  while (row.Step()) hashes.insert(row.Bytes(0));
  return hashes;
}

// Also those to which checkpoints refer that go.
std::set<std::string> AllGarbage(Database& database, absl::Time before) {
  static const auto& sql = *new std::string(absl::StrCat(
      "WITH kept AS MATERIALIZED (", KeptCheckpointsSql(), ")",
      "SELECT sha256 FROM artifacts WHERE ", kOld, " AND ", kUnreferenced,
      R"sql(
        AND sha256 NOT IN (SELECT potential_sha256 FROM segments)
        AND NOT EXISTS (SELECT 1 FROM checkpoints
                        WHERE state_sha256 = artifacts.sha256
                          AND (law_key, step, record_steps)
                              IN (SELECT * FROM kept))
        AND NOT EXISTS (SELECT 1 FROM checkpoints
                        WHERE curve_sha256 = artifacts.sha256
                          AND (law_key, step, record_steps)
                              IN (SELECT * FROM kept)))sql"));
  return Hashes(database.Query(sql, before));
}

// Of those.
bool IsOfCheckpoint(Database& database, std::string_view sha256) {
  return database
      .Query(R"sql(
      SELECT 1 FROM checkpoints WHERE state_sha256 = ?1
      UNION ALL
      SELECT 1 FROM checkpoints WHERE curve_sha256 = ?1)sql",
             Blob{sha256})
      .Step();
}

}  // namespace

Garbage FindGarbage(Database& database, absl::Time before) {
  Garbage garbage;
  garbage.paths = PathsWithOldCheckpoints(database);
  for (const std::string& sha256 : AllGarbage(database, before)) {
    (IsOfCheckpoint(database, sha256) ? garbage.checkpoints
                                      : garbage.unreferenced)
        .insert(sha256);
  }
  garbage.kept = Hashes(database.Query("SELECT sha256 FROM artifacts"));
  for (const auto* gone : {&garbage.checkpoints, &garbage.unreferenced}) {
    for (const std::string& sha256 : *gone) garbage.kept.erase(sha256);
  }
  return garbage;
}

bool DropArtifact(Database& database, std::string_view sha256,
                  absl::Time before) {
  // A potential that a segment has been given since was asked for then.
  static const auto& sql = *new std::string(
      absl::StrCat("DELETE FROM artifacts WHERE sha256 = ?2 AND ", kOld,
                   " AND ", kUnreferenced, " AND ", kNoCheckpoint));
  return database.Run(sql, before, Blob{sha256}) > 0;
}

bool KnowsArtifact(Database& database, std::string_view sha256) {
  return database
      .Query("SELECT 1 FROM artifacts WHERE sha256 = ?1", Blob{sha256})
      .Step();
}

}  // namespace lehr::server
