#include "server/store/migrations.h"

#include <fstream>
#include <sstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

std::int64_t Version(Database& database) {
  Statement row = database.Query("PRAGMA user_version");
  return row.Step() ? row.Int(0) : -1;
}

TEST(MigrationsTest, AreNumberedFromOneWithoutGaps) {
  int number = 0;
  for (const Migration& migration : AllMigrations()) {
    EXPECT_EQ(migration.number, ++number) << migration.name;
  }
  EXPECT_GT(number, 0);
}

TEST(MigrationsTest, OpeningBringsADatabaseUpToDate) {
  auto database = Database::OpenInMemory();
  ASSERT_OK(database);
  EXPECT_EQ(Version(**database),
            static_cast<std::int64_t>(AllMigrations().size()));
}

// The schema as schema.sql has it.
std::string SchemaOf(Database& database) {
  std::string schema =
      "-- schema.sql. What all migrations make together, as SQLite keeps it; "
      "the\n-- comments above the tables are in the migrations. Compared by "
      "migrations_test.cc.\n";
  Statement row = database.Query(R"sql(
      SELECT sql
      FROM sqlite_schema
      WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
      ORDER BY rowid)sql");
  while (row.Step()) schema += "\n" + row.Text(0) + ";\n";
  return schema;
}

TEST(MigrationsTest, SchemaFileIsTheirSum) {
  auto database = Database::OpenInMemory();
  ASSERT_OK(database);
  std::ifstream file(LEHR_SOURCE_DIR "/migrations/schema.sql");
  std::stringstream written;
  written << file.rdbuf();
  const std::string expected = SchemaOf(**database);
  EXPECT_TRUE(written.str() == expected) << "migrations/schema.sql must be:\n"
                                         << expected;
}

TEST(MigrationsTest, RefusesADatabaseOfANewerServer) {
  const auto path = MakeTestFolder() / "a.db";
  ASSERT_OK(Database::Open(path));
  {
    auto database = Database::Open(path);
    ASSERT_OK(database);
    (*database)->RunScript("PRAGMA user_version = 1000");
  }
  EXPECT_THAT(Database::Open(path),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("the database has schema version 1000")));
}

TEST(MigrationsTest, RefusesAnotherProgramsDatabase) {
  const auto path = MakeTestFolder() / "a.db";
  {
    auto database = Database::Open(path);
    ASSERT_OK(database);
    (*database)->RunScript("PRAGMA application_id = 7");
  }
  EXPECT_THAT(Database::Open(path),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("found one with 7")));
}

TEST(MigrationsTest, AMigrationThatFailsLeavesTheVersionBefore) {
  auto database = Database::OpenInMemory();
  ASSERT_OK(database);
  std::vector<Migration> migrations(AllMigrations().begin(),
                                    AllMigrations().end());
  const int next = static_cast<int>(migrations.size()) + 1;
  migrations.push_back({next, "bad",
                        "CREATE TABLE half (a INTEGER) STRICT;"
                        "CREATE TABLE nonsense (a NONSENSE) STRICT;"});
  EXPECT_THAT(
      Migrate(**database, migrations),
      StatusIs(absl::StatusCode::kInternal, HasSubstr("migration bad: ")));
  EXPECT_EQ(Version(**database), next - 1);
  Statement row =
      (*database)->Query("SELECT 1 FROM sqlite_schema WHERE name = 'half'");
  EXPECT_FALSE(row.Step());
}

TEST(MigrationsTest, AMigrationMayNotLeaveRowsThatReferToNone) {
  auto database = Database::OpenInMemory();
  ASSERT_OK(database);
  std::vector<Migration> migrations(AllMigrations().begin(),
                                    AllMigrations().end());
  const int next = static_cast<int>(migrations.size()) + 1;
  (*database)->RunScript("PRAGMA foreign_keys = OFF");
  migrations.push_back(
      {next, "orphans", "INSERT INTO segment_references VALUES (1, 2);"});
  EXPECT_THAT(Migrate(**database, migrations),
              StatusIs(absl::StatusCode::kDataLoss,
                       HasSubstr("\"segment_references\"")));
  EXPECT_EQ(Version(**database), next - 1);
}

}  // namespace
}  // namespace lehr::server
