#include "server/store/sql_reader.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace fs = std::filesystem;

// Counts for ever.
constexpr char kEndless[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT i FROM n";

class SqlReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = Database::Open(file_);
    ASSERT_OK(database);
    database_ = *std::move(database);
    database_->RunScript(
        "INSERT INTO artifacts (sha256, size_bytes, created_us) VALUES "
        "(zeroblob(32), 7, 1);"
        "INSERT INTO potentials"
        " VALUES (zeroblob(32), 'p', 'Cu Zr', 'EAM_FS', 6.5, 1)");
    ASSERT_OK(database_->TakeStatus());
  }

  absl::StatusOr<std::vector<v1::RunSqlResponse>> Run(
      const v1::RunSqlRequest& request) const {
    const auto reader = SqlReader::Open(file_, request);
    if (!reader.ok()) return reader.status();
    std::vector<v1::RunSqlResponse> pieces;
    for (;;) {
      auto piece = (*reader)->Next();
      if (!piece.ok()) return piece.status();
      if (!piece->has_value()) return pieces;
      pieces.push_back(**std::move(piece));
    }
  }
  absl::StatusOr<std::vector<v1::RunSqlResponse>> Run(
      const std::string& statement, std::int64_t max_rows = 0) const {
    v1::RunSqlRequest request;
    request.set_statement(statement);
    request.set_max_rows(max_rows);
    return Run(request);
  }

  std::int64_t Count(const std::string& what) {
    count_ = "SELECT COUNT(*) FROM " + what;
    Statement row = database_->Query(count_);
    return row.Step() ? row.Int(0) : -1;
  }

  fs::path file_ = MakeTestFolder() / "lehr.db";
  std::string count_;                   // the database's cache refers to it
  std::unique_ptr<Database> database_;  // as the server has it open
};

TEST_F(SqlReaderTest, EveryTypeOfSqliteComesAsItIs) {
  const auto pieces = Run(
      "SELECT size_bytes AS size, 0.5 AS half, 'ä' AS text, sha256 AS hash, "
      "NULL AS missing FROM artifacts");
  ASSERT_OK(pieces);
  ASSERT_THAT(*pieces, SizeIs(1));
  const v1::RunSqlResponse& piece = pieces->front();
  EXPECT_THAT(piece.columns(),
              ElementsAre("size", "half", "text", "hash", "missing"));
  ASSERT_EQ(piece.rows_size(), 1);
  const auto& values = piece.rows(0).values();
  EXPECT_EQ(values[0].integer(), 7);
  EXPECT_EQ(values[1].real(), 0.5);
  EXPECT_EQ(values[2].text(), "ä");
  EXPECT_EQ(values[3].blob(), std::string(32, '\0'));
  EXPECT_EQ(values[4].value_case(), v1::SqlValue::VALUE_NOT_SET);
  EXPECT_FALSE(piece.truncated());
}

TEST_F(SqlReaderTest, ColumnsAreToldWithoutRows) {
  const auto pieces = Run("SELECT name FROM sweeps");
  ASSERT_OK(pieces);
  ASSERT_THAT(*pieces, SizeIs(1));
  EXPECT_THAT(pieces->front().columns(), ElementsAre("name"));
  EXPECT_EQ(pieces->front().rows_size(), 0);
}

TEST_F(SqlReaderTest, MoreRowsThanWantedAreCutAndSaidToBe) {
  const auto some = Run(kEndless, 100'000);
  ASSERT_OK(some);
  EXPECT_GT(some->size(), 1U);
  int rows = 0;
  for (const v1::RunSqlResponse& piece : *some) rows += piece.rows_size();
  EXPECT_EQ(rows, 100'000);
  EXPECT_TRUE(some->back().truncated());
  EXPECT_FALSE(some->front().truncated());

  const auto exactly = Run("SELECT 1 UNION ALL SELECT 2", 2);
  ASSERT_OK(exactly);
  EXPECT_FALSE(exactly->back().truncated());
}

TEST_F(SqlReaderTest, WhatIsNotReadingIsNamedAndNotDone) {
  const std::vector<std::pair<std::string, std::string>> writing = {
      {"DELETE FROM artifacts", "DELETE of \"artifacts\""},
      {"UPDATE artifacts SET size_bytes = 0", "UPDATE of \"artifacts\""},
      {"INSERT INTO artifacts (sha256, size_bytes, created_us) VALUES "
       "(randomblob(32), 7, 1)",
       "INSERT of \"artifacts\""},
      {"WITH a AS (SELECT 1) DELETE FROM artifacts", "DELETE of \"artifacts\""},
      {"REPLACE INTO artifacts (sha256, size_bytes, created_us) VALUES "
       "(zeroblob(32), 8, 1)",
       "INSERT of \"artifacts\""},
      {"DROP TABLE artifacts", "a change of the schema"},
      {"CREATE TEMP TABLE t (i)", "a change of the schema"},
      {"PRAGMA journal_mode = DELETE", "PRAGMA of \"journal_mode\""},
      {"PRAGMA query_only = OFF", "PRAGMA of \"query_only\""},
      {"ATTACH 'other.db' AS other", "ATTACH of \"other.db\""},
      {"BEGIN IMMEDIATE", "BEGIN"},
      {"VACUUM", "one without columns"},
      {"EXPLAIN DELETE FROM artifacts", "DELETE of \"artifacts\""},
      {"SELECT 1; DELETE FROM artifacts", "more after column 9"},
      {"-- nothing", "none"}};
  for (const auto& [statement, what] : writing) {
    EXPECT_THAT(Run(statement), StatusIs(absl::StatusCode::kInvalidArgument,
                                         AllOf(HasSubstr("found " + what),
                                               HasSubstr("nothing was done"))))
        << statement;
  }
  EXPECT_EQ(Count("artifacts WHERE size_bytes = 7"), 1);
  EXPECT_FALSE(fs::exists(file_.parent_path() / "other.db"));
}

TEST_F(SqlReaderTest, ErrorsSayWhere) {
  EXPECT_THAT(Run("SELECT nome FROM sweeps"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("column 8: no such column: nome")));
  EXPECT_THAT(Run("SELECT load_extension('x')"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not authorized")));
}

TEST_F(SqlReaderTest, QuestionsAboutTheSchemaAreAnswered) {
  const auto pieces = Run("PRAGMA table_info(points)");
  ASSERT_OK(pieces);
  EXPECT_EQ(pieces->front().rows(0).values(1).text(), "sweep_id");
  EXPECT_OK(Run("EXPLAIN QUERY PLAN SELECT * FROM points; -- how"));
}

TEST_F(SqlReaderTest, LongAnswersEndAtTheTimeLimit) {
  v1::RunSqlRequest request;
  request.set_statement(std::string(kEndless) + " WHERE i < 0");
  request.mutable_time_limit()->set_nanos(50'000'000);
  EXPECT_THAT(Run(request), StatusIs(absl::StatusCode::kDeadlineExceeded,
                                     HasSubstr("within 50ms")));
}

TEST_F(SqlReaderTest, AnAnswerThatNobodyWaitsForEnds) {
  v1::RunSqlRequest request;
  request.set_statement(std::string(kEndless) + " WHERE i < 0");
  std::atomic<bool> cancelled = true;
  const auto reader = SqlReader::Open(file_, request, &cancelled);
  ASSERT_OK(reader);
  EXPECT_THAT((*reader)->Next(),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("nobody")));
}

TEST_F(SqlReaderTest, LimitsHaveLimits) {
  EXPECT_THAT(Run("SELECT 1", -1), StatusIs(absl::StatusCode::kInvalidArgument,
                                            HasSubstr("max_rows")));
  v1::RunSqlRequest request;
  request.set_statement("SELECT 1");
  request.mutable_time_limit()->set_seconds(86400);
  EXPECT_THAT(Run(request), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("time_limit")));
  EXPECT_THAT(
      Run("SELECT length(zeroblob(100000000))"),
      StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("16777216")));
}

TEST_F(SqlReaderTest, TheWriterDoesNotWaitForAReader) {
  v1::RunSqlRequest request;
  request.set_statement(kEndless);
  const auto reader = SqlReader::Open(file_, request);
  ASSERT_OK(reader);
  ASSERT_OK((*reader)->Next());
  database_->Begin();
  database_->Run("DELETE FROM potentials");
  EXPECT_OK(database_->Commit());
  EXPECT_OK((*reader)->Next());
}

TEST_F(SqlReaderTest, OtherFilesAreRefused) {
  v1::RunSqlRequest request;
  request.set_statement("SELECT 1");
  const fs::path folder = MakeTestFolder();
  EXPECT_THAT(SqlReader::Open(folder / "none.db", request),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("none.db")));
  EXPECT_FALSE(fs::exists(folder / "none.db"));
  std::ofstream(folder / "text.db") << std::string(4096, 'x');
  EXPECT_THAT(SqlReader::Open(folder / "text.db", request),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("text.db")));
  std::ofstream(folder / "empty.db") << "";
  EXPECT_THAT(SqlReader::Open(folder / "empty.db", request),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("expected a database of lehrd")));
}

}  // namespace
}  // namespace lehr::server
