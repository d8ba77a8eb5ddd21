#ifndef LEHR_SERVER_STORE_ARTIFACT_TABLE_H_
#define LEHR_SERVER_STORE_ARTIFACT_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `artifacts` and `potentials`.

// Whether it is there: known, and not lost.
bool HasArtifact(Database& database, std::string_view sha256);
// Its file is missing or damaged. False if that, or the artifact, is not news.
bool MarkLost(Database& database, std::string_view sha256, absl::Time now);
// Somebody is about to refer to it.
void TouchArtifact(Database& database, std::string_view sha256, absl::Time now);
// Only touches it if it is there already; it is not lost any more.
void InsertArtifact(Database& database, std::string_view sha256,
                    std::int64_t size_bytes, absl::Time now);

// What is known of a file.
struct ArtifactRow {
  std::string sha256;
  std::int64_t size_bytes = 0;  // of the content
  bool is_lost = false;
};
// In the order of their hashes, those behind `sha256`, or all if it is empty;
// at most `most`.
std::vector<ArtifactRow> ArtifactsAfter(Database& database,
                                        std::string_view sha256, int most);
std::int64_t CountArtifacts(Database& database);

// Adds the potential, or overwrites what is known of it.
void UpsertPotential(Database& database, const v1::PotentialRef& potential,
                     absl::Time now);
// By name.
std::vector<v1::PotentialRef> ListPotentials(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_ARTIFACT_TABLE_H_
