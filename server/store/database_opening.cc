#include "server/store/database_opening.h"

#include <atomic>
#include <fstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/log.h"
#include "server/store/backup.h"
#include "server/store/database_check.h"
#include "server/store/migrations.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;

absl::Status WithAdvice(const absl::Status& status, const fs::path& path) {
  if (!absl::IsDataLoss(status)) return status;
  return absl::DataLossError(absl::StrFormat(
      "%s: the database is damaged: %s: keep a copy of the folder, then put a "
      "backup (lehr admin backup) in its place and remove lehr.db-wal and "
      "lehr.db-shm; what is in objects/ is not computed again",
      path.string(), status.message()));
}

// Byte 18 of a SQLite file, "file format write version", is 2 while there may
// be a write-ahead log, and 1 for a file without, as a backup is
// (sqlite.org/fileformat.html).
bool MayHaveLog(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  char format = 0;
  file.seekg(18);
  return !file.get(format) || format != 1;
}

// SQLite would write a log that lies there into the file, whosever it is.
void DropForeignLog(const fs::path& path) {
  if (MayHaveLog(path)) return;
  for (const char* suffix : {"-wal", "-shm"}) {
    std::error_code error;
    if (!fs::remove(path.string() + suffix, error)) continue;
    Log(Severity::kWarning,
        "removed a log that does not belong to the database beside it, which "
        "is a backup",
        {{"path", path.string() + suffix}});
  }
}

absl::StatusOr<std::int64_t> VersionOf(const fs::path& path) {
  auto database = Database::OpenReadOnly(path);
  if (!database.ok()) return database.status();
  Statement row = (*database)->Query("PRAGMA user_version");
  const std::int64_t version = row.Step() ? row.Int(0) : 0;
  if (!(*database)->status().ok()) return (*database)->TakeStatus();
  return version;
}

absl::Status KeepOldVersion(const fs::path& path, std::int64_t version) {
  const auto newest = static_cast<std::int64_t>(AllMigrations().size());
  if (version == 0 || version >= newest) return absl::OkStatus();
  const fs::path kept = absl::StrCat(path.string(), ".before-", newest);
  const fs::path part = kept.string() + ".part";
  std::error_code error;
  fs::remove(part, error);  // of an earlier try
  const std::atomic<bool> never = false;
  absl::Status copied = CopyDatabase(path, part, never);
  if (!copied.ok()) return copied;
  fs::rename(part, kept, error);
  if (error) return absl::ErrnoToStatus(error.value(), kept.string());
  Log(Severity::kInfo, "database migrated",
      {{"from", version}, {"to", newest}, {"kept", kept.string()}});
  return absl::OkStatus();
}

absl::Status Prepare(const DataDirectory& data) {
  const fs::path path = data.database();
  DropForeignLog(path);
  const auto version = VersionOf(path);
  if (!version.ok()) return WithAdvice(version.status(), path);
  if (!data.was_clean() && !IsLargeDatabase(path)) {
    const std::atomic<bool> never = false;
    absl::Status whole = CheckWhole(path, never);
    if (!whole.ok()) return whole;
  }
  return KeepOldVersion(path, *version);
}

}  // namespace

bool IsLargeDatabase(const fs::path& database) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(database, error);
  return !error && size > kLargeDatabaseBytes;
}

absl::Status CheckWhole(const fs::path& database,
                        const std::atomic<bool>& cancelled) {
  auto opened = Database::OpenReadOnly(database);
  if (!opened.ok()) return WithAdvice(opened.status(), database);
  const Interruption interruption(opened->get(), &cancelled);
  const auto damage = FindDamage(**opened, Thoroughness::kQuick);
  if (!damage.ok()) return WithAdvice(damage.status(), database);
  if (damage->empty()) return absl::OkStatus();
  return WithAdvice(absl::DataLossError(damage->front()), database);
}

absl::StatusOr<std::unique_ptr<Database>> OpenForServer(
    const DataDirectory& data) {
  const fs::path path = data.database();
  std::error_code error;
  if (fs::exists(path, error) && fs::file_size(path, error) > 0) {
    const absl::Status prepared = Prepare(data);
    if (!prepared.ok()) return prepared;
  }
  auto database = Database::Open(path);
  if (!database.ok()) return WithAdvice(database.status(), path);
  return database;
}

}  // namespace lehr::server
