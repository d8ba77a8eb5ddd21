#include "server/store/migrations.h"

#include <string>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

std::int64_t ReadPragma(Database& database, std::string_view pragma) {
  Statement row = database.Query(pragma);
  return row.Step() ? row.Int(0) : 0;
}

// Another program's file is left alone: an application id that is not ours, or
// tables where none of ours have been made.
absl::Status CheckOwner(Database& database) {
  const std::int64_t id = ReadPragma(database, "PRAGMA application_id");
  const std::int64_t tables =
      ReadPragma(database, "SELECT COUNT(*) FROM sqlite_schema");
  if (!database.status().ok()) return database.TakeStatus();
  if (id == kApplicationId || (id == 0 && tables == 0)) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "expected a database of lehrd (application id %d), found one with %d: "
      "choose another --data",
      kApplicationId, id));
}

absl::Status Apply(Database& database, const Migration& migration) {
  database.Begin();
  database.RunScript(std::string(migration.sql));
  {
    Statement broken = database.Query("PRAGMA foreign_key_check");
    if (broken.Step()) {
      const std::string table = broken.Text(0);
      database.Rollback();
      return absl::DataLossError(
          absl::StrFormat("migration %s: a row of \"%s\" refers to none",
                          migration.name, table));
    }
  }
  // Pragmas take no bound values.
  database.RunScript(
      absl::StrFormat("PRAGMA user_version = %d;"
                      "PRAGMA application_id = %d;",
                      migration.number, kApplicationId));
  absl::Status committed = database.Commit();
  if (committed.ok()) return committed;
  return absl::Status(
      committed.code(),
      absl::StrFormat("migration %s: %s", migration.name, committed.message()));
}

}  // namespace

absl::Status Migrate(Database& database,
                     std::span<const Migration> migrations) {
  absl::Status ours = CheckOwner(database);
  if (!ours.ok()) return ours;
  const std::int64_t version = ReadPragma(database, "PRAGMA user_version");
  if (!database.status().ok()) return database.TakeStatus();
  if (version > static_cast<std::int64_t>(migrations.size())) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "the database has schema version %d, this lehrd knows %d: use the "
        "newer lehrd that wrote it",
        version, migrations.size()));
  }
  for (const Migration& migration : migrations) {
    if (migration.number <= version) continue;
    absl::Status applied = Apply(database, migration);
    if (!applied.ok()) return applied;
  }
  return absl::OkStatus();
}

}  // namespace lehr::server
