#ifndef LEHR_SERVER_STORE_GARBAGE_H_
#define LEHR_SERVER_STORE_GARBAGE_H_

#include <set>
#include <string>

#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// Artifacts to which no row refers and which nobody has uploaded or asked for
// since `before`.
std::set<std::string> UnreferencedArtifacts(Database& database,
                                            absl::Time before);

// Removes the row. The file may go once that is on disk, not before.
void DropArtifact(Database& database, const std::string& sha256);

// All artifacts that have a row.
std::set<std::string> ListArtifacts(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_GARBAGE_H_
