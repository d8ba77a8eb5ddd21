#include "server/store/database.h"

#include <filesystem>
#include <string>
#include <utility>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    auto database = Database::OpenInMemory();
    ASSERT_OK(database);
    database_ = *std::move(database);
    database_->RunScript(
        "CREATE TABLE things (thing_id INTEGER PRIMARY KEY,"
        " name TEXT UNIQUE, data BLOB, value REAL) STRICT");
    ASSERT_OK(database_->status());
  }

  std::int64_t Count() {
    Statement row = database_->Query("SELECT COUNT(*) FROM things");
    return row.Step() ? row.Int(0) : -1;
  }

  void Insert(const std::string& name) {
    database_->Run("INSERT INTO things (name) VALUES (?1)", name);
  }

  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, GivesBackWhatWasBound) {
  const absl::Time time = absl::FromUnixMicros(1234567890123456);
  const std::string bytes("\0\1\xff", 3);
  Statement row =
      database_->Query("SELECT ?1, ?2, ?3, ?4, ?5, ?6", std::int64_t{1} << 60,
                       2.5, std::string_view("text"), Blob{bytes}, time,
                       std::optional<std::int64_t>());
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Int(0), std::int64_t{1} << 60);
  EXPECT_EQ(row.Real(1), 2.5);
  EXPECT_EQ(row.Text(2), "text");
  EXPECT_EQ(row.Bytes(3), bytes);
  EXPECT_EQ(row.Time(4), time);
  EXPECT_TRUE(row.IsNull(5));
  EXPECT_FALSE(row.Step());
}

TEST_F(DatabaseTest, EmptyBytesAreNullAndEmptyTextIsNot) {
  Statement row =
      database_->Query("SELECT ?1, ?2", Blob{""}, std::string_view());
  ASSERT_TRUE(row.Step());
  EXPECT_TRUE(row.IsNull(0));
  EXPECT_FALSE(row.IsNull(1));
}

TEST_F(DatabaseTest, OneStatementMayRunTwiceAtATime) {
  Insert("a");
  Insert("b");
  int pairs = 0;
  Statement outer = database_->Query("SELECT name FROM things");
  while (outer.Step()) {
    Statement inner = database_->Query("SELECT name FROM things");
    while (inner.Step()) ++pairs;
  }
  EXPECT_EQ(pairs, 4);
}

TEST_F(DatabaseTest, KeepsTheFirstErrorAndDoesNothingMore) {
  Insert("a");
  Insert("a");  // against UNIQUE
  EXPECT_THAT(database_->status(),
              StatusIs(absl::StatusCode::kInternal,
                       HasSubstr("UNIQUE constraint failed: things.name")));
  Insert("b");
  EXPECT_EQ(Count(), -1);
  EXPECT_THAT(database_->TakeStatus(),
              StatusIs(absl::StatusCode::kInternal, _));
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, SavepointUndoesWhatAFailedBodyWrote) {
  const absl::Status refused = database_->InSavepoint([&] {
    Insert("a");
    return absl::AbortedError("no");
  });
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAborted, "no"));
  const absl::Status broken = database_->InSavepoint([&] {
    Insert("b");
    Insert("b");
    return absl::OkStatus();
  });
  EXPECT_THAT(broken, StatusIs(absl::StatusCode::kInternal, _));
  EXPECT_OK(database_->status());
  EXPECT_EQ(Count(), 0);
  EXPECT_FALSE(database_->in_transaction());
}

TEST_F(DatabaseTest, OneFailedSavepointLeavesTheRestOfTheTransaction) {
  database_->Begin();
  EXPECT_OK(database_->InSavepoint([&] {
    Insert("a");
    return absl::OkStatus();
  }));
  EXPECT_THAT(database_->InSavepoint([&] {
    Insert("a");
    return absl::OkStatus();
  }),
              StatusIs(absl::StatusCode::kInternal, _));
  EXPECT_OK(database_->InSavepoint([&] {
    Insert("c");
    return absl::OkStatus();
  }));
  EXPECT_OK(database_->Commit());
  EXPECT_EQ(Count(), 2);
}

// Adds `name`, and then says that it must not be there.
absl::Status AddAndRefuse(Database& database, const std::string& name) {
  return database.InGroup([&]() -> absl::Status {
    database.Run("INSERT INTO things (name) VALUES (?1)", name);
    return absl::InternalError("a bug");
  });
}

TEST_F(DatabaseTest, WhoFailsInAGroupBeforeItWritesFailsAlone) {
  database_->Begin();
  Insert("a");
  EXPECT_THAT(database_->InGroup(
                  []() -> absl::Status { return absl::AbortedError("stale"); }),
              StatusIs(absl::StatusCode::kAborted, _));
  ASSERT_OK(database_->Commit());
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, WhoFailsInAGroupAfterItHasWrittenTakesItAlongOnlyOnce) {
  for (const absl::StatusCode committed :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kOk}) {
    database_->Begin();
    Insert("a");
    EXPECT_FALSE(AddAndRefuse(*database_, "b").ok());
    EXPECT_EQ(database_->Commit().code(), committed);
  }
  EXPECT_EQ(Count(), 1) << "then it failed alone";
}

TEST_F(DatabaseTest, AfterAnErrorTheRestOfAGroupIsNotDecided) {
  database_->Begin();
  EXPECT_FALSE(AddAndRefuse(*database_, "b").ok());
  bool decided = false;
  EXPECT_FALSE(database_
                   ->InGroup([&]() -> absl::Status {
                     decided = true;
                     return absl::OkStatus();
                   })
                   .ok());
  EXPECT_FALSE(decided);
  EXPECT_FALSE(database_->Commit().ok());
  EXPECT_EQ(Count(), 0);
}

// Adds what it was told once, however often it was told.
class Tally final : public WriteBehind {
 public:
  void Add(const std::string& name) { name_ = name; }
  void Write(Database& database) override {
    if (name_.empty()) return;
    database.Run("INSERT INTO things (name) VALUES (?1)",
                 std::exchange(name_, ""));
  }
  void Forget() override { name_.clear(); }

 private:
  std::string name_;
};

TEST_F(DatabaseTest, WhatIsWrittenBehindIsThereAtTheCommit) {
  database_->Begin();
  database_->Behind<Tally>().Add("a");
  database_->Behind<Tally>().Add("b");
  EXPECT_EQ(Count(), 0);
  ASSERT_OK(database_->Commit());
  EXPECT_EQ(Count(), 1);
}

TEST_F(DatabaseTest, WhatIsWrittenBehindIsUndoneWithItsSavepointOnly) {
  database_->Begin();
  database_->Behind<Tally>().Add("before");
  EXPECT_FALSE(database_
                   ->InSavepoint([&]() -> absl::Status {
                     database_->Behind<Tally>().Add("within");
                     return absl::AbortedError("no");
                   })
                   .ok());
  ASSERT_OK(database_->Commit());
  Statement row = database_->Query("SELECT name FROM things");
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Text(0), "before");
  EXPECT_FALSE(row.Step());
}

TEST_F(DatabaseTest, WhatIsWrittenBehindIsForgottenWithTheTransaction) {
  database_->Begin();
  database_->Behind<Tally>().Add("a");
  database_->Rollback();
  database_->Begin();
  ASSERT_OK(database_->Commit());
  EXPECT_EQ(Count(), 0);
}

TEST_F(DatabaseTest, CommitAfterAnErrorHasDoneNothing) {
  database_->Begin();
  Insert("a");
  Insert("a");
  EXPECT_THAT(database_->Commit(), StatusIs(absl::StatusCode::kInternal, _));
  EXPECT_OK(database_->status());
  EXPECT_EQ(Count(), 0);
}

TEST_F(DatabaseTest, AFullDiskIsResourceExhausted) {
  database_->RunScript("PRAGMA max_page_count = 1");
  ASSERT_OK(database_->status());
  const absl::Status full = database_->InSavepoint([&] {
    for (int i = 0; i < 1000; ++i) {
      database_->Run("INSERT INTO things (data) VALUES (zeroblob(4000))");
    }
    return absl::OkStatus();
  });
  EXPECT_THAT(
      full, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("full")));
}

TEST(DatabaseFileTest, KeepsWhatWasCommitted) {
  const auto path = MakeTestFolder() / "a.db";
  {
    auto database = Database::Open(path);
    ASSERT_OK(database);
    (*database)->Run(
        "INSERT INTO artifacts (sha256, size_bytes, created_us)"
        " VALUES (zeroblob(32), 5, 0)");
    ASSERT_OK((*database)->status());
  }
  auto database = Database::Open(path);
  ASSERT_OK(database);
  Statement row = (*database)->Query("SELECT size_bytes FROM artifacts");
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Int(0), 5);
}

TEST(DatabaseFileTest, IsDurableAndChecksForeignKeys) {
  auto database = Database::Open(MakeTestFolder() / "a.db");
  ASSERT_OK(database);
  const auto pragma = [&](std::string_view sql) {
    Statement row = (*database)->Query(sql);
    return row.Step() ? row.Text(0) : "";
  };
  EXPECT_EQ(pragma("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(pragma("PRAGMA synchronous"), "2");  // FULL
  EXPECT_EQ(pragma("PRAGMA foreign_keys"), "1");
}

TEST(DatabaseFileTest, MessagesBeginWithThePath) {
  EXPECT_THAT(Database::Open("/nonexistent/a.db"),
              StatusIs(absl::StatusCode::kUnavailable,
                       StartsWith("/nonexistent/a.db: ")));
}

TEST_F(DatabaseTest, MovingTheLogIntoTheFileDoesNotWaitForAReader) {
  const auto path = MakeTestFolder() / "a.db";
  auto database = Database::Open(path);
  ASSERT_OK(database);
  auto reader = Database::OpenReadOnly(path);
  ASSERT_OK(reader);
  const absl::Status read = (*reader)->InSavepoint([&]() -> absl::Status {
    EXPECT_TRUE((*reader)->Query("SELECT 1 FROM sqlite_schema").Step());
    (*database)->Begin();
    (*database)->Run("INSERT INTO usage VALUES ('u', 1, 2)");
    EXPECT_OK((*database)->Commit());
    const absl::Time before = absl::Now();
    (*database)->Tidy(true);
    // A wait would last 5 s.
    EXPECT_LT(absl::Now() - before, absl::Seconds(4));
    return absl::OkStatus();
  });
  EXPECT_OK(read);
}

TEST(DatabaseFileTest, TheLogGoesIntoTheFileWhenNothingWaits) {
  const auto path = MakeTestFolder() / "a.db";
  auto database = Database::Open(path);
  ASSERT_OK(database);
  const auto log_bytes = [&] {
    return std::filesystem::file_size(path.string() + "-wal");
  };
  (*database)->RunScript("PRAGMA foreign_keys = OFF");
  // More than SQLite would move by itself: 1000 pages of 4 KiB.
  for (int i = 0; i < 3; ++i) {
    (*database)->Run("INSERT INTO sweep_tags (sweep_id, tag) VALUES (?1, ?2)",
                     i, std::string(2 << 20, 'x'));
  }
  ASSERT_OK((*database)->status());
  EXPECT_GT(log_bytes(), 10u << 20);
  (*database)->Tidy(/*idle=*/false);  // not yet large
  EXPECT_GT(log_bytes(), 10u << 20);
  (*database)->Tidy(/*idle=*/true);
  EXPECT_EQ(log_bytes(), 0u);
  Statement row = (*database)->Query("SELECT count(*) FROM sweep_tags");
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Int(0), 3);
}

TEST_F(DatabaseTest, ExecutesWhatIsWrittenAlsoWhereOtherTextStoodBefore) {
  char text[] = "SELECT 1";
  for (const char digit : {'1', '2', '1'}) {
    text[7] = digit;
    Statement row = database_->Query(text);
    ASSERT_TRUE(row.Step());
    EXPECT_EQ(row.Int(0), digit - '0');
  }
}

TEST_F(DatabaseTest, RemembersTouchedRowsOfWatchedTablesAlsoUndoneOnes) {
  EXPECT_EQ(database_->TakeTouched("things"), std::nullopt);  // not watched
  database_->Watch("things");
  database_->Watch("things");  // no harm
  Insert("a");
  const auto undone = database_->InSavepoint([&] {
    Insert("b");
    return absl::CancelledError("");
  });
  EXPECT_FALSE(undone.ok());
  database_->Run("UPDATE things SET data = x'01' WHERE rowid = 1");
  EXPECT_THAT(database_->TakeTouched("things"),
              testing::Optional(testing::ElementsAre(1, 2, 1)));
  EXPECT_THAT(database_->TakeTouched("things"),
              testing::Optional(testing::IsEmpty()));
}

TEST_F(DatabaseTest, SaysSoIfMoreRowsWereTouchedThanItRemembers) {
  database_->Watch("things");
  for (int i = 0; i < 2; ++i) {
    database_->Run(R"sql(
        WITH RECURSIVE n (i) AS
          (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
        INSERT INTO things (data) SELECT NULL FROM n)sql");
  }
  ASSERT_OK(database_->status());
  EXPECT_EQ(database_->TakeTouched("things"), std::nullopt);
  EXPECT_THAT(database_->TakeTouched("things"),
              testing::Optional(testing::IsEmpty()));
}

}  // namespace
}  // namespace lehr::server
