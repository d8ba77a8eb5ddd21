#ifndef LEHR_SERVER_STORE_GARBAGE_H_
#define LEHR_SERVER_STORE_GARBAGE_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// What no policy keeps (see README.md). Hashes are each in one set.
struct Garbage {
  std::vector<std::string> paths;      // law keys with checkpoints that go
  std::set<std::string> checkpoints;   // artifacts that only these refer to
  std::set<std::string> unreferenced;  // artifacts to which no row refers
  std::set<std::string> kept;          // all others that have a row
};

// Looks for garbage: artifacts that nobody has uploaded or asked for since
// `before`. Only reads, and takes a while: what it finds is to be looked at
// again, by Drop..., before it goes.
Garbage FindGarbage(Database& database, absl::Time before);

// Removes the row if it is garbage still. The file may go once that is on disk,
// not before.
bool DropArtifact(Database& database, std::string_view sha256,
                  absl::Time before);

// Whether the artifact has a row, whether its file is there or lost.
bool KnowsArtifact(Database& database, std::string_view sha256);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_GARBAGE_H_
