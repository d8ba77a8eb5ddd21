#include "client/tree_layout.h"

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include "client/tree_text.h"
#include "tests/client/planned_segments.h"

namespace lehr::client {
namespace {

using ::testing::ElementsAre;

// The titles as they are drawn, without the table's other columns.
std::vector<std::string> Drawn(const PlanBuilder& plan, TreeDetail detail) {
  const SegmentTree tree = PlanTree(plan.plan());
  const std::string text = TreeText(tree, LayOut(tree, detail));
  std::vector<std::string> titles;
  // Two spaces end a cell, except in the guides before a title.
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    const std::size_t title = line.find_first_not_of(' ');
    std::size_t from = title;
    for (const char* guide : {"│", "├─", "└─"}) {
      const auto found = line.rfind(guide);
      if (found != std::string::npos) {
        from = std::max(from, line.find_first_not_of(
                                  ' ', found + std::string(guide).size()));
      }
    }
    titles.push_back(line.substr(0, line.find("  ", from)));
    at = end + 1;
  }
  titles.erase(titles.begin(), titles.begin() + 2);
  return titles;
}

// A glass, and `runs` of cycles of two segments each with a branch behind.
PlanBuilder Cycling(const std::vector<int>& branch_after) {
  PlanBuilder plan;
  int at = plan.Add(-1, "sample/hold", 1000);
  for (int cycle = 1; cycle <= branch_after.back(); ++cycle) {
    const std::string folder = absl::StrCat("cycling/cycle ", cycle, "/");
    at = plan.Add(at, folder + "ramp to 10 K", 300);
    at = plan.Add(at, folder + "ramp to 400 K", 400);
    plan.Measure(at, folder + "energy");
    if (std::find(branch_after.begin(), branch_after.end(), cycle) !=
        branch_after.end()) {
      plan.Add(at, "cycling/hold 300 K", 200);
    }
  }
  return plan;
}

TEST(TreeLayoutTest, AWayThatDoesNotPartKeepsItsIndentation) {
  PlanBuilder plan;
  plan.Add(plan.Add(plan.Add(-1, "s/a", 1), "s/b", 1), "t/c", 1);
  EXPECT_THAT(Drawn(plan, TreeDetail::kAll), ElementsAre("s/a", "b", "t/c"));
}

TEST(TreeLayoutTest, BranchesLeaveWithoutDisturbingTheMainWay) {
  EXPECT_THAT(
      Drawn(GlassPlan(), TreeDetail::kAll),
      ElementsAre("sample/hold 2000 K", "ramp to 300 K",
                  "├─ as_cast/test/energy", "├─ as_cast/test/deform y to 0.2",
                  "│  └─ stress_strain", "├─ pressure/ramp to 800 K",
                  "│  ├─ hold 800 K", "│  ramp to 1000 K", "│  hold 1000 K",
                  "└─ tension/load"));
}

TEST(TreeLayoutTest, MeasurementsStandFirstAndTheOnlyWayGoesOnStraight) {
  PlanBuilder plan;
  const int hold = plan.Add(-1, "s/hold", 1);
  plan.Add(hold, "s/deform", 1);
  plan.Measure(hold, "s/energy");
  EXPECT_THAT(Drawn(plan, TreeDetail::kAll),
              ElementsAre("s/hold", "├─ energy", "deform"));
}

TEST(TreeLayoutTest, MeasurementsOfAStateAreFoldedIntoOne) {
  PlanBuilder plan;
  const int hold = plan.Add(-1, "s/hold", 1);
  plan.Measure(hold, "s/creep");
  plan.Measure(hold, "s/test/energy");
  plan.Measure(hold, "s/test/elastic");
  EXPECT_THAT(Drawn(plan, TreeDetail::kFolded),
              ElementsAre("s/hold", "└─ creep, test/energy, elastic"));
}

TEST(TreeLayoutTest, CyclesBetweenBranchesAreFoldedIntoOne) {
  EXPECT_THAT(
      Drawn(Cycling({3, 5}), TreeDetail::kFolded),
      ElementsAre("sample/hold", "cycling/cycles 1 to 3", "├─ energy (3 times)",
                  "├─ hold 300 K", "cycles 4 to 5", "├─ energy (2 times)",
                  "hold 300 K"));
}

TEST(TreeLayoutTest, EqualReplicasAreFoldedAndCounted) {
  PlanBuilder plan;
  for (int replica = 0; replica < 4; ++replica) {
    plan.Add(plan.Add(-1, "s/hold", 1000), "s/ramp", 500);
  }
  EXPECT_THAT(Drawn(plan, TreeDetail::kFolded),
              ElementsAre("s/hold", "ramp", "… 3 more like this"));
  EXPECT_EQ(Drawn(plan, TreeDetail::kAll).size(), 8u);
}

TEST(TreeLayoutTest, AFewSiblingsThatDifferInNumbersAreAllDrawn) {
  PlanBuilder plan;
  const int glass = plan.Add(-1, "s/hold", 1000);
  for (int k = 0; k < 6; ++k) {
    plan.Add(glass, absl::StrCat("t/load to ", k, " GPa"), 100 + k);
  }
  EXPECT_EQ(Drawn(plan, TreeDetail::kFolded).size(), 7u);
  plan.Add(glass, "t/load to 6.5 GPa", 107);
  EXPECT_THAT(Drawn(plan, TreeDetail::kFolded),
              ElementsAre("s/hold", "├─ t/load to 0 GPa", "├─ t/load to 1 GPa",
                          "└─ … 5 more like this"));
}

// 1000 temperatures of one ramp: every stop has a branch.
TEST(TreeLayoutTest, ManyStopsOnOneWayAreFolded) {
  PlanBuilder plan;
  int ramp = plan.Add(plan.Add(-1, "s/hold", 1000), "t/ramp to 301 K", 10);
  plan.Add(ramp, "t/hold 301 K", 100);
  for (int k = 2; k <= 1000; ++k) {
    ramp =
        plan.Continue(ramp, absl::StrCat("t/ramp to ", 300 + k, " K"), 10 * k);
    plan.Add(ramp, absl::StrCat("t/hold ", 300 + k, " K"), 100);
  }
  EXPECT_THAT(
      Drawn(plan, TreeDetail::kFolded),
      ElementsAre("s/hold", "t/ramp to 301 K", "├─ hold 301 K", "ramp to 302 K",
                  "├─ hold 302 K", "ramp to 303 K", "├─ hold 303 K",
                  "… 995 more like this", "ramp to 1299 K", "├─ hold 1299 K",
                  "ramp to 1300 K", "hold 1300 K"));
}

TEST(TreeLayoutTest, NothingIsLostByFolding) {
  PlanBuilder plan = Cycling({2, 3, 9});
  const int glass = plan.Add(-1, "s/hold", 1000);
  for (int k = 0; k < 40; ++k) {
    plan.Measure(plan.Add(glass, absl::StrCat("t/load to ", k % 10, " GPa"),
                          100 + k % 10),
                 "t/energy");
  }
  const SegmentTree tree = PlanTree(plan.plan());
  const TreeLayout layout = LayOut(tree, TreeDetail::kFolded);
  std::vector<int> seen(tree.segments.size(), 0);
  std::vector<int> open = layout.roots;
  while (!open.empty()) {
    const TreeItem& item = layout.items[static_cast<std::size_t>(open.back())];
    open.pop_back();
    for (const int position : item.segments) {
      ++seen[static_cast<std::size_t>(position)];
    }
    open.insert(open.end(), item.branches.begin(), item.branches.end());
    if (item.main >= 0) open.push_back(item.main);
  }
  EXPECT_THAT(seen, ::testing::Each(1));
  EXPECT_LT(CountItems(layout), 30);
}

TEST(TreeLayoutTest, LongWaysDoNotExhaustTheStack) {
  PlanBuilder plan;
  int at = -1;
  for (int k = 0; k < 100000; ++k) at = plan.Add(at, "s/hold", 1);
  const SegmentTree tree = PlanTree(plan.plan());
  EXPECT_EQ(CountItems(LayOut(tree, TreeDetail::kAll)), 100000);
  EXPECT_LT(CountItems(LayOut(tree, TreeDetail::kFolded)), 10);
}

}  // namespace
}  // namespace lehr::client
