#include "server/service/backup_stream.h"

#include <atomic>
#include <cstdint>
#include <fstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_store.h"
#include "server/store/backup.h"

namespace lehr::server {
namespace {

// A file that is removed at the end.
class Scratch {
 public:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  Scratch(Scratch&&) = delete;
  Scratch& operator=(Scratch&&) = delete;
  ~Scratch() {
    std::error_code error;  // the next start removes what is left in tmp/
    std::filesystem::remove(path_, error);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Writers need some of what is free while the copy is there.
constexpr std::uintmax_t kReserveBytes = 64 << 20;

absl::Status CheckRoom(const std::filesystem::path& data) {
  std::error_code error;
  std::uintmax_t size = 0;
  for (const char* name : {"lehr.db", "lehr.db-wal"}) {
    const std::uintmax_t bytes = std::filesystem::file_size(data / name, error);
    if (!error) size += bytes;
  }
  const std::filesystem::space_info space = std::filesystem::space(data, error);
  if (error || space.available >= size + kReserveBytes) {
    return absl::OkStatus();
  }
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%s: expected room for a copy of %d bytes, found %d bytes free",
      data.string(), size, space.available));
}

absl::Status SendFile(
    const std::filesystem::path& path,
    const std::function<bool(const v1::BackupResponse&)>& send) {
  std::ifstream file(path, std::ios::binary);
  Sha256 sha256;
  v1::BackupResponse message;
  message.set_size_bytes(
      static_cast<std::int64_t>(std::filesystem::file_size(path)));
  std::string piece(kPieceBytes, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
         file.gcount() > 0) {
    const auto count = static_cast<std::size_t>(file.gcount());
    sha256.Update(std::string_view(piece).substr(0, count));
    message.set_content(piece.data(), count);
    if (!send(message)) return absl::CancelledError("backup: nobody reads on");
    message.Clear();
  }
  if (file.bad()) {
    return absl::UnavailableError(
        absl::StrFormat("%s: the copy cannot be read", path.string()));
  }
  message.set_sha256(sha256.Finish());
  send(message);
  return absl::OkStatus();
}

}  // namespace

absl::Status SendBackup(
    const std::filesystem::path& data,
    const std::function<bool(const v1::BackupResponse&)>& send,
    const std::atomic<bool>& cancelled) {
  absl::Status room = CheckRoom(data);
  if (!room.ok()) return room;
  static std::atomic<int> number = 0;
  const Scratch copy(data / "tmp" / absl::StrCat("backup-", ++number));
  absl::Status copied = CopyDatabase(data / "lehr.db", copy.path(), cancelled);
  if (!copied.ok()) return copied;
  absl::Status sent = SendFile(copy.path(), send);
  if (sent.ok()) {
    Log(Severity::kInfo, "backup sent",
        {{"bytes", std::filesystem::file_size(copy.path())}});
  }
  return sent;
}

}  // namespace lehr::server
