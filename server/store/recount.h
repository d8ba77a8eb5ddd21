#ifndef LEHR_SERVER_STORE_RECOUNT_H_
#define LEHR_SERVER_STORE_RECOUNT_H_

#include <cstdint>

#include "server/store/database.h"

namespace lehr::server {

// Counts anew what is kept of a sweep in numbers: its segments and atom-steps
// by state, the open segments of its points, its finished points. Takes some 10
// us a segment of a point.
void Recount(Database& database, std::int64_t sweep_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_RECOUNT_H_
