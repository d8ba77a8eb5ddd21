#include "client/segment_tree.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

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
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(SegmentTreeTest, NamesOfStatesHaveAColumnWhereThereAreAny) {
  v1::GetSweepResponse sweep;
  auto* first = sweep.add_segments();
  first->set_segment_id(1);
  first->set_label("melt");
  first->set_state(v1::SEGMENT_STATE_READY);
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("saved as")));
  auto* second = sweep.add_segments();
  second->set_segment_id(2);
  second->set_parent_segment_id(1);
  second->set_label("quench");
  second->set_state(v1::SEGMENT_STATE_DONE);
  second->add_saved_as("as_cast");
  second->add_saved_as("glass");
  EXPECT_EQ(SegmentsText(sweep),
            "segment  id  saved as        state  atoms  steps  points  attempts"
            "  time  worker  error\n"
            "-------  --  --------------  -----  -----  -----  ------  --------"
            "  ----  ------  -----\n"
            "melt      1                  ready      0      0       0         0"
            "\n"
            "quench    2  as_cast, glass  done       0      0       0         0"
            "\n");
}

TEST(SegmentTreeTest, AFailedSegmentSaysThatItHasLeftAState) {
  v1::GetSweepResponse sweep;
  sweep.mutable_sweep()->set_sweep_id(3);
  auto* segment = sweep.add_segments();
  segment->set_segment_id(12);
  segment->set_state(v1::SEGMENT_STATE_FAILED);
  EXPECT_THAT(SegmentsText(sweep), Not(HasSubstr("kept")));
  segment->set_failed_state_sha256(std::string(32, 's'));
  EXPECT_THAT(
      SegmentsText(sweep),
      HasSubstr("\n\nsegment 12: the last good state before its failure "
                "is kept: lehr show 3 --segment 12\n"));
}

TEST(SegmentTreeTest, SegmentsThatTheAnswerLacksAreCounted) {
  v1::GetSweepResponse sweep;
  sweep.mutable_sweep()->mutable_segments()->set_done(5);
  sweep.mutable_sweep()->mutable_segments()->set_waiting(2);
  sweep.add_segments();
  EXPECT_THAT(SegmentsText(sweep),
              HasSubstr("\nand 6 more segments, for which the answer has no "
                        "room\n"));
}

}  // namespace
}  // namespace lehr::client
