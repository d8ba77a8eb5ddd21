#include "server/core/lease_order.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

using ::testing::ElementsAre;

plan::PlannedSegment Segment(int parent, std::int64_t atoms,
                             std::int64_t steps) {
  plan::PlannedSegment segment;
  segment.parent = parent;
  segment.atoms = atoms;
  segment.steps = steps;
  return segment;
}

std::vector<std::int64_t> Paths(const plan::Plan& plan) {
  return PathAtomSteps(
      plan, AtomStepsOf(plan, std::vector<std::int64_t>(plan.segments.size())));
}

TEST(LeaseOrderTest, PathIsTheLongestWayToAnEnd) {
  plan::Plan plan;
  plan.segments = {Segment(-1, 10, 1), Segment(0, 10, 5), Segment(0, 10, 2),
                   Segment(2, 10, 4)};
  EXPECT_THAT(Paths(plan), ElementsAre(70, 50, 60, 40));
}

TEST(LeaseOrderTest, WhatWaitsForAMeasurementLiesBehindIt) {
  plan::Plan plan;
  plan.segments = {Segment(-1, 1, 1), Segment(0, 1, 1), Segment(0, 1, 100)};
  plan.segments[2].references = {1};
  EXPECT_THAT(Paths(plan), ElementsAre(102, 101, 100));
}

TEST(LeaseOrderTest, WhatContinuesASegmentLiesBehindItAndHasOnlyTheRest) {
  plan::Plan plan;
  plan.segments = {Segment(-1, 1, 1), Segment(0, 1, 10), Segment(0, 1, 30)};
  plan.segments[2].continues = 1;
  EXPECT_THAT(PathAtomSteps(plan, AtomStepsOf(plan, {0, 0, 10})),
              ElementsAre(31, 30, 20));
}

TEST(LeaseOrderTest, WorkThatIsTooLargeToCountSaturates) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(AtomStepsOf(most, most), AtomStepsOf(most, 2));
  EXPECT_GT(AtomStepsOf(most, most), 0);
  EXPECT_EQ(AtomStepsOf(0, most), 0);
  EXPECT_EQ(AtomStepsOf(most, 0), 0);
}

}  // namespace
}  // namespace lehr::server
