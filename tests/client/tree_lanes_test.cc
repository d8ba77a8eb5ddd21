#include "client/tree_lanes.h"

#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

std::vector<TreeLane> Lanes(const PlanBuilder& plan) {
  const SegmentTree tree = PlanTree(plan.plan());
  return LanesOf(tree, LayOut(tree, TreeDetail::kAll));
}

TEST(TreeLanesTest, EveryWayHasALaneBelowTheOneThatItLeaves) {
  const auto lanes = Lanes(GlassPlan());
  ASSERT_EQ(lanes.size(), 5u);
  EXPECT_EQ(lanes[0].from, -1);
  EXPECT_DOUBLE_EQ(lanes[0].ends_ps, 19);
  ASSERT_EQ(lanes[0].marks.size(), 1u);
  EXPECT_DOUBLE_EQ(lanes[0].marks[0].time_ps, 19);
  for (std::size_t i = 1; i < lanes.size(); ++i) {
    EXPECT_LT(lanes[i].from, static_cast<int>(i));
  }
  // The hold at 800 K leaves the ramp to 1000 K, on its own lane.
  EXPECT_EQ(lanes[3].from, 2);
  EXPECT_DOUBLE_EQ(lanes[3].begins_ps, 24);
  EXPECT_DOUBLE_EQ(lanes[2].ends_ps, 29);
}

TEST(TreeLanesTest, WhatLeavesLastIsNearest) {
  PlanBuilder plan;
  int ramp = plan.Add(-1, "s/ramp to 1 K", 100);
  plan.Add(ramp, "s/hold 1 K", 1000);
  for (int k = 2; k <= 4; ++k) {
    ramp = plan.Continue(ramp, "s/ramp", 100 * k);
    plan.Add(ramp, "s/hold", 1000);
  }
  const auto lanes = Lanes(plan);
  ASSERT_EQ(lanes.size(), 4u);
  EXPECT_GT(lanes[1].begins_ps, lanes[2].begins_ps);
  EXPECT_GT(lanes[2].begins_ps, lanes[3].begins_ps);
}

TEST(TreeLanesTest, KnowsAfterWhichCycleItLeaves) {
  PlanBuilder plan;
  int at = -1;
  for (const char* label : {"c/cycle 1/hold", "c/cycle 2/hold"}) {
    at = plan.Add(at, label, 100);
  }
  plan.Add(at, "c/hold 300 K", 100);
  plan.Add(at, "c/cycle 3/hold", 100);
  const auto lanes = Lanes(plan);
  ASSERT_EQ(lanes.size(), 2u);
  EXPECT_EQ(lanes[0].after_cycle, 0);
  EXPECT_EQ(lanes[1].after_cycle, 2);
}

}  // namespace
}  // namespace lehr::client
