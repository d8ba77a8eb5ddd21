#ifndef LEHR_SERVER_STORE_ARTIFACT_TABLE_H_
#define LEHR_SERVER_STORE_ARTIFACT_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `artifacts` and `potentials`.

bool HasArtifact(Database& database, std::string_view sha256);
// Somebody is about to refer to it.
void TouchArtifact(Database& database, std::string_view sha256, absl::Time now);
// Only touches it if it is there already.
void InsertArtifact(Database& database, std::string_view sha256,
                    std::int64_t size_bytes, absl::Time now);

// Adds the potential, or overwrites what is known of it.
void UpsertPotential(Database& database, const v1::PotentialRef& potential,
                     absl::Time now);
// By name.
std::vector<v1::PotentialRef> ListPotentials(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_ARTIFACT_TABLE_H_
