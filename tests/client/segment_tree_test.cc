#include "client/segment_tree.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

// "0 1 .2" means segments 0 and 1 at depth 0 and 2 at depth 1.
std::string Layout(const std::vector<int>& parents) {
  std::string text;
  for (const TreeLine& line : LayOutTree(parents)) {
    text += std::string(static_cast<std::size_t>(line.depth), '.') +
            std::to_string(line.segment) + " ";
  }
  return text;
}

TEST(SegmentTreeTest, APathThatDoesNotPartKeepsItsIndentation) {
  EXPECT_EQ(Layout({-1, 0, 1}), "0 1 2 ");
}

TEST(SegmentTreeTest, BranchesAreIndented) {
  EXPECT_EQ(Layout({-1, 0, 0, 1, 2}), "0 .1 .3 .2 .4 ");
}

TEST(SegmentTreeTest, MeasurementsStandFirstAndThePathGoesOn) {
  EXPECT_EQ(Layout({-1, 0, 0, 1}), "0 .2 1 3 ");
}

TEST(SegmentTreeTest, WhatHasNoParentBeforeItIsARoot) {
  EXPECT_EQ(Layout({-1, 5, 1, -1}), "0 1 2 3 ");
  EXPECT_EQ(Layout({}), "");
}

TEST(SegmentTreeTest, LongPathsDoNotExhaustTheStack) {
  std::vector<int> parents(200000);
  for (std::size_t i = 0; i < parents.size(); ++i) {
    parents[i] = static_cast<int>(i) - 1;
  }
  EXPECT_EQ(LayOutTree(parents).size(), parents.size());
}

TEST(SegmentTreeTest, PlannedSegmentsAreNewOrThere) {
  v1::PlanSweepResponse plan;
  auto* first = plan.add_segments();
  first->set_parent(-1);
  first->set_label("melt");
  first->set_state(v1::SEGMENT_STATE_DONE);
  first->set_steps(25000);
  auto* second = plan.add_segments();
  second->set_parent(0);
  second->set_label("quench");
  second->set_state(v1::SEGMENT_STATE_WAITING);
  EXPECT_EQ(PlannedSegmentsText(plan),
            "segment  atoms   steps  points  state\n"
            "-------  -----  ------  ------  -----\n"
            "melt         0  25 000       0  done\n"
            "quench       0       0       0  new\n");
}

TEST(SegmentTreeTest, SegmentsShowAttemptsTimeWorkerAndError) {
  v1::GetSweepResponse sweep;
  auto* segment = sweep.add_segments();
  segment->set_segment_id(7);
  segment->set_label("melt");
  segment->set_state(v1::SEGMENT_STATE_FAILED);
  segment->set_attempts(3);
  segment->set_worker("w:1");
  segment->set_error("atom lost");
  segment->mutable_run_time()->set_seconds(70);
  const std::string text = SegmentsText(sweep);
  for (const char* part :
       {"melt", "7", "failed", "3", "1 min 10 s", "w:1", "atom lost"}) {
    EXPECT_THAT(text, testing::HasSubstr(part));
  }
}

}  // namespace
}  // namespace lehr::client
