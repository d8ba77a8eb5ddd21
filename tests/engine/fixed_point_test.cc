#include "engine/src/fixed_point.h"

#include <cmath>
#include <cstdint>
#include <random>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

TEST(FixedPointTest, RoundsToTheNearestMultipleAndTiesToEven) {
  constexpr FixedPoint kScale = FixedPoint::WithExponent(-2);
  EXPECT_EQ(kScale.Round(0.0), 0);
  EXPECT_EQ(kScale.Round(0.25), 1);
  EXPECT_EQ(kScale.Round(0.3), 1);
  EXPECT_EQ(kScale.Round(0.375), 2);
  EXPECT_EQ(kScale.Round(0.125), 0);
  EXPECT_EQ(kScale.Round(-0.375), -2);
  EXPECT_EQ(kScale.Value(-3), -0.75);
}

TEST(FixedPointTest, IsExactlyAntisymmetricUpToTheLimit) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> exponent(-45, 11);
  for (int k = 0; k < 10000; ++k) {
    const double x = std::exp2(exponent(engine));
    EXPECT_EQ(kForceScale.Round(-x), -kForceScale.Round(x)) << x;
    EXPECT_LE(std::abs(kForceScale.Value(kForceScale.Round(x)) - x),
              kForceScale.quantum / 2);
  }
  EXPECT_EQ(kForceScale.Round(kForceScale.limit), std::int64_t{1} << 51);
  EXPECT_EQ(kForceScale.Round(-kForceScale.limit), -(std::int64_t{1} << 51));
}

TEST(FixedPointTest, VirialAndDensityScalesCoverTheirLargestTerms) {
  for (const double cutoff : {0.7, 1.0, 5.0, 6.5, 8.0, 12.0}) {
    EXPECT_GE(VirialScale(cutoff).limit, cutoff * kForceScale.limit) << cutoff;
    EXPECT_LT(VirialScale(cutoff).limit, 2 * cutoff * kForceScale.limit);
  }
  for (const double largest : {1e-3, 1.0, 299.97}) {
    EXPECT_GE(DensityScale(largest).limit, 32 * largest) << largest;
    EXPECT_LE(DensityScale(largest).quantum, largest * 0x1p-45);
  }
}

}  // namespace
}  // namespace lehr::md
