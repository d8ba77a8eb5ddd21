#include "server/store/server_start.h"

namespace lehr::server {

absl::StatusOr<std::int64_t> BeginServerStart(Database& database,
                                              absl::Time now) {
  return database.InSavepoint([&]() -> absl::StatusOr<std::int64_t> {
    database.Run("INSERT INTO server_starts (started_us) VALUES (?1)", now);
    return database.last_insert_id();
  });
}

}  // namespace lehr::server
