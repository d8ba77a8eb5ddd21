#ifndef LEHR_SERVER_STORE_PROVENANCE_TABLE_H_
#define LEHR_SERVER_STORE_PROVENANCE_TABLE_H_

#include <cstdint>
#include <vector>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// What the store knows of how numbers came about. Errors stay in the Database.

// Segments of a point's path, in its order.
std::vector<std::int64_t> PathOf(Database& database, std::int64_t sweep_id,
                                 int point);
// A segment's attempts with their workers, in order.
std::vector<v1::Attempt> HistoryOf(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_PROVENANCE_TABLE_H_
