#include "client/plot/line_fit.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(FitStraightLineTest, IsTheLineOfLeastSquares) {
  // By hand: means 1.5 and 2; Σ(x-x̄)(y-ȳ) = 4, Σ(x-x̄)² = 5.
  const std::vector<double> x = {0, 1, 2, 3};
  const std::vector<double> y = {1, 1, 3, 3};
  const StraightLine line = FitStraightLine(x, y);
  EXPECT_DOUBLE_EQ(line.slope, 0.8);
  EXPECT_DOUBLE_EQ(line.at_zero, 0.8);
  EXPECT_DOUBLE_EQ(line.At(5), 4.8);
}

TEST(FitStraightLineTest, OnePointAndNoneMakeNoLine) {
  const std::vector<double> one = {2};
  EXPECT_TRUE(std::isnan(FitStraightLine(one, one).slope));
  EXPECT_TRUE(std::isnan(FitStraightLine({}, {}).slope));
}

}  // namespace
}  // namespace lehr::client
