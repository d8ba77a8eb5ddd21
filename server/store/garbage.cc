#include "server/store/garbage.h"

namespace lehr::server {
namespace {

std::set<std::string> Hashes(Statement row) {
  std::set<std::string> hashes;
  while (row.Step()) hashes.insert(row.Bytes(0));
  return hashes;
}

}  // namespace

// Every column that refers to `artifacts` stands here. One that is forgotten
// costs an error, not a file: the foreign keys keep rows to which others refer.
std::set<std::string> UnreferencedArtifacts(Database& database,
                                            absl::Time before) {
  return Hashes(database.Query(R"sql(
      SELECT sha256
      FROM artifacts
      WHERE max(created_us, wanted_us) < ?1
        AND NOT EXISTS (SELECT 1 FROM potentials
                        WHERE potentials.sha256 = artifacts.sha256)
        AND sha256 NOT IN (SELECT potential_sha256 FROM segments)
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
        AND NOT EXISTS (SELECT 1 FROM checkpoints
                        WHERE state_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM checkpoints
                        WHERE curve_sha256 = artifacts.sha256)
        AND NOT EXISTS (SELECT 1 FROM measurement_curves
                        WHERE curve_sha256 = artifacts.sha256))sql",
                               before));
}

void DropArtifact(Database& database, const std::string& sha256) {
  database.Run("DELETE FROM artifacts WHERE sha256 = ?1", Blob{sha256});
}

std::set<std::string> ListArtifacts(Database& database) {
  return Hashes(database.Query("SELECT sha256 FROM artifacts"));
}

}  // namespace lehr::server
