#include "client/sweep_paths.h"

#include <gmock/gmock.h>

#include "tests/client/strained_sweep.h"

namespace lehr::client {
namespace {

TEST(SweepPathsTest, SegmentsThatTheAnswerLacksHaveNoPosition) {
  v1::GetSweepResponse sweep = StrainedSweep();
  const int all = sweep.segments_size();
  EXPECT_EQ(SweepPaths(sweep).PositionOf(all - 1), all - 1);
  const auto whole = SweepPaths(sweep).SegmentsOf(1).size();
  sweep.mutable_segments()->RemoveLast();
  const SweepPaths paths(sweep);
  EXPECT_EQ(paths.PositionOf(all - 1), -1);
  EXPECT_EQ(paths.SegmentsOf(1).size(), whole - 1);
}

TEST(SweepPathsTest, SharedSegmentsHaveAllTheirPoints) {
  const SweepPaths paths(StrainedSweep());
  ASSERT_EQ(paths.points(), 2);
  EXPECT_EQ(paths.PointsOf(0), "0-1");
  EXPECT_EQ(paths.PointsOf(paths.SegmentsOf(1).back()), "1");
}

TEST(SweepPathsTest, ASpecThatCannotBePlannedSaysWhy) {
  v1::GetSweepResponse sweep = StrainedSweep();
  sweep.mutable_spec()->clear_sample();
  EXPECT_FALSE(SweepPaths(sweep).plan().ok());
  EXPECT_EQ(SweepPaths(sweep).points(), 0);
}

}  // namespace
}  // namespace lehr::client
