#include "client/tree_svg.h"

#include <string>

#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Svg(const SegmentTree& tree) {
  return TreeSvg(tree, LayOut(tree, TreeDetail::kFolded));
}

int Count(const std::string& text, const std::string& what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos;
       at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

TEST(TreeSvgTest, EverySegmentIsInATooltip) {
  const SegmentTree tree = PlanTree(GlassPlan().plan());
  const std::string svg = Svg(tree);
  for (const TreeSegment& segment : tree.segments) {
    EXPECT_THAT(svg, HasSubstr("<title>" + segment.label + "\n"));
  }
  EXPECT_THAT(svg, HasSubstr("\nsaves as_cast</title>"));
}

TEST(TreeSvgTest, SaysWhatSharingSaves) {
  SegmentTree tree = PlanTree(GlassPlan().plan());
  tree.name = "glass";
  EXPECT_THAT(Svg(tree), HasSubstr("4 points, 10 segments; 4.30e6 atom-steps "
                                   "instead of 1.05e7: sharing saves 59 %"));
}

TEST(TreeSvgTest, StatesHaveColorsAndARunningOneItsPart) {
  SegmentTree tree = PlanTree(GlassPlan().plan());
  const std::string waiting = Svg(tree);
  tree.segments[0].state = v1::SEGMENT_STATE_DONE;
  tree.segments[1].state = v1::SEGMENT_STATE_LEASED;
  tree.segments[1].progress = 0.5;
  const std::string svg = Svg(tree);
  // The first segment, half of the second; the running rest of it.
  EXPECT_EQ(Count(svg, "#0072B2"), Count(waiting, "#0072B2") + 2);
  EXPECT_EQ(Count(svg, "#E69F00"), Count(waiting, "#E69F00") + 1);
  EXPECT_THAT(svg, HasSubstr("running 50 %"));
}

TEST(TreeSvgTest, AnArrowLeadsFromAMeasurementToWhatNeedsIt) {
  const SegmentTree tree = PlanTree(GlassPlan().plan());
  const std::string svg = Svg(tree);
  // One in the picture and one in the legend.
  EXPECT_EQ(Count(svg, "class=\"need\""), 2);
  EXPECT_THAT(svg, HasSubstr("needs what is measured there"));
  PlanBuilder plan;
  plan.Add(-1, "sample/hold", 1000);
  EXPECT_THAT(Svg(PlanTree(plan.plan())), Not(HasSubstr("class=\"need\"")));
}

TEST(TreeSvgTest, NamesCannotBreakOut) {
  PlanBuilder plan;
  plan.at(plan.Add(-1, "sample/<script>", 1000)).add_saved_as("a\"b");
  SegmentTree tree = PlanTree(plan.plan());
  tree.name = "</svg>";
  const std::string svg = Svg(tree);
  EXPECT_EQ(Count(svg, "</svg>"), 1);
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("a&quot;b"));
}

TEST(TreeSvgTest, AnEmptyPlanIsAPictureToo) {
  EXPECT_THAT(Svg(SegmentTree()), HasSubstr("0 points"));
}

}  // namespace
}  // namespace lehr::client
