#include "server/store/migrations.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <sqlite3.h>

#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
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

// A database file as a server with the first `version` migrations left it,
// after `rows` were written.
void MakeOldDatabase(const std::filesystem::path& path, int version,
                     const std::string& rows) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  std::string script = "PRAGMA foreign_keys = ON;";
  for (int i = 0; i < version; ++i) {
    script += AllMigrations()[static_cast<std::size_t>(i)].sql;
  }
  script +=
      absl::StrFormat("PRAGMA user_version = %d; PRAGMA application_id = %d;",
                      version, kApplicationId);
  char* error = nullptr;
  sqlite3_exec(connection, (script + rows).c_str(), nullptr, nullptr, &error);
  EXPECT_STREQ(error, nullptr);
  sqlite3_free(error);
  sqlite3_close(connection);
}

// Two segments, the second of which measures, and what refers to them. Segment
// 9 was the last one that there ever was.
constexpr char kRowsOfVersion2[] = R"sql(
    INSERT INTO artifacts VALUES (zeroblob(32), 5, 1);
    INSERT INTO sweeps VALUES (
      3, 'r', 'sweep', x'01', zeroblob(32), x'02', 'RUNNING', 4, 1, 0, 10, NULL,
      NULL);
    INSERT INTO segments VALUES (
      7, randomblob(32), zeroblob(32), zeroblob(32), NULL, 'ADVANCE', x'03',
      x'04', zeroblob(32), 'p', 'sample/create', 864, 100, 40, 50, 4, 600,
      'DONE', 2, 1, 0, 11, '', NULL, NULL, NULL, zeroblob(32), zeroblob(32), 12,
      13, 14);
    INSERT INTO segments VALUES (
      8, randomblob(32), zeroblob(32), NULL, 7, 'STRESS_STRAIN', x'05', NULL,
      zeroblob(32), 'p', 'test/stress_strain', 864, 0, 0, 0, 4, 0, 'LEASED', 1,
      0, 3, 15, 'away', 20, zeroblob(32), NULL, NULL, NULL, NULL, 16, NULL);
    INSERT INTO segments
      SELECT 9, randomblob(32), physical_key, law_key, 8, kind, work,
             resolved_work, potential_sha256, potential_name, label, atoms,
             steps, head_steps, record_steps, priority, path_atom_steps,
             'WAITING', 0, 0, 0, 0, '', NULL, NULL, NULL, NULL, NULL, NULL, 17,
             NULL
      FROM segments WHERE segment_id = 8;
    DELETE FROM segments WHERE segment_id = 9;
    INSERT INTO sweep_segments VALUES (3, 0, 7, 'sample/create', 1);
    INSERT INTO sweep_segments VALUES (3, 1, 8, 'test/stress_strain', 1);
    INSERT INTO segment_references VALUES (7, 8);
    INSERT INTO points VALUES (3, 0, 'as_cast', 0, NULL, 1);
    INSERT INTO point_segments VALUES (3, 0, 0, 7);
    INSERT INTO point_segments VALUES (3, 0, 1, 8);
    INSERT INTO observables VALUES (7, 0, 'temperature', 'K', 300.5, NULL);
    INSERT INTO workers VALUES (1, x'aa', 'w', 2, 3, 'v', 'avx2', 'LIVE', 1, 2,
                                1, 5.0, 1, 8, 1);
    INSERT INTO attempts VALUES (8, 1, 1, 'RUNNING', 18, NULL, NULL, NULL, NULL,
                                 NULL);
)sql";

// All rows of a table, as SQLite writes values, in the order of `columns`.
std::string RowsOf(Database& database, const std::string& table,
                   const std::string& columns) {
  // A Database keeps statements by their text, which has to stay.
  static auto& texts = *new std::set<std::string>();
  const std::string& sql =
      *texts
           .insert(absl::StrFormat(
               "SELECT quote(%s) FROM %s ORDER BY 1",
               absl::StrReplaceAll(columns, {{", ", ") || ' ' || quote("}}),
               table))
           .first;
  std::string rows;
  Statement row = database.Query(sql);
  while (row.Step()) rows += row.Text(0) + "\n";
  return rows;
}

constexpr char kSegmentColumns[] =
    "segment_id, hex(physical_key), hex(law_key), parent_segment_id, kind, "
    "work, resolved_work, potential_sha256, potential_name, label, atoms, "
    "steps, head_steps, record_steps, priority, path_atom_steps, state, "
    "attempts, failures, losses, not_before_us, error, checkpoint_step, "
    "checkpoint_state_sha256, checkpoint_curve_sha256, end_state_sha256, "
    "curve_sha256, run_time_us, created_us, done_us";

TEST(MigrationsTest, ADatabaseOfVersion2HasAllItsRowsAfterwards) {
  const auto path = MakeTestFolder() / "a.db";
  MakeOldDatabase(path, 2, kRowsOfVersion2);
  auto database = Database::Open(path);
  ASSERT_OK(database);
  const std::string zeros = "X'" + std::string(64, '0') + "'";
  const std::string hex = "'" + std::string(64, '0') + "'";
  EXPECT_EQ(
      RowsOf(**database, "segments", kSegmentColumns),
      "7 " + hex + " " + hex + " NULL 'ADVANCE' X'03' X'04' " + zeros +
          " 'p' 'sample/create' 864 100 40 50 4 600 'DONE' 2 1 0 11 '' NULL "
          "NULL NULL " +
          zeros + " " + zeros + " 12 13 14\n8 " + hex +
          " '' 7 'STRESS_STRAIN' X'05' NULL " + zeros +
          " 'p' 'test/stress_strain' 864 0 0 0 4 0 'LEASED' 1 0 3 15 'away' "
          "20 " +
          zeros + " NULL NULL NULL NULL 16 NULL\n");
  EXPECT_EQ(RowsOf(**database, "segments", "failed_state_sha256"),
            "NULL\nNULL\n");
  EXPECT_EQ(RowsOf(**database, "sweep_segments", "position, segment_id"),
            "0 7\n1 8\n");
  EXPECT_EQ(RowsOf(**database, "point_segments", "position, segment_id"),
            "0 7\n1 8\n");
  EXPECT_EQ(RowsOf(**database, "segment_references",
                   "segment_id, measuring_segment_id"),
            "7 8\n");
  EXPECT_EQ(RowsOf(**database, "observables", "segment_id, name, value"),
            "7 'temperature' 300.5\n");
  EXPECT_EQ(RowsOf(**database, "attempts", "segment_id, attempt, state"),
            "8 1 'RUNNING'\n");
  EXPECT_EQ(RowsOf(**database, "saved_states", "name"), "");
}

TEST(MigrationsTest, ADatabaseOfVersion2GoesOnAsOneOfThisVersion) {
  const auto path = MakeTestFolder() / "a.db";
  MakeOldDatabase(path, 2, kRowsOfVersion2);
  auto opened = Database::Open(path);
  ASSERT_OK(opened);
  Database& database = **opened;
  // Numbers of segments are not given twice.
  for (const char* kind : {"YOUNG_MODULUS", "SHEAR_MODULUS", "GLASS_TRANSITION",
                           "CREEP", "A_KIND_OF_TOMORROW"}) {
    database.Run(R"sql(
        INSERT INTO segments (
          key, kind, work, potential_sha256, potential_name, label, atoms,
          steps, head_steps, record_steps, priority, path_atom_steps, state,
          attempts, failures, losses, not_before_us, error, created_us)
        VALUES (randomblob(32), ?1, x'00', zeroblob(32), 'p', 'l', 1, 0, 0, 0,
                0, 0, 'WAITING', 0, 0, 0, 0, '', 1))sql",
                 std::string_view(kind));
  }
  EXPECT_OK(database.TakeStatus());
  EXPECT_EQ(database.last_insert_id(), 14);
  // What other tables refer to is the new table.
  database.Run("DELETE FROM segments WHERE segment_id = 7");
  EXPECT_THAT(database.TakeStatus(),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("FOREIGN KEY constraint failed")));
  database.Run("DELETE FROM attempts");
  database.Run("DELETE FROM observables");
  database.Run("INSERT INTO observables VALUES (99, 0, 'a', '1', 1, NULL)");
  EXPECT_THAT(database.TakeStatus(),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("FOREIGN KEY constraint failed")));
  database.Run(
      "UPDATE segments SET failed_state_sha256 = randomblob(32) "
      "WHERE segment_id = 8");
  EXPECT_THAT(database.TakeStatus(),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("FOREIGN KEY constraint failed")));
}

// Rows of what version 3 has more than version 2.
constexpr char kRowsOfVersion3[] = R"sql(
    INSERT INTO artifacts VALUES (zeroblob(32), 5, 1);
    INSERT INTO sweeps VALUES (
      3, 'r', 'sweep', x'01', zeroblob(32), x'02', 'RUNNING', 4, 1, 0, 10, NULL,
      NULL);
    INSERT INTO segments (
      segment_id, key, kind, work, potential_sha256, potential_name, label,
      atoms, steps, head_steps, record_steps, priority, path_atom_steps, state,
      attempts, failures, losses, not_before_us, error, failed_state_sha256,
      checkpoint_step, checkpoint_state_sha256, created_us)
    VALUES (7, randomblob(32), 'CREEP', x'00', zeroblob(32), 'p', 'l', 1, 2, 0,
            3, 4, 5, 'FAILED', 6, 7, 8, 9, 'lost', zeroblob(32), 1,
            zeroblob(32), 10);
    INSERT INTO sweep_segments VALUES (3, 0, 7, 'l', 1);
    INSERT INTO saved_states VALUES (3, 7, 'glass');
)sql";

TEST(MigrationsTest, ADatabaseOfVersion3KeepsNamesAndWhatIsLeftOfFailures) {
  const auto path = MakeTestFolder() / "a.db";
  MakeOldDatabase(path, 3, kRowsOfVersion3);
  auto opened = Database::Open(path);
  ASSERT_OK(opened);
  Database& database = **opened;
  EXPECT_EQ(RowsOf(database, "segments",
                   "segment_id, kind, steps, state, error, "
                   "hex(failed_state_sha256), checkpoint_step, "
                   "hex(checkpoint_state_sha256), created_us"),
            "7 'CREEP' 2 'FAILED' 'lost' '" + std::string(64, '0') + "' 1 '" +
                std::string(64, '0') + "' 10\n");
  EXPECT_EQ(RowsOf(database, "saved_states", "sweep_id, segment_id, name"),
            "3 7 'glass'\n");
  database.Run("UPDATE segments SET kind = 'STRUCTURE'");
  EXPECT_OK(database.TakeStatus());
  database.Run("UPDATE segments SET kind = ''");
  EXPECT_THAT(database.TakeStatus(),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("CHECK constraint failed")));
}

}  // namespace
}  // namespace lehr::server
