#ifndef LEHR_SERVER_COORDINATOR_INVARIANTS_H_
#define LEHR_SERVER_COORDINATOR_INVARIANTS_H_

#include <absl/status/status.h>

#include "server/store/database.h"

namespace lehr::server {

// What is true of the database after every event, whatever happened before.
// INTERNAL, naming the first broken one, with an id. Reads everything: for
// tests and for looking into trouble.
absl::Status CheckInvariants(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_INVARIANTS_H_
