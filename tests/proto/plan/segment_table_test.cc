#include "proto/plan/segment_table.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/segment_key.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;

// Steps of a hold after `parent`.
PlannedSegment Hold(int parent, double kelvin, std::int64_t steps) {
  PlannedSegment segment;
  segment.parent = parent;
  v1::Advance* advance = segment.work.mutable_advance();
  advance->mutable_law()
      ->mutable_dynamics()
      ->mutable_temperature()
      ->set_start_kelvin(kelvin);
  advance->set_steps(steps);
  segment.steps = steps;
  segment.atoms = 10;
  return segment;
}

TEST(SegmentTableTest, TheSameWorkIsOneSegment) {
  SegmentTable table("p");
  const int first = table.Add(Hold(-1, 300, 5));
  EXPECT_EQ(table.Add(Hold(-1, 300, 5)), first);
  EXPECT_NE(table.Add(Hold(-1, 300, 6)), first);
  EXPECT_NE(table.Add(Hold(first, 300, 5)), first);
  EXPECT_EQ(table.size(), 3u);
}

TEST(SegmentTableTest, KeysAreThoseOfTheWork) {
  SegmentTable table("p");
  const int first = table.Add(Hold(-1, 300, 5));
  const int second = table.Add(Hold(first, 400, 5));
  EXPECT_EQ(table.at(first).key, SegmentKey("", "p", table.at(first).work));
  EXPECT_EQ(table.at(second).key,
            SegmentKey(table.at(first).key, "p", table.at(second).work));
}

TEST(SegmentTableTest, KeepsTheFirstLabel) {
  SegmentTable table("p");
  PlannedSegment segment = Hold(-1, 300, 5);
  segment.label = "first";
  const int index = table.Add(segment);
  segment.label = "second";
  table.Add(segment);
  EXPECT_EQ(table.at(index).label, "first");
}

TEST(LinkContinuationsTest, LongerSegmentsContinueShorterOnesThatStandBefore) {
  SegmentTable table("p");
  const int root = table.Add(Hold(-1, 300, 1));
  const int longest = table.Add(Hold(root, 400, 30));
  const int child = table.Add(Hold(longest, 500, 7));
  const int shortest = table.Add(Hold(root, 400, 10));
  const int middle = table.Add(Hold(root, 400, 20));
  Plan plan;
  plan.segments = table.Take();
  plan.segments[static_cast<std::size_t>(child)].references = {middle};
  plan.points.push_back({});
  plan.points[0].segments = {root, longest, child, shortest, middle};
  LinkContinuations(&plan);

  EXPECT_THAT(plan.points[0].segments, ElementsAre(0, 3, 4, 1, 2));
  const std::vector<PlannedSegment>& s = plan.segments;
  EXPECT_EQ(s[1].steps, 10);
  EXPECT_EQ(s[1].continues, -1);
  EXPECT_EQ(s[2].steps, 20);
  EXPECT_EQ(s[2].continues, 1);
  EXPECT_EQ(s[3].steps, 30);
  EXPECT_EQ(s[3].continues, 2);
  EXPECT_EQ(s[4].parent, 3);
  EXPECT_THAT(s[4].references, ElementsAre(2));
  EXPECT_EQ(SharedAtomSteps(plan), 10 * (1 + 30 + 7));
}

TEST(LinkContinuationsTest, OtherParentsAndLawsAreNotContinued) {
  SegmentTable table("p");
  const int root = table.Add(Hold(-1, 300, 1));
  const int other = table.Add(Hold(-1, 301, 1));
  table.Add(Hold(root, 400, 10));
  table.Add(Hold(other, 400, 20));
  table.Add(Hold(root, 401, 30));
  Plan plan;
  plan.segments = table.Take();
  LinkContinuations(&plan);
  for (const PlannedSegment& segment : plan.segments) {
    EXPECT_EQ(segment.continues, -1);
  }
}

TEST(LinkContinuationsTest, ReferencesArePartOfTheLaw) {
  SegmentTable table("p");
  const auto waiting = [](std::int64_t steps, const char* observable) {
    PlannedSegment segment = Hold(-1, 400, steps);
    v1::Number* number = segment.work.mutable_advance()
                             ->mutable_law()
                             ->mutable_dynamics()
                             ->mutable_x()
                             ->mutable_stress()
                             ->mutable_start_gpa();
    number->set_value(0.5);
    number->mutable_reference()->set_observable(observable);
    return segment;
  };
  table.Add(waiting(10, "c11"));
  table.Add(waiting(20, "c12"));
  table.Add(waiting(30, "c11"));
  Plan plan;
  plan.segments = table.Take();
  LinkContinuations(&plan);
  EXPECT_EQ(plan.segments[1].continues, -1);
  EXPECT_EQ(plan.segments[2].continues, 0);
}

}  // namespace
}  // namespace lehr::plan
