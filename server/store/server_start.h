#ifndef LEHR_SERVER_STORE_SERVER_START_H_
#define LEHR_SERVER_STORE_SERVER_START_H_

#include <cstdint>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/store/database.h"

namespace lehr::server {

// Notes in the database that a server has started on it; returns the number of
// the start, which is larger each time.
absl::StatusOr<std::int64_t> BeginServerStart(Database& database,
                                              absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SERVER_START_H_
