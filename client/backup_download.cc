#include "client/backup_download.h"

#include <memory>
#include <string_view>

#include <absl/strings/str_format.h>
#include <grpcpp/client_context.h>

#include "proto/support/file.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

absl::Status CheckEnd(const BackupFile& found, std::int64_t expected_bytes,
                      const std::string& expected_sha256) {
  if (found.bytes == expected_bytes && found.sha256 == expected_sha256) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrFormat(
      "backup: expected %d bytes with SHA-256 %s, found %d with %s: try again",
      expected_bytes, ToHex(expected_sha256), found.bytes,
      ToHex(found.sha256)));
}

}  // namespace

// No deadline: how long it takes depends on the size, and what does not go on
// is noticed by the channel's keepalive.
absl::StatusOr<BackupFile> DownloadBackup(
    ServerConnection& server, const std::filesystem::path& path,
    const std::function<void(std::int64_t bytes, std::int64_t total)>&
        progress) {
  auto file = DurableFile::Create(path);
  if (!file.ok()) return file.status();
  grpc::ClientContext context;
  const auto reader = server.admin().Backup(&context, {});
  BackupFile found;
  Sha256 hash;
  std::int64_t total = 0;
  std::string expected;
  v1::BackupResponse piece;
  absl::Status written;
  while (reader->Read(&piece)) {
    if (total == 0) total = piece.size_bytes();
    if (!piece.sha256().empty()) expected = piece.sha256();
    hash.Update(piece.content());
    written = file->Append(piece.content());
    if (!written.ok()) {
      context.TryCancel();
      break;
    }
    found.bytes += static_cast<std::int64_t>(piece.content().size());
    progress(found.bytes, total);
  }
  const absl::Status ended = server.Explain(reader->Finish());
  if (!written.ok()) return written;
  if (!ended.ok()) return ended;
  found.sha256 = hash.Finish();
  absl::Status status = CheckEnd(found, total, expected);
  if (status.ok()) status = file->Finish();
  if (!status.ok()) return status;
  return found;
}

}  // namespace lehr::client
