#include "engine/src/fast_fit.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::md {
namespace {

using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

// e^(−r), and with a kink in its slope at `kink`, every 0.01 Å up to 6 Å.
RadialFunction Falling(double kink = 10) {
  std::vector<double> values;
  for (int k = 0; k <= 600; ++k) {
    const double r = 0.01 * k;
    values.push_back(std::exp(-r) + 0.1 * std::max(0.0, kink - r));
  }
  return {values, 0.01, /*over_r=*/false};
}

constexpr Bins kSixAngstroms = {1.5, kBins / 4.5};

// Chebyshev nodes leave an error of 2 (h/4)^6 / 6! f^(6) on an interval of
// length h of s: 1e-9 for 1 Å² at 3 Å.
TEST(FastFitTest, PolynomialFollowsASmoothFunction) {
  const RadialFunction function = Falling();
  EXPECT_LT(FitError({&function, 1}, 8.5, 9.5), 1e-8);
  // Weighted.
  EXPECT_NEAR(FitError({&function, 1e-3}, 4, 12),
              1e-3 * FitError({&function, 1}, 4, 12), 1e-15);
}

TEST(FastFitTest, BinsBeginWhereTheLastOneEnds) {
  EXPECT_DOUBLE_EQ(BinBegin(kSixAngstroms, 0), 1.5 * 1.5);
  EXPECT_DOUBLE_EQ(BinBegin(kSixAngstroms, kBins), 36);
  for (int bin = 0; bin < kBins; ++bin) {
    const double middle =
        0.5 * (BinBegin(kSixAngstroms, bin) + BinBegin(kSixAngstroms, bin + 1));
    EXPECT_EQ(BinOf(kSixAngstroms, middle), bin);
  }
}

TEST(FastFitTest, IntervalsFillTheRangeWithAtMostOneEndInABin) {
  const RadialFunction function = Falling(3.3);
  const Curve curves[] = {{&function, 1}};
  const std::vector<double> ends =
      ChooseIntervals(curves, kSixAngstroms, 2.25, 36);
  EXPECT_THAT(ends, SizeIs(Le(kPieces + 1)));
  EXPECT_EQ(ends.front(), 2.25);
  EXPECT_EQ(ends.back(), 36);
  std::vector<double> lengths;
  std::vector<int> ends_in(kBins, 0);
  for (std::size_t k = 0; k + 1 < ends.size(); ++k) {
    lengths.push_back(ends[k + 1] - ends[k]);
    // An end at the begin of a bin is the end of the bin below.
    if (k > 0)
      ++ends_in[static_cast<std::size_t>(
          BinOf(kSixAngstroms, ends[k] * (1 - 1e-9)))];
  }
  EXPECT_THAT(lengths, Each(Ge(0)));
  EXPECT_THAT(ends_in, Each(Le(1)));
}

// Where an interval ends at the kink, neither side knows of it.
TEST(FastFitTest, IntervalsEndAtKinks) {
  const RadialFunction function = Falling(3.3);
  const Curve curves[] = {{&function, 1}};
  const std::vector<double> ends =
      ChooseIntervals(curves, kSixAngstroms, 2.25, 36);
  double nearest = 1;
  for (const double end : ends) {
    nearest = std::min(nearest, std::abs(std::sqrt(end) - 3.3));
  }
  // The table rounds the kink over two of its steps.
  EXPECT_LT(nearest, 0.03);
}

}  // namespace
}  // namespace lehr::md
