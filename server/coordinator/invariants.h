#ifndef LEHR_SERVER_COORDINATOR_INVARIANTS_H_
#define LEHR_SERVER_COORDINATOR_INVARIANTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "server/store/database.h"

namespace lehr::server {

// What is true of the database after every event, whatever happened before.
// INTERNAL, naming the first broken one, with an id. Reads everything: for
// tests and for looking into trouble.
absl::Status CheckInvariants(Database& database);

// Something that is not as it should be.
struct BrokenInvariant {
  // "a sweep's counts are those of its segments: not so for 4".
  std::string text;
  // Counts of this sweep are wrong: Coordinator::RecountSweep() mends them. 0
  // of all else.
  std::int64_t miscounted_sweep = 0;
};

// All that are broken, wrong counts for each sweep. Without references between
// tables.
absl::StatusOr<std::vector<BrokenInvariant>> FindBrokenInvariants(
    Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_INVARIANTS_H_
