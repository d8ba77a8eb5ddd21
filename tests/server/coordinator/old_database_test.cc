// Databases of every earlier schema version, with the rows of a real sweep
// (tests/server/store/data), become one of this version and go on.

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <sqlite3.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/invariants.h"
#include "server/store/database_opening.h"
#include "server/store/migrations.h"
#include "server/store/segment_table.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;

void Execute(sqlite3* connection, const std::string& script) {
  char* error = nullptr;
  sqlite3_exec(connection, script.c_str(), nullptr, nullptr, &error);
  ASSERT_STREQ(error, nullptr);
}

// As a server left it that came with the first `version` migrations, one after
// the other, and wrote rows with each.
void MakeDatabase(const fs::path& path, int version) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  Execute(connection, "PRAGMA journal_mode = WAL");
  for (int i = 1; i <= version; ++i) {
    Execute(connection, "PRAGMA foreign_keys = OFF");
    const Migration& migration =
        AllMigrations()[static_cast<std::size_t>(i) - 1];
    Execute(connection, std::string(migration.sql));
    Execute(connection, "PRAGMA foreign_keys = ON");
    std::ifstream file(absl::StrCat(
        LEHR_SOURCE_DIR, "/tests/server/store/data/rows_of_", i, ".sql"));
    std::stringstream rows;
    rows << file.rdbuf();
    Execute(connection, rows.str());
  }
  Execute(connection,
          absl::StrCat("PRAGMA user_version = ", version,
                       ";PRAGMA application_id = ", kApplicationId));
  sqlite3_close(connection);
}

// A Database keeps statements by their text, which has to stay.
std::string_view Kept(const std::string& sql) {
  static auto& texts = *new std::set<std::string>();
  return *texts.insert(sql).first;
}

std::vector<std::string> Column(Database& database, const std::string& sql) {
  std::vector<std::string> values;
  Statement row = database.Query(Kept(sql));
  while (row.Step()) values.push_back(row.Text(0));
  EXPECT_OK(database.TakeStatus());
  return values;
}

using Columns = std::map<std::string, std::vector<std::string>>;  // by table

Columns ColumnsOf(Database& database) {
  Columns columns;
  for (const std::string& table :
       Column(database,
              "SELECT name FROM sqlite_schema WHERE type = 'table'"
              " AND name NOT LIKE 'sqlite_%'")) {
    columns[table] = Column(
        database,
        absl::StrCat("SELECT name FROM pragma_table_info('", table, "')"));
  }
  return columns;
}

// All rows, as SQLite writes values.
std::string RowsOf(Database& database, const std::string& table,
                   const std::vector<std::string>& columns) {
  return absl::StrJoin(
      Column(database,
             absl::StrCat("SELECT quote(", absl::StrJoin(columns, ")||quote("),
                          ") FROM ", table, " ORDER BY 1")),
      "\n");
}

class OldDatabaseTest : public testing::TestWithParam<int> {
 protected:
  OldDatabaseTest() : data_(*DataDirectory::Open(MakeTestFolder() / "data")) {
    MakeDatabase(data_.database(), GetParam());
  }

  fs::path kept() const {
    return absl::StrCat(data_.database().string(), ".before-",
                        AllMigrations().size());
  }

  DataDirectory data_;
};

TEST_P(OldDatabaseTest, KeepsItsRowsAndACopyOfWhatItWas) {
  auto opened = OpenForServer(data_);
  ASSERT_OK(opened);
  auto old = Database::OpenReadOnly(kept());
  ASSERT_OK(old);
  EXPECT_EQ(Column(**old, "PRAGMA user_version"),
            std::vector{absl::StrCat(GetParam())});
  Columns after = ColumnsOf(**opened);
  for (const auto& [table, columns] : ColumnsOf(**old)) {
    std::vector<std::string> common;
    for (const std::string& column : columns) {
      const auto& now = after[table];
      const bool is_there =
          std::find(now.begin(), now.end(), column) != now.end();
      if (is_there) common.push_back(column);
    }
    EXPECT_EQ(RowsOf(**opened, table, common), RowsOf(**old, table, common))
        << table;
  }
  EXPECT_THAT(Column(**opened, "SELECT segment_id FROM segments"),
              testing::SizeIs(38));
}

TEST_P(OldDatabaseTest, HoldsTheInvariantsAndAnswersInAllViews) {
  auto opened = OpenForServer(data_);
  ASSERT_OK(opened);
  EXPECT_OK(CheckInvariants(**opened));
  for (const std::string& view :
       Column(**opened, "SELECT name FROM sqlite_schema WHERE type = 'view'")) {
    const auto rows = Column(**opened, absl::StrCat("SELECT 1 FROM ", view));
    // There were no attempts in version 1.
    EXPECT_TRUE(view == "v_attempts" || !rows.empty()) << view;
  }
  EXPECT_THAT(Column(**opened, "SELECT point FROM v_results"),
              testing::SizeIs(4));
}

TEST_P(OldDatabaseTest, GoesOn) {
  auto opened = OpenForServer(data_);
  ASSERT_OK(opened);
  Database& database = **opened;
  Coordinator coordinator(&database, {});
  const absl::Time now = absl::FromUnixSeconds(1800000000);
  ASSERT_OK(coordinator.Recover(now));
  const std::string state = FindSegment(database, 7)->end_state_sha256;
  const auto loss = coordinator.LoseArtifact(state, false, now);
  ASSERT_OK(loss);
  EXPECT_THAT(loss->reopened, testing::ElementsAre(7));
  v1::RegisterWorkerRequest worker;
  worker.set_session(std::string(16, 's'));
  worker.set_name("w");
  worker.set_numerics_version(kNumericsVersion);
  ASSERT_OK(coordinator.RegisterWorker(worker, now));
  v1::LeaseSegmentRequest request;
  request.set_session(worker.session());
  request.set_sequence(1);
  const auto lease = coordinator.LeaseSegment(request, now);
  ASSERT_OK(lease);
  EXPECT_EQ(lease->lease().label(), "sample/hold 300 K");
  EXPECT_EQ(lease->lease().id().attempt(), GetParam() > 1 ? 2 : 1);
  EXPECT_OK(CheckInvariants(database));
}

INSTANTIATE_TEST_SUITE_P(
    Versions, OldDatabaseTest,
    testing::Range(1, static_cast<int>(AllMigrations().size())));

}  // namespace
}  // namespace lehr::server
