#include "client/tree_text.h"

#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TreeTextTest, HasALineWithTimeWorkPointsStateAndNotes) {
  PlanBuilder plan;
  const int melt = plan.Add(-1, "sample/hold 2000 K", 2000, 2);
  plan.at(melt).set_state(v1::SEGMENT_STATE_DONE);
  const int glass = plan.Add(melt, "sample/ramp to 300 K", 17000, 2);
  plan.at(glass).add_saved_as("as_cast");
  plan.Measure(glass, "test/energy", 2);
  const SegmentTree tree = PlanTree(plan.plan());
  EXPECT_EQ(TreeText(tree, LayOut(tree, TreeDetail::kAll)),
            "segment             physical time  atom-steps  points  state    "
            "notes\n"
            "------------------  -------------  ----------  ------  -------  "
            "-------------\n"
            "sample/hold 2000 K       0 – 2 ps     200 000       2  done\n"
            "ramp to 300 K           2 – 19 ps      1.70e6       2  waiting  "
            "saves as_cast\n"
            "└─ test/energy              19 ps                   2  waiting\n");
}

TEST(TreeTextTest, NumbersAndTimesHaveColumnsWhereThereAreAny) {
  PlanBuilder plan;
  plan.Add(-1, "sample/hold", 2000);
  SegmentTree tree = PlanTree(plan.plan());
  const auto text = [&tree] {
    return TreeText(tree, LayOut(tree, TreeDetail::kAll));
  };
  EXPECT_THAT(text(), Not(HasSubstr("takes")));
  EXPECT_THAT(text(), Not(HasSubstr("id")));
  tree.segments[0].time = absl::Seconds(41);
  tree.segments[0].segment_id = 1234;
  EXPECT_THAT(text(), HasSubstr("takes"));
  EXPECT_THAT(text(), HasSubstr("41 s"));
  EXPECT_THAT(text(), HasSubstr("1234"));
}

}  // namespace
}  // namespace lehr::client
