#include "client/tree_dot.h"

#include <string>

#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

TEST(TreeDotTest, HasNodesEdgesAndNeeds) {
  SegmentTree tree = PlanTree(GlassPlan().plan());
  tree.name = "my \"glass\"";
  const std::string dot = TreeDot(tree, LayOut(tree, TreeDetail::kAll));
  EXPECT_THAT(dot, HasSubstr("digraph \"my \\\"glass\\\"\" {"));
  EXPECT_THAT(dot, HasSubstr("n1 [label=\"ramp to 300 K\\n2 – 19 ps, 1.70e6 "
                             "atom-steps\\nwaiting, points: 4\\nsaves as_cast"
                             "\""));
  EXPECT_THAT(dot, HasSubstr("n0 -> n1 [weight=10];"));
  EXPECT_THAT(dot, HasSubstr("n1 -> n9;"));
  EXPECT_THAT(dot, HasSubstr("n4 -> n9 [style=dashed"));
}

}  // namespace
}  // namespace lehr::client
