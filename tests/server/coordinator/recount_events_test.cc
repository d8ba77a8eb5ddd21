// Counts that are wrong, whatever has made them so, are mended, and with them
// what had followed from them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/sweep_tallies.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

class RecountEventsTest : public CoordinatorTest {
 protected:
  // A change that no event makes.
  void Spoil(std::string_view sql) {
    SettleTallies(*database_);
    database_->Run(sql);
    SettleTallies(*database_);
    ASSERT_OK(database_->TakeStatus());
  }
};

TEST_F(RecountEventsTest, ASweepThatWrongCountsKeepFromEndingEnds) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  Spoil("UPDATE sweep_counts SET segments = segments + 1");
  Spoil("UPDATE points SET open_segments = open_segments + 1");
  while (const auto lease = Lease(w)) EXPECT_OK(Complete(w, *lease));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(SweepOf(id).points_done(), 0);
  EXPECT_OK(coordinator_->RecountSweep(id, now_));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(id).points_done(), SweepOf(id).points());
}

TEST_F(RecountEventsTest, ASweepThatHadEndedTooEarlyGoesOn) {
  const std::int64_t id = Submit(kAnnealed, "a");
  Spoil("UPDATE sweeps SET state = 'DONE', ended_us = 1");
  EXPECT_OK(coordinator_->RecountSweep(id, now_));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  Check();
  EXPECT_FALSE(WorkThrough(Register("w")).empty());
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RecountEventsTest, WhatIsRightStaysAsItIs) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  EXPECT_OK(Complete(w, *Lease(w)));
  const std::string before = SweepOf(id).SerializeAsString();
  EXPECT_OK(coordinator_->RecountSweep(id, now_));
  EXPECT_EQ(SweepOf(id).SerializeAsString(), before);
  EXPECT_THAT(coordinator_->RecountSweep(id + 1, now_),
              StatusIs(absl::StatusCode::kNotFound, testing::_));
}

}  // namespace
}  // namespace lehr::server
