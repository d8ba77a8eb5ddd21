#ifndef LEHR_SERVER_SERVICE_BACKUP_STREAM_H_
#define LEHR_SERVER_SERVICE_BACKUP_STREAM_H_

#include <atomic>
#include <filesystem>
#include <functional>

#include <absl/status/status.h>

#include "lehr/v1/admin_service.pb.h"

namespace lehr::server {

// Makes a copy of the database of the data folder, beside it, and hands it over
// piece by piece; the copy is gone afterwards. `send` returns false if nobody
// reads on. RESOURCE_EXHAUSTED if there is no room for the copy; otherwise as
// CopyDatabase().
absl::Status SendBackup(
    const std::filesystem::path& data,
    const std::function<bool(const v1::BackupResponse&)>& send,
    const std::atomic<bool>& cancelled);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_BACKUP_STREAM_H_
