#ifndef LEHR_SERVER_COORDINATOR_INVARIANTS_H_
#define LEHR_SERVER_COORDINATOR_INVARIANTS_H_

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

// All that are broken: "a sweep's counts are those of its segments: not so for
// 4". Without references between tables.
absl::StatusOr<std::vector<std::string>> FindBrokenInvariants(
    Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_INVARIANTS_H_
