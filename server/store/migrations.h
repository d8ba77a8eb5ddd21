#ifndef LEHR_SERVER_STORE_MIGRATIONS_H_
#define LEHR_SERVER_STORE_MIGRATIONS_H_

#include <span>
#include <string_view>

#include <absl/status/status.h>

#include "server/store/database.h"

namespace lehr::server {

// A Migration takes the schema from version `number` - 1 to `number`.
struct Migration {
  int number = 0;
  std::string_view name;  // "0001_sweeps_and_segments"
  std::string_view sql;
};

// Those in migrations/, in order, from 1 without gaps; made by CMake from the
// files.
std::span<const Migration> AllMigrations();

// Marks a file as lehrd's (PRAGMA application_id): "Lehr" in ASCII.
inline constexpr int kApplicationId = 0x4c656872;

// Executes those that the database has not had, each in a transaction of its
// own. FAILED_PRECONDITION if the file is newer than they are, or another
// program's.
absl::Status Migrate(Database& database, std::span<const Migration> migrations);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_MIGRATIONS_H_
