#include "engine/src/elastic_averages.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

// Cubic symmetry.
ElasticMatrix Cubic(double c11, double c12, double c44) {
  ElasticMatrix c = {};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) c[i][j] = i == j ? c11 : c12;
    c[i + 3][i + 3] = c44;
  }
  return c;
}

TEST(InvertTest, GivesCompliancesOfACubicCrystal) {
  // S11 = (C11 + C12) / [(C11 − C12)(C11 + 2 C12)],
  // S12 = −C12 / [...], S44 = 1/C44.
  ElasticMatrix s = {};
  ASSERT_OK(Invert(Cubic(168, 121, 75), &s));
  const double denominator = (168 - 121.0) * (168 + 2 * 121.0);
  EXPECT_NEAR(s[0][0], (168 + 121) / denominator, 1e-15);
  EXPECT_NEAR(s[0][1], -121 / denominator, 1e-15);
  EXPECT_NEAR(s[4][4], 1 / 75.0, 1e-15);
  EXPECT_NEAR(s[0][4], 0, 1e-15);
}

TEST(InvertTest, RefusesAMatrixWithASoftDirection) {
  ElasticMatrix s = {};
  EXPECT_THAT(Invert(Cubic(100, 100, 30), &s),
              StatusIs(absl::StatusCode::kOutOfRange, testing::_));
}

TEST(AddAveragesTest, AnIsotropicSolidHasOneShearModulus) {
  ElasticConstants constants;
  constants.c = Cubic(150, 100, 25);  // C44 = (C11 − C12)/2
  ASSERT_OK(AddAverages(&constants));
  EXPECT_NEAR(constants.bulk_voigt, 350.0 / 3, 1e-12);
  EXPECT_NEAR(constants.bulk_reuss, 350.0 / 3, 1e-12);
  EXPECT_NEAR(constants.shear_voigt, 25, 1e-12);
  EXPECT_NEAR(constants.shear_reuss, 25, 1e-12);
  EXPECT_NEAR(constants.poisson, constants.young / (2 * 25) - 1, 1e-12);
  EXPECT_NEAR(constants.shear_hill, 25, 1e-12);
  EXPECT_NEAR(constants.bulk_hill, 350.0 / 3, 1e-12);
  EXPECT_NEAR(constants.anisotropy, 0, 1e-12);
}

TEST(AddAveragesTest, VoigtIsAboveReussForCopper) {
  // K = (C11 + 2 C12)/3 both ways; G_V = (C11 − C12 + 3 C44)/5 = 54.4,
  // G_R = 5 (C11 − C12) C44 / [4 C44 + 3 (C11 − C12)] = 39.957.
  ElasticConstants constants;
  constants.c = Cubic(168, 121, 75);
  ASSERT_OK(AddAverages(&constants));
  EXPECT_NEAR(constants.shear_voigt, 54.4, 1e-12);
  EXPECT_NEAR(constants.shear_reuss, 5 * 47 * 75 / (300.0 + 141), 1e-12);
  EXPECT_NEAR(constants.shear_hill, (54.4 + 5 * 47 * 75 / 441.0) / 2, 1e-12);
  // A^U = 6/5 (√A − 1/√A)² with Zener's A = 2 C44 / (C11 − C12) for cubic
  // crystals.
  const double zener = std::sqrt(2 * 75 / 47.0);
  EXPECT_NEAR(constants.anisotropy, 1.2 * std::pow(zener - 1 / zener, 2),
              1e-12);
}

TEST(AddAveragesTest, MakesTheMatrixSymmetric) {
  ElasticConstants constants;
  constants.c = Cubic(168, 121, 75);
  constants.c[0][1] += 1;
  ASSERT_OK(AddAverages(&constants));
  EXPECT_EQ(constants.c[0][1], 121.5);
  EXPECT_EQ(constants.c[1][0], 121.5);
}

}  // namespace
}  // namespace lehr::md
