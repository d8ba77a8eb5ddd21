#include "server/store/database_check.h"

#include <sqlite3.h>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr std::size_t kMostFindings = 100;

// Steps of SQLite's machine between two looks at `cancelled`: some 10 ms.
constexpr int kStepsBetweenLooks = 1000000;

int IsCancelled(void* cancelled) {
  return static_cast<const std::atomic<bool>*>(cancelled)->load() ? 1 : 0;
}

}  // namespace

Interruption::Interruption(Database* database,
                           const std::atomic<bool>* cancelled)
    : database_(*database) {
  sqlite3_progress_handler(database_.connection(), kStepsBetweenLooks,
                           IsCancelled,
                           const_cast<std::atomic<bool>*>(cancelled));
}

Interruption::~Interruption() {
  sqlite3_progress_handler(database_.connection(), 0, nullptr, nullptr);
}

absl::StatusOr<std::vector<std::string>> FindDamage(Database& database,
                                                    Thoroughness thoroughness) {
  std::vector<std::string> findings;
  {
    Statement row = database.Query(thoroughness == Thoroughness::kQuick
                                       ? "PRAGMA quick_check"
                                       : "PRAGMA integrity_check");
    while (row.Step()) {
      if (row.Text(0) != "ok") findings.push_back(row.Text(0));
    }
  }
  const absl::Status status = database.TakeStatus();
  // SQLite may find a page so damaged that it does not go on.
  if (absl::IsDataLoss(status)) {
    findings.push_back(std::string(status.message()));
  } else if (!status.ok()) {
    return status;
  }
  return findings;
}

absl::StatusOr<std::vector<std::string>> FindBrokenReferences(
    Database& database) {
  std::vector<std::string> findings;
  Statement row = database.Query("PRAGMA foreign_key_check");
  while (findings.size() < kMostFindings && row.Step()) {
    findings.push_back(absl::StrFormat("%s row %d: refers to none in %s",
                                       row.Text(0), row.Int(1), row.Text(2)));
  }
  if (!database.status().ok()) return database.TakeStatus();
  return findings;
}

}  // namespace lehr::server
