#ifndef LEHR_SERVER_STORE_DATABASE_OPENING_H_
#define LEHR_SERVER_STORE_DATABASE_OPENING_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>

#include <absl/status/statusor.h>

#include "server/store/data_directory.h"
#include "server/store/database.h"

namespace lehr::server {

// Larger databases are checked beside a server that runs already: a check reads
// some 240 MB/s, and work should not wait for it.
inline constexpr std::uintmax_t kLargeDatabaseBytes = 128 << 20;

// Opens the database of a server that starts, as Database::Open(), and beyond
// that: a log that belongs to another file, left over when a backup was
// restored, goes; a database that no server has left in good order is checked,
// unless it is large; one of an older version is copied to lehr.db.before-N
// first. DATA_LOSS if it is damaged, with what to do.
absl::StatusOr<std::unique_ptr<Database>> OpenForServer(
    const DataDirectory& data);

// Whether OpenForServer() has left the check to be made later.
bool IsLargeDatabase(const std::filesystem::path& database);

// DATA_LOSS, with what to do, if the file is damaged.
absl::Status CheckWhole(const std::filesystem::path& database,
                        const std::atomic<bool>& cancelled);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DATABASE_OPENING_H_
