#include "engine/src/eam_tables.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/reference_eam.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

SetflTable Table() {
  return *ReadSetfl(SyntheticAlloy().Setfl(), "synthetic.fs");
}

TEST(KnotSlopesTest, AreExactForQuarticsInside) {
  std::vector<double> y;
  for (int k = 0; k < 9; ++k) y.push_back(std::pow(k - 3, 4));
  const std::vector<double> slopes = KnotSlopes(y);
  for (std::size_t k = 2; k + 2 < y.size(); ++k) {
    EXPECT_DOUBLE_EQ(slopes[k], 4 * std::pow(static_cast<double>(k) - 3, 3));
  }
  EXPECT_EQ(slopes[0], y[1] - y[0]);
  EXPECT_EQ(slopes[1], (y[2] - y[0]) / 2);
  EXPECT_EQ(slopes[7], (y[8] - y[6]) / 2);
  EXPECT_EQ(slopes[8], y[8] - y[7]);
}

TEST(EamTablesTest, EmbeddingFollowsTheReferenceSpline) {
  const SetflTable table = Table();
  const EamTables tables(table, std::vector<std::size_t>{1, 0});
  for (double rho = 0; rho < 8; rho += 0.0137) {
    const Embedding zr = tables.Embed(1, rho);
    const ReferenceValue expected =
        ReferenceSpline(table.embedding[0], table.density_step, rho);
    // Both round in a dozen operations on numbers below 6.
    EXPECT_NEAR(zr.energy, expected.value, 1e-14) << rho;
    EXPECT_NEAR(zr.slope, expected.slope, 1e-12) << rho;
    EXPECT_FALSE(zr.above_table);
  }
}

TEST(EamTablesTest, EmbeddingGoesOnInALineAboveTheTable) {
  const EamTables tables(Table(), std::vector<std::size_t>{0});
  const Embedding end = tables.Embed(0, 8.0);
  EXPECT_FALSE(end.above_table);
  const Embedding above = tables.Embed(0, 8.5);
  EXPECT_TRUE(above.above_table);
  EXPECT_DOUBLE_EQ(above.slope, end.slope);
  EXPECT_DOUBLE_EQ(above.energy, end.energy + 0.5 * end.slope);
  EXPECT_TRUE(std::isfinite(tables.Embed(0, 1e18).energy));
}

TEST(EamTablesTest, ClosestDistanceIsTwoSpacings) {
  SetflTable table = Table();
  // Soft enough for all pair energies to be in range.
  for (std::vector<double>& pair : table.pair) {
    for (double& value : pair) value *= 0.01;
  }
  const EamTables tables(table, std::vector<std::size_t>{0, 1});
  EXPECT_DOUBLE_EQ(tables.closest(), 2 * 0.01);
}

TEST(EamTablesTest, ClosestDistanceKeepsPairEnergiesInRange) {
  SetflTable table = Table();
  // 2,048 eV at 0.3 Å is r φ = 614 eV Å; half of that is already refused.
  table.pair[1][30] = 400;
  const EamTables tables(table, std::vector<std::size_t>{0, 1});
  EXPECT_DOUBLE_EQ(tables.closest(), 0.31);
}

}  // namespace
}  // namespace lehr::md
