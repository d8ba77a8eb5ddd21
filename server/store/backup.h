#ifndef LEHR_SERVER_STORE_BACKUP_H_
#define LEHR_SERVER_STORE_BACKUP_H_

#include <atomic>
#include <filesystem>

#include <absl/status/status.h>

namespace lehr::server {

// Copies the database as it is at one moment, while others write to it. `copy`
// becomes a whole file of its own, without a write-ahead log (by which it is
// known as a copy when it is restored), checked and synced. CANCELLED soon
// after `cancelled` became true; RESOURCE_EXHAUSTED if the disk is full;
// DATA_LOSS if the copy is damaged. After an error there may be half a copy.
absl::Status CopyDatabase(const std::filesystem::path& database,
                          const std::filesystem::path& copy,
                          const std::atomic<bool>& cancelled);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_BACKUP_H_
