#include "server/store/backup.h"

#include <memory>

#include <sqlite3.h>

#include <absl/strings/str_format.h>

#include "server/store/database.h"
#include "server/store/database_check.h"

namespace lehr::server {
namespace {

// Pages of 4 KiB that are copied between two looks at `cancelled`.
constexpr int kPagesAtOnce = 1024;

absl::Status Failed(sqlite3* connection, const std::filesystem::path& path) {
  const int code = sqlite3_errcode(connection);
  const std::string text =
      absl::StrFormat("%s: %s", path.string(), sqlite3_errmsg(connection));
  return (code & 0xff) == SQLITE_FULL ? absl::ResourceExhaustedError(text)
                                      : absl::UnavailableError(text);
}

// In a transaction that only reads: the copy need not begin anew when somebody
// writes.
absl::Status CopyPages(Database& from, sqlite3* to,
                       const std::filesystem::path& path,
                       const std::atomic<bool>& cancelled) {
  sqlite3_backup* const backup =
      sqlite3_backup_init(to, "main", from.connection(), "main");
  if (backup == nullptr) return Failed(to, path);
  int code = SQLITE_OK;
  while (code == SQLITE_OK && !cancelled) {
    code = sqlite3_backup_step(backup, kPagesAtOnce);
  }
  sqlite3_backup_finish(backup);
  if (code == SQLITE_DONE) return absl::OkStatus();
  if (code == SQLITE_OK) return absl::CancelledError("backup: cancelled");
  return Failed(to, path);
}

absl::Status Copy(Database& from, const std::filesystem::path& path,
                  const std::atomic<bool>& cancelled) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open(path.c_str(), &connection);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> to(connection,
                                                       sqlite3_close);
  if (code != SQLITE_OK) return Failed(connection, path);
  absl::Status copied = from.InSavepoint([&]() -> absl::Status {
    // Until something is read there is no moment whose state is copied.
    if (!from.Query("SELECT 1 FROM sqlite_schema").Step()) {
      return absl::DataLossError("backup: the database has no tables");
    }
    return CopyPages(from, connection, path, cancelled);
  });
  if (!copied.ok()) return copied;
  if (sqlite3_exec(connection, "PRAGMA journal_mode = DELETE", nullptr, nullptr,
                   nullptr) != SQLITE_OK) {
    return Failed(connection, path);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CopyDatabase(const std::filesystem::path& database,
                          const std::filesystem::path& copy,
                          const std::atomic<bool>& cancelled) {
  auto from = Database::OpenReadOnly(database);
  if (!from.ok()) return from.status();
  absl::Status copied = Copy(**from, copy, cancelled);
  if (!copied.ok()) return copied;
  auto made = Database::OpenReadOnly(copy);
  if (!made.ok()) return made.status();
  const Interruption interruption(made->get(), &cancelled);
  const auto damage = FindDamage(**made, Thoroughness::kFull);
  if (!damage.ok()) return damage.status();
  if (damage->empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrFormat(
      "backup: the copy is damaged, and so most likely is the database: %s",
      damage->front()));
}

}  // namespace lehr::server
