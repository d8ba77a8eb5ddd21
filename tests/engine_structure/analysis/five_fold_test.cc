#include "lehr/md/analysis/five_fold.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/engine_structure/cells.h"
#include "tests/engine_structure/structures.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

TEST(FiveFoldTest, IsTheShareOfFiveEdgedFacesWithoutTheLargest) {
  EXPECT_DOUBLE_EQ(FiveFoldOf(kIcosahedron), 1);
  EXPECT_DOUBLE_EQ(FiveFoldOf({.n4 = 6, .n6 = 8}), 0);
  EXPECT_DOUBLE_EQ(FiveFoldOf({.n3 = 1, .n4 = 2, .n5 = 3, .n6 = 4}), 0.3);
  EXPECT_DOUBLE_EQ(FiveFoldOf({.n5 = 3, .n6 = 1, .n7_or_more = 4}), 0.75);
  EXPECT_DOUBLE_EQ(FiveFoldOf({.n7_or_more = 4}), 0);
}

TEST(FiveFoldTest, AveragesOverAtomsThatAreNotAtASurface) {
  const Voronoi voronoi =
      MakeVoronoi({{.species = 0, .index = kIcosahedron},
                   {.species = 0, .index = {.n4 = 6, .n6 = 8}},
                   {.species = 1, .index = {.n4 = 3, .n5 = 6, .n6 = 3}},
                   {.species = 1, .index = kIcosahedron, .at_surface = true}});
  const std::vector<double> expected = {0.5, 0.5, 0.5};
  EXPECT_EQ(FiveFoldSymmetry(voronoi), expected);
  EXPECT_EQ(FiveFoldSymmetry(MakeVoronoi({})), std::vector<double>(3));
}

TEST(FiveFoldTest, LavesPhaseHasItsAnalyticAverage) {
  // 2/3 of icosahedra and 1/3 of Z16, with 12 of 16 faces.
  const auto voronoi = ComputeVoronoi(LavesState(2, 7.22), {});
  ASSERT_OK(voronoi);
  const auto five_fold = FiveFoldSymmetry(*voronoi);
  EXPECT_DOUBLE_EQ(five_fold[0], 1);
  EXPECT_DOUBLE_EQ(five_fold[1], 0.75);
  EXPECT_NEAR(five_fold[2], 2.0 / 3 + 0.25, 1e-14);
}

}  // namespace
}  // namespace lehr::md::analysis
