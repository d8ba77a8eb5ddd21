#include "lehr/md/analysis/main_peak.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::md::analysis {
namespace {

std::vector<double> Points(int count, double step) {
  std::vector<double> x;
  for (int i = 0; i < count; ++i) x.push_back((i + 0.5) * step);
  return x;
}

TEST(MainPeakTest, IsExactForAParabolaBetweenThePoints) {
  const std::vector<double> x = Points(100, 0.05);
  std::vector<double> y;
  for (const double at : x) y.push_back(5 - (at - 2.713) * (at - 2.713));
  EXPECT_NEAR(FindMainPeak(x, y, 0.05), 2.713, 1e-12);
  EXPECT_NEAR(FindMainPeak(x, y, 0.5), 2.713, 1e-12);
}

TEST(MainPeakTest, TakesTheHighestOfSeveral) {
  const std::vector<double> x = Points(500, 0.02);
  std::vector<double> y;
  for (const double at : x) {
    const auto bell = [&](double center) {
      return std::exp(-50 * (at - center) * (at - center));
    };
    y.push_back(bell(2.5) + 3 * bell(4.001) + 2 * bell(6));
  }
  // The largest point is 0.009 off; the window is centered there, and the bell
  // no parabola, which leaves a tenth of that.
  EXPECT_NEAR(FindMainPeak(x, y, 0.1), 4.001, 1e-3);
}

// Scatter of alternating sign moves the largest value, but cancels in a fit.
TEST(MainPeakTest, ScatterOfThePointsHardlyMovesIt) {
  const std::vector<double> x = Points(200, 0.02);
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y.push_back(1 - (x[i] - 2) * (x[i] - 2) + (i % 2 == 0 ? 0.02 : -0.02));
  }
  // The largest value may be off by √0.04 = 0.2; the window has 31 points.
  EXPECT_NEAR(FindMainPeak(x, y, 0.3), 2, 0.02);
}

TEST(MainPeakTest, OfACrystalIsTheOnlyShell) {
  const std::vector<double> x = Points(100, 0.02);
  std::vector<double> y(100, 0);
  y[60] = 70;
  EXPECT_DOUBLE_EQ(FindMainPeak(x, y, 0.1), x[60]);
}

TEST(MainPeakTest, AtAnEndIsTheLargestValue) {
  const std::vector<double> x = Points(10, 1);
  std::vector<double> y;
  for (const double at : x) y.push_back(at);
  EXPECT_DOUBLE_EQ(FindMainPeak(x, y, 2), x.back());
  EXPECT_EQ(FindMainPeak({}, {}, 1), 0);
}

}  // namespace
}  // namespace lehr::md::analysis
