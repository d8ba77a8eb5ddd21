#include "worker/checkpoint_pacing.h"

#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

TEST(CheckpointIntervalTest, IsYoungsWithinItsBounds) {
  // sqrt(2 * 2 s * 3600 s) = 120 s.
  EXPECT_EQ(CheckpointInterval(absl::Seconds(2), absl::Hours(1)),
            absl::Seconds(120));
  EXPECT_EQ(CheckpointInterval(absl::ZeroDuration(), absl::Hours(1)),
            absl::Seconds(30));
  EXPECT_EQ(CheckpointInterval(absl::Hours(1), absl::Hours(1000)),
            absl::Hours(2));
}

TEST(CheckpointPacingTest, LearnsWhatCheckpointsCostAndHowOftenTheyAreNeeded) {
  CheckpointPacing pacing(std::nullopt);
  EXPECT_EQ(pacing.Interval(), absl::Seconds(30)) << "the first one";
  pacing.Took(absl::Seconds(8));
  const absl::Duration calm = pacing.Interval();
  EXPECT_GT(calm, absl::Minutes(10));
  pacing.SetMeanTimeBetweenLosses(absl::Hours(1));
  EXPECT_EQ(pacing.Interval(), absl::Seconds(240));
  EXPECT_EQ(pacing.cost(), absl::Seconds(8));
}

TEST(CheckpointPacingTest, WhatAPersonWantsHolds) {
  CheckpointPacing pacing(absl::Seconds(5));
  pacing.Took(absl::Minutes(1));
  EXPECT_EQ(pacing.Interval(), absl::Seconds(5));
}

}  // namespace
}  // namespace lehr::worker
