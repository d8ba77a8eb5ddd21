// Coordinator: which artifacts are garbage.

#include "server/store/garbage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const char kHold[] = R"(
  treatments { name: "t" stages { hold { time_ps { number: 5 } } } })";

class GarbageTest : public CoordinatorTest {
 protected:
  GarbageTest() : w_(Register("w")) {}

  Garbage Drop(bool dry_run = false) {
    const absl::Time before = now_ - kGarbageGrace;
    const Garbage found = FindGarbage(*database_, before);
    if (dry_run) return found;
    EXPECT_OK(coordinator_->DropCheckpoints(found.paths));
    for (const auto* gone : {&found.checkpoints, &found.unreferenced}) {
      EXPECT_OK(coordinator_->DropArtifacts(
          std::vector<std::string>(gone->begin(), gone->end()), before));
    }
    Check();
    return found;
  }
  // Beyond the grace of all that was uploaded so far.
  void WaitForGrace() { now_ += 2 * kGarbageGrace; }
  bool Has(const std::string& sha256) {
    return *coordinator_->HasArtifact(sha256);
  }

  const std::string w_;
};

TEST_F(GarbageTest, WhatNothingRefersToGoesAfterTheGrace) {
  const std::string lost = Sha256Of("lost");
  AddArtifact(lost);
  EXPECT_THAT(Drop().unreferenced, IsEmpty());
  WaitForGrace();
  // Somebody asks whether it is there, and is about to refer to it.
  EXPECT_TRUE(*coordinator_->WantArtifact(lost, now_));
  EXPECT_THAT(Drop().unreferenced, Not(Contains(lost)));
  EXPECT_TRUE(Has(lost));
  now_ += 2 * kGarbageGrace;
  EXPECT_THAT(Drop(true).unreferenced, Contains(lost));
  EXPECT_TRUE(Has(lost)) << "a dry run changes nothing";
  EXPECT_THAT(Drop().unreferenced, Contains(lost));
  EXPECT_FALSE(Has(lost));
}

TEST_F(GarbageTest, NothingThatASweepHasProducedGoes) {
  const std::int64_t id = Submit(kMeasured, "a");
  WorkThrough(w_);
  WaitForGrace();
  const Garbage found = Drop();
  EXPECT_THAT(found.checkpoints, IsEmpty());
  EXPECT_THAT(found.unreferenced, IsEmpty());
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  const auto sweep = coordinator_->GetSweep(request);
  ASSERT_OK(sweep);
  for (const v1::Segment& segment : sweep->segments()) {
    for (const std::string& sha256 :
         {segment.end_state_sha256(), segment.curve_sha256()}) {
      EXPECT_TRUE(sha256.empty() || Has(sha256)) << segment.label();
    }
  }
  EXPECT_TRUE(Has(TestPotentialSha256()));
}

TEST_F(GarbageTest, WhatIsWantedAgainSinceItWasFoundStays) {
  const std::string lost = Sha256Of("lost");
  AddArtifact(lost);
  Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  // The two newest are kept.
  for (const int step : {1000, 1500, 2000}) {
    ASSERT_OK(Checkpoint(w_, hold, step));
  }
  WaitForGrace();
  const absl::Time before = now_ - kGarbageGrace;
  const Garbage found = FindGarbage(*database_, before);
  EXPECT_THAT(found.unreferenced, Contains(lost));
  EXPECT_THAT(found.checkpoints, ElementsAre(Sha256Of("checkpoint1000")));
  // Before the finding is acted upon, both become something else's.
  EXPECT_TRUE(*coordinator_->WantArtifact(lost, now_));
  ASSERT_OK(Fail(w_, hold, absl::StatusCode::kOutOfRange, "atom lost",
                 Sha256Of("checkpoint1000")));
  ASSERT_OK(coordinator_->DropCheckpoints(found.paths));
  ASSERT_OK(coordinator_->DropArtifacts(
      std::vector{lost, Sha256Of("checkpoint1000")}, before));
  Check();
  EXPECT_TRUE(Has(lost));
  EXPECT_TRUE(Has(Sha256Of("checkpoint1000")));
}

TEST_F(GarbageTest, CheckpointsGoWhenTheirSegmentIsDone) {
  Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 500));
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  ASSERT_OK(Checkpoint(w_, hold, 2000));
  WaitForGrace();
  // Of an unfinished one the last two stay.
  EXPECT_THAT(Drop().checkpoints, ElementsAre(Sha256Of("checkpoint500")));
  EXPECT_TRUE(Has(Sha256Of("checkpoint1000")));
  EXPECT_TRUE(Has(Sha256Of("checkpoint2000")));
  ASSERT_OK(Complete(w_, hold));
  const auto both = UnorderedElementsAre(Sha256Of("checkpoint1000"),
                                         Sha256Of("checkpoint2000"));
  EXPECT_THAT(Drop(true).checkpoints, both);
  EXPECT_THAT(Drop().checkpoints, both);
  EXPECT_FALSE(Has(Sha256Of("checkpoint2000")));
}

TEST_F(GarbageTest, ACheckpointFromWhichAnUnfinishedSegmentCanGoOnStays) {
  Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  ASSERT_OK(Checkpoint(w_, hold, 2000));
  ASSERT_OK(Complete(w_, hold));
  // 1500 steps under the same law: the later checkpoint is beyond its end.
  Submit(
      R"(treatments { name: "t" stages { hold { time_ps { number: 3 } } } })",
      "b");
  WaitForGrace();
  EXPECT_THAT(Drop().checkpoints, ElementsAre(Sha256Of("checkpoint2000")));
  EXPECT_EQ(Lease(w_)->checkpoint().step(), 1000);
}

TEST_F(GarbageTest, ACheckpointThatIsAnEndStateTooIsNoGarbage) {
  Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  ASSERT_OK(Complete(w_, hold));
  Submit(
      R"(treatments { name: "t" stages { hold { time_ps { number: 2 } } } })",
      "b");
  WaitForGrace();
  EXPECT_THAT(Drop().checkpoints, IsEmpty());
  EXPECT_TRUE(Has(Sha256Of("checkpoint1000")));
}

}  // namespace
}  // namespace lehr::server
