#include "client/tree_row.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

TreeItem Item(std::vector<int> segments) {
  TreeItem item;
  item.segments = std::move(segments);
  return item;
}

TEST(TreeRowTest, SumsOverItsSegments) {
  PlanBuilder plan;
  const int first = plan.Add(-1, "a", 1000);
  const int second = plan.Add(first, "b", 2500);
  plan.at(first).set_state(v1::SEGMENT_STATE_DONE);
  plan.at(second).mutable_estimated_time()->set_seconds(7);
  const SegmentTree tree = PlanTree(plan.plan());
  const TreeRow row = RowOf(tree, Item({0, 1}));
  EXPECT_DOUBLE_EQ(row.begins_ps, 0);
  EXPECT_DOUBLE_EQ(row.ends_ps, 3.5);
  EXPECT_EQ(row.atom_steps, 350000);
  EXPECT_EQ(row.time, absl::Seconds(7));
  EXPECT_EQ(row.state, "1 done, 1 waiting");
}

TEST(TreeRowTest, NotesAreSavedNamesAndNeeds) {
  const SegmentTree tree = PlanTree(GlassPlan().plan());
  EXPECT_EQ(RowOf(tree, Item({1})).notes, "saves as_cast");
  EXPECT_EQ(RowOf(tree, Item({9})).notes,
            "stress of x, y 0.9 × as_cast.yield_stress");
}

TEST(TreeRowTest, PhysicalTimesHaveTheUnitThatFits) {
  EXPECT_EQ(PhysicalTimeText(0.5), "0.5 ps");
  EXPECT_EQ(PhysicalTimeText(999), "999 ps");
  EXPECT_EQ(PhysicalTimeText(25040), "25.04 ns");
  EXPECT_EQ(PhysicalSpanText(42, 44.9), "42 – 44.9 ps");
  EXPECT_EQ(PhysicalSpanText(500, 2000), "0.5 – 2 ns");
}

}  // namespace
}  // namespace lehr::client
