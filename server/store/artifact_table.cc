#include "server/store/artifact_table.h"

#include <string>

#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

namespace lehr::server {
namespace {

constexpr std::string_view kFormatPrefix = "POTENTIAL_FORMAT_";

}  // namespace

bool HasArtifact(Database& database, std::string_view sha256) {
  return database
      .Query("SELECT 1 FROM artifacts WHERE sha256 = ?1 AND lost_us IS NULL",
             Blob{sha256})
      .Step();
}

bool MarkLost(Database& database, std::string_view sha256, absl::Time now) {
  return database.Run(R"sql(
      UPDATE artifacts
      SET lost_us = ?2
      WHERE sha256 = ?1 AND lost_us IS NULL)sql",
                      Blob{sha256}, now) > 0;
}

void TouchArtifact(Database& database, std::string_view sha256,
                   absl::Time now) {
  database.Run("UPDATE artifacts SET wanted_us = ?2 WHERE sha256 = ?1",
               Blob{sha256}, now);
}

void InsertArtifact(Database& database, std::string_view sha256,
                    std::int64_t size_bytes, absl::Time now) {
  database.Run(R"sql(
      INSERT INTO artifacts (sha256, size_bytes, created_us, wanted_us)
      VALUES (?1, ?2, ?3, ?3)
      ON CONFLICT (sha256) DO UPDATE
      SET wanted_us = excluded.wanted_us, lost_us = NULL)sql",
               Blob{sha256}, size_bytes, now);
}

std::vector<ArtifactRow> ArtifactsAfter(Database& database,
                                        std::string_view sha256, int most) {
  std::vector<ArtifactRow> artifacts;
  // Empty bytes are NULL.
  Statement row = database.Query(R"sql(
      SELECT sha256, size_bytes, lost_us IS NOT NULL
      FROM artifacts
      WHERE sha256 > coalesce(?1, x'')
      ORDER BY sha256
      LIMIT ?2)sql",
                                 Blob{sha256}, most);
  while (row.Step()) {
    artifacts.push_back({.sha256 = row.Bytes(0),
                         .size_bytes = row.Int(1),
                         .is_lost = row.Int(2) != 0});
  }
  return artifacts;
}

std::int64_t CountArtifacts(Database& database) {
  Statement row = database.Query("SELECT COUNT(*) FROM artifacts");
  return row.Step() ? row.Int(0) : 0;
}

void UpsertPotential(Database& database, const v1::PotentialRef& potential,
                     absl::Time now) {
  const std::string elements = absl::StrJoin(potential.elements(), " ");
  const std::string format =
      v1::PotentialFormat_Name(potential.format()).substr(kFormatPrefix.size());
  database.Run(R"sql(
      INSERT INTO potentials (sha256, name, elements, format, cutoff_angstrom,
                              registered_us)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (sha256) DO UPDATE
      SET name = excluded.name, elements = excluded.elements,
          format = excluded.format,
          cutoff_angstrom = excluded.cutoff_angstrom)sql",
               Blob{potential.sha256()}, potential.name(), elements, format,
               potential.cutoff_angstrom(), now);
}

std::vector<v1::PotentialRef> ListPotentials(Database& database) {
  std::vector<v1::PotentialRef> potentials;
  Statement row = database.Query(R"sql(
      SELECT sha256, name, elements, format, cutoff_angstrom
      FROM potentials
      ORDER BY name, sha256)sql");
  while (row.Step()) {
    v1::PotentialRef& potential = potentials.emplace_back();
    potential.set_sha256(row.Bytes(0));
    potential.set_name(row.Text(1));
    const std::string elements = row.Text(2);
    for (const auto& element :
         absl::StrSplit(elements, ' ', absl::SkipEmpty())) {
      potential.add_elements(std::string(element));
    }
    v1::PotentialFormat format = v1::POTENTIAL_FORMAT_UNSPECIFIED;
    v1::PotentialFormat_Parse(std::string(kFormatPrefix) + row.Text(3),
                              &format);
    potential.set_format(format);
    potential.set_cutoff_angstrom(row.Real(4));
  }
  return potentials;
}

}  // namespace lehr::server
