// Coordinator: what follows when a file is missing or damaged.

#include "server/store/lost_artifact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const char kHold[] = R"(
  treatments { name: "t" stages { hold { time_ps { number: 5 } } } })";

class LostArtifactTest : public CoordinatorTest {
 protected:
  LostArtifactTest() : w_(Register("w")) {}

  ArtifactLoss Lose(const std::string& sha256, bool wanted = false) {
    const auto loss = coordinator_->LoseArtifact(sha256, wanted, now_);
    EXPECT_OK(loss);
    Check();
    return loss.ok() ? *loss : ArtifactLoss();
  }

  const std::string w_;
};

TEST_F(LostArtifactTest, ALostEndStateIsComputedAgainAndNothingElse) {
  const std::int64_t id = Submit(kAnnealed, "a");
  WorkThrough(w_);
  const auto before = ResultsOf(id);
  const v1::Segment hold = SegmentAt(id, "annealed/hold 600 K");
  const ArtifactLoss loss = Lose(hold.end_state_sha256());
  EXPECT_TRUE(loss.is_news);
  EXPECT_THAT(loss.reopened, ElementsAre(hold.segment_id()));
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(sweep.points_done(), sweep.points() - 1);
  EXPECT_FALSE(*coordinator_->HasArtifact(hold.end_state_sha256()));
  EXPECT_THAT(WorkThrough(w_), ElementsAre(hold.label()));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(id).points_done(), sweep.points());
  EXPECT_EQ(SegmentAt(id, hold.label()).end_state_sha256(),
            hold.end_state_sha256());
  const auto after = ResultsOf(id);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
}

TEST_F(LostArtifactTest, ALossIsNewsOnce) {
  const std::int64_t id = Submit(kHold, "a");
  WorkThrough(w_);
  const std::string lost = SegmentAt(id, "t/hold 300 K").end_state_sha256();
  EXPECT_TRUE(Lose(lost).is_news);
  EXPECT_FALSE(Lose(lost).is_news);
  WorkThrough(w_);
  EXPECT_TRUE(Lose(lost).is_news) << "it had come back";
  EXPECT_FALSE(Lose(Sha256Of("never there")).is_news);
}

// As measurements that record nothing have, which are alike.
TEST_F(LostArtifactTest, AFileThatIsTheResultOfManyIsLostInSlices) {
  const std::int64_t id = Submit(kAnnealed, "a");
  WorkThrough(w_);
  const std::string curve = Sha256Of("empty");
  AddArtifact(curve);
  const std::int64_t count = database_->Run(
      "UPDATE segments SET curve_sha256 = ?1 WHERE kind = 'ADVANCE'",
      Blob{curve});
  ASSERT_GT(count, 4);
  std::size_t reopened = 0;
  ArtifactLoss slice;
  do {
    const auto lost = coordinator_->LoseArtifact(curve, false, now_, 2);
    ASSERT_OK(lost);
    slice = *lost;
    EXPECT_EQ(slice.is_news, reopened == 0);
    EXPECT_LE(slice.reopened.size(), 2);
    reopened += slice.reopened.size();
    if (reopened < static_cast<std::size_t>(count)) {
      EXPECT_THAT(HalfLostArtifacts(*database_), ElementsAre(curve))
          << "a server that starts now has to go on";
    }
  } while (slice.more);
  Check();
  EXPECT_EQ(reopened, count);
  EXPECT_THAT(HalfLostArtifacts(*database_), IsEmpty());
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
}

// A result that was reported after a failure was does not take its tries away.
TEST_F(LostArtifactTest, WhatIsComputedAgainHasAllItsTries) {
  const std::int64_t id = Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Fail(w_, hold, absl::StatusCode::kUnavailable, "away"));
  ASSERT_OK(Complete(w_, hold));
  Lose(SegmentAt(id, hold.label()).end_state_sha256());
  EXPECT_EQ(SegmentAt(id, hold.label()).state(), v1::SEGMENT_STATE_READY);
}

TEST_F(LostArtifactTest, WhatStartsFromALostStateWaitsForIt) {
  const std::int64_t id = Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  Lose(hold.start_state_sha256());
  EXPECT_EQ(SegmentAt(id, hold.label()).state(), v1::SEGMENT_STATE_WAITING);
  EXPECT_THAT(Heartbeat(w_, {hold}), testing::SizeIs(1)) << "it is to stop";
  const auto parent = Lease(w_);
  ASSERT_TRUE(parent.has_value());
  EXPECT_NE(parent->label(), hold.label());
  EXPECT_FALSE(Lease(w_).has_value()) << "the hold waits";
  ASSERT_OK(Complete(w_, *parent));
  const auto again = Lease(w_);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->label(), hold.label());
  EXPECT_EQ(again->checkpoint().step(), 1000) << "nothing else was lost";
  EXPECT_EQ(SegmentAt(id, hold.label()).error(), "");
}

TEST_F(LostArtifactTest, AChainThatIsLostIsComputedFromItsBeginning) {
  const std::int64_t id = Submit(kHold, "a");
  const std::vector<std::string> labels = WorkThrough(w_);
  // The last one first.
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  const auto sweep = coordinator_->GetSweep(request);
  ASSERT_OK(sweep);
  for (int i = sweep->segments_size() - 1; i >= 0; --i) {
    Lose(sweep->segments(i).end_state_sha256());
  }
  EXPECT_EQ(WorkThrough(w_), labels);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(LostArtifactTest, AMeasurementWaitsForACurveThatIsLostFarAbove) {
  Submit(kMeasured, "a");
  const v1::Lease lease = WorkUpTo(w_, "loaded/creep");
  ASSERT_GT(lease.curve_sha256s_size(), 1);
  const ArtifactLoss loss = Lose(lease.curve_sha256s(0));
  EXPECT_FALSE(loss.reopened.empty());
  while (const auto next = Lease(w_)) {
    if (next->label() == lease.label()) {
      EXPECT_TRUE(*coordinator_->HasArtifact(lease.curve_sha256s(0)));
    }
    ASSERT_OK(Complete(w_, *next));
    Check();
  }
}

TEST_F(LostArtifactTest, OtherContentThanTheLostOneIsADivergenceAndFails) {
  const std::int64_t id = Submit(kHold, "a");
  WorkThrough(w_);
  const std::string lost = SegmentAt(id, "t/hold 300 K").end_state_sha256();
  Lose(lost);
  const auto lease = Lease(w_);
  ASSERT_TRUE(lease.has_value());
  v1::CompleteAttemptRequest request = ResultOf(*lease);
  request.set_end_state_sha256(Sha256Of("another"));
  AddArtifact(request.end_state_sha256());
  AddArtifact(request.curve_sha256());
  ASSERT_OK(Report(w_, request));
  Check();
  const v1::Segment segment = SegmentAt(id, lease->label());
  EXPECT_EQ(segment.state(), v1::SEGMENT_STATE_FAILED);
  EXPECT_THAT(segment.error(), HasSubstr(ToHex(lost)));
  EXPECT_EQ(segment.divergences_size(), 1);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
}

TEST_F(LostArtifactTest, ACheckpointThatIsLostIsDoneWithout) {
  const std::int64_t id = Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  ASSERT_OK(Checkpoint(w_, hold, 2000));
  // Nobody reads it: the attempt goes on.
  EXPECT_GT(Lose(Sha256Of("checkpoint2000")).checkpoints, 0);
  EXPECT_EQ(SegmentAt(id, hold.label()).state(), v1::SEGMENT_STATE_LEASED);
  ASSERT_OK(Return(w_, hold));
  const auto second = Lease(w_);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->checkpoint().step(), 1000);
  // Its worker has asked for it in vain.
  Lose(Sha256Of("checkpoint1000"), true);
  EXPECT_EQ(
      Fail(w_, *second, absl::StatusCode::kNotFound, "no artifact").code(),
      absl::StatusCode::kAborted);
  const auto third = Lease(w_);
  ASSERT_TRUE(third.has_value());
  EXPECT_FALSE(third->has_checkpoint());
  EXPECT_EQ(SegmentAt(id, hold.label()).error(), "");
}

TEST_F(LostArtifactTest, WhatOnlyACancelledSweepHasIsNotComputedAgain) {
  const std::int64_t id = Submit(kHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  v1::CancelSweepRequest request;
  request.set_sweep_id(id);
  ASSERT_OK(coordinator_->CancelSweep(request, now_));
  Lose(hold.start_state_sha256());
  EXPECT_FALSE(Lease(w_).has_value());
  // Who wants it later gets it.
  const std::int64_t other = Submit(kHold, "b");
  WorkThrough(w_);
  EXPECT_EQ(SweepOf(other).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(LostArtifactTest, APotentialIsForAPersonToBring) {
  v1::RegisterPotentialRequest request;
  request.mutable_potential()->set_sha256(TestPotentialSha256());
  request.mutable_potential()->set_name("p");
  ASSERT_OK(coordinator_->RegisterPotential(request, now_));
  const ArtifactLoss loss = Lose(TestPotentialSha256());
  EXPECT_TRUE(loss.is_potential);
  EXPECT_THAT(loss.reopened, IsEmpty());
  EXPECT_THAT(TrySubmit(kHold, "a"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("upload it first")));
}

}  // namespace
}  // namespace lehr::server
