#ifndef LEHR_CLIENT_BACKUP_DOWNLOAD_H_
#define LEHR_CLIENT_BACKUP_DOWNLOAD_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <absl/status/statusor.h>

#include "client/server_connection.h"

namespace lehr::client {

// What came.
struct BackupFile {
  std::int64_t bytes = 0;
  std::string sha256;
};

// Writes a copy of the server's database to `path`.part; when it has the hash
// that the server tells and is on disk, it becomes `path`, and replaces what
// was there. `progress` is told how much has come. DATA_LOSS if the copy is not
// what the server sent; RESOURCE_EXHAUSTED if a disk is full, here or there.
absl::StatusOr<BackupFile> DownloadBackup(
    ServerConnection& server, const std::filesystem::path& path,
    const std::function<void(std::int64_t bytes, std::int64_t total)>&
        progress);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_BACKUP_DOWNLOAD_H_
