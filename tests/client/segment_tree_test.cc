#include "client/segment_tree.h"

#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SegmentTreeTest, WhatContinuesAShorterOneBeginsWhereThatEnds) {
  PlanBuilder plan;
  const int start = plan.Add(-1, "hold", 1000, 2);
  const int shorter = plan.Add(start, "ramp to 800 K", 5000);
  plan.Continue(shorter, "ramp to 1000 K", 7000);
  const SegmentTree tree = PlanTree(plan.plan());
  const TreeSegment& longer = tree.segments[2];
  EXPECT_EQ(longer.above, 1);
  EXPECT_TRUE(longer.continues);
  EXPECT_DOUBLE_EQ(longer.begins_ps, 6);
  EXPECT_DOUBLE_EQ(longer.lasts_ps, 2);
  EXPECT_EQ(longer.atom_steps, 200000);
  // Both points pass through the common part.
  EXPECT_EQ(tree.segments[1].points, 2);
}

// As written, each point takes all of its way.
TEST(SegmentTreeTest, PointsTimesWorkIsTheWorkAsWritten) {
  const SegmentTree tree = PlanTree(GlassPlan().plan());
  std::int64_t as_written = 0;
  for (const TreeSegment& segment : tree.segments) {
    as_written += segment.atom_steps * segment.points;
  }
  // The glass four times, the test, both temperatures from the start, the load.
  EXPECT_EQ(as_written,
            100 * (4 * 19000 + 10000 + (5000 + 3000) + (7000 + 3000) + 1000));
}

TEST(SegmentTreeTest, PositionsThatDoNotStandBeforeAreNone) {
  PlanBuilder plan;
  const int first = plan.Add(5, "a", 10);
  const int second = plan.Add(first, "b", 10);
  plan.at(second).set_continues(7);
  plan.at(second).set_head_steps(3);
  const SegmentTree tree = PlanTree(plan.plan());
  EXPECT_EQ(tree.segments[0].above, -1);
  EXPECT_EQ(tree.segments[1].above, 0);
  EXPECT_FALSE(tree.segments[1].continues);
}

TEST(SegmentTreeTest, ASweepHasTheTreeOfItsPlanWithWhatIsDone) {
  v1::GetSweepResponse sweep;
  sweep.mutable_sweep()->set_name("glass");
  v1::Segment* const melt = sweep.add_segments();
  melt->set_segment_id(11);
  melt->set_state(v1::SEGMENT_STATE_DONE);
  melt->set_physical_time_ps(2);
  melt->mutable_run_time()->set_seconds(40);
  v1::Segment* const shorter = sweep.add_segments();
  shorter->set_segment_id(12);
  shorter->set_parent_segment_id(11);
  shorter->set_physical_time_ps(5);
  shorter->set_steps(5000);
  shorter->set_state(v1::SEGMENT_STATE_LEASED);
  shorter->set_steps_done(1250);
  v1::Segment* const longer = sweep.add_segments();
  longer->set_segment_id(14);
  longer->set_parent_segment_id(11);
  longer->set_continues_segment_id(12);
  longer->set_physical_time_ps(20);
  longer->set_steps(20000);
  longer->set_head_steps(5000);
  const SegmentTree tree = SweepTree(sweep);
  EXPECT_EQ(tree.name, "glass");
  EXPECT_EQ(tree.segments[0].time, absl::Seconds(40));
  EXPECT_EQ(StateText(tree.segments[0]), "done");
  EXPECT_EQ(StateText(tree.segments[1]), "running 25 %");
  EXPECT_EQ(tree.segments[2].above, 1);
  EXPECT_DOUBLE_EQ(tree.segments[2].begins_ps, 7);
  EXPECT_DOUBLE_EQ(tree.segments[2].lasts_ps, 15);
  EXPECT_EQ(StateText(tree.segments[2]), "waiting");
}

TEST(SegmentTreeTest, ANumberOfSeveralAxesIsSaidOnce) {
  PlanBuilder plan = GlassPlan();
  const int load = plan.plan().segments_size() - 1;
  SegmentTree tree = PlanTree(plan.plan());
  EXPECT_THAT(MeasuredTexts(tree, tree.segments.back()),
              ElementsAre("stress of x, y 0.9 × as_cast.yield_stress"));
  for (auto& number : *plan.at(load).mutable_measured()) {
    number.set_value(3.384);
  }
  tree = PlanTree(plan.plan());
  EXPECT_THAT(
      MeasuredTexts(tree, tree.segments.back()),
      ElementsAre("stress of x, y 0.9 × as_cast.yield_stress (3.384 GPa)"));
  EXPECT_THAT(MeasuredTexts(tree, tree.segments.front()), IsEmpty());
}

TEST(SegmentTreeTest, ARateIsSaidOnlyWithoutWhatItIsOf) {
  PlanBuilder plan = GlassPlan();
  const int load = plan.plan().segments_size() - 1;
  auto* const rate = plan.at(load).add_measured();
  *rate = plan.at(load).measured(0);
  rate->set_field("stress rate of x [GPa/ps]");
  SegmentTree tree = PlanTree(plan.plan());
  EXPECT_EQ(MeasuredTexts(tree, tree.segments.back()).size(), 1u);
  plan.at(load).mutable_measured()->DeleteSubrange(0, 2);
  tree = PlanTree(plan.plan());
  EXPECT_THAT(MeasuredTexts(tree, tree.segments.back()),
              ElementsAre("stress rate of x 0.9 × as_cast.yield_stress"));
}

}  // namespace
}  // namespace lehr::client
