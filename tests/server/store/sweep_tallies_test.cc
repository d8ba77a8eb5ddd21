#include "server/store/sweep_tallies.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

class SweepTalliesTest : public testing::Test {
 protected:
  SweepTalliesTest() : database_(*Database::OpenInMemory()) {
    database_->RunScript(R"sql(
        INSERT INTO sweeps (sweep_id, request_id, name, spec, spec_sha256,
                            summary, state, priority, points, points_done,
                            created_us)
        VALUES (1, 'r', 's', x'', zeroblob(32), x'', 'RUNNING', 0, 5, 0, 1);
        INSERT INTO sweep_counts (sweep_id, state, segments, atom_steps)
        VALUES (1, 'READY', 3, 30), (1, 'LEASED', 0, 0))sql");
    EXPECT_OK(database_->status());
  }

  SweepTallies& tallies() { return database_->Behind<SweepTallies>(); }
  void LeaseOne() {
    tallies().Move(1, v1::SEGMENT_STATE_READY, v1::SEGMENT_STATE_LEASED, 10);
  }
  std::int64_t Ask(const char* sql) {
    Statement row = database_->Query(sql);
    return row.Step() ? row.Int(0) : -1;
  }
  std::int64_t ReadyRows() {
    return Ask("SELECT segments FROM sweep_counts WHERE state = 'READY'");
  }

  std::unique_ptr<Database> database_;
};

TEST_F(SweepTalliesTest, ANewSegmentCountsAtOnceAndInTheRow) {
  database_->Begin();
  EXPECT_EQ(
      tallies().CountsOf(*database_, 1).at(v1::SEGMENT_STATE_READY).segments,
      3);
  tallies().Add(1, v1::SEGMENT_STATE_READY, 10);
  EXPECT_EQ(
      tallies().CountsOf(*database_, 1).at(v1::SEGMENT_STATE_READY).segments,
      4);
  ASSERT_OK(database_->Commit());
  EXPECT_EQ(ReadyRows(), 4);
}

TEST_F(SweepTalliesTest, RowsAreWrittenOnceAtTheCommit) {
  database_->Begin();
  LeaseOne();
  LeaseOne();
  tallies().AddPointsDone(1, 2);
  EXPECT_EQ(ReadyRows(), 3);
  ASSERT_OK(database_->Commit());
  EXPECT_EQ(ReadyRows(), 1);
  EXPECT_EQ(Ask("SELECT atom_steps FROM sweep_counts WHERE state = 'LEASED'"),
            20);
  EXPECT_EQ(Ask("SELECT points_done FROM sweeps"), 2);
}

TEST_F(SweepTalliesTest, CountsHaveWhatIsNotWrittenYet) {
  database_->Begin();
  LeaseOne();  // before the rows are read
  SweepCounts counts = tallies().CountsOf(*database_, 1);
  EXPECT_EQ(counts[v1::SEGMENT_STATE_READY].segments, 2);
  LeaseOne();  // and after
  counts = tallies().CountsOf(*database_, 1);
  EXPECT_EQ(counts[v1::SEGMENT_STATE_READY].segments, 1);
  EXPECT_EQ(counts[v1::SEGMENT_STATE_LEASED].atom_steps, 20);
  ASSERT_OK(database_->Commit());
}

TEST_F(SweepTalliesTest, ARolledBackTransactionCountsNothing) {
  database_->Begin();
  LeaseOne();
  database_->Rollback();
  SweepCounts counts = tallies().CountsOf(*database_, 1);
  EXPECT_EQ(counts[v1::SEGMENT_STATE_READY].segments, 3);
}

TEST_F(SweepTalliesTest, ASweepIsReadAnewOnceItsRowsWereSettled) {
  EXPECT_TRUE(tallies().StandingOf(*database_, 1).running);
  EXPECT_FALSE(tallies().StandingOf(*database_, 1).paused);
  SettleTallies(*database_);
  database_->Run("UPDATE sweeps SET pause_reason = 'lunch'");
  EXPECT_TRUE(tallies().StandingOf(*database_, 1).paused);
}

}  // namespace
}  // namespace lehr::server
