#include "lehr/md/analysis/stress_strain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

struct Curve {
  std::vector<double> strain, stress;
};

// Elastic with modulus 50 up to 0.05 (stress 2.5), then straight down to 1.5 at
// 0.10 and flat; rows every 0.0005.
Curve Softening() {
  Curve curve;
  for (int k = 0; k <= 400; ++k) {
    const double e = 0.0005 * k;
    curve.strain.push_back(e);
    curve.stress.push_back(e <= 0.05 ? 50 * e
                                     : std::max(1.5, 2.5 - 20 * (e - 0.05)));
  }
  return curve;
}

TEST(AnalyzeStressStrainTest, ReadsACurveOfStraightLines) {
  const Curve curve = Softening();
  const auto result = AnalyzeStressStrain(curve.strain, curve.stress, {});
  ASSERT_OK(result);
  EXPECT_NEAR(result->tangent_modulus, 50, 1e-9);
  EXPECT_NEAR(result->flow_stress, 1.5, 1e-12);
  EXPECT_NEAR(result->flow_stress_error, 0, 1e-12);
  // The mean over ± 0.001 takes from the corner (50 + 20)/2 times the mean
  // distance, 0.0006: 0.021; the top moves to the gentler side.
  EXPECT_NEAR(result->yield_stress, 2.5, 0.025);
  EXPECT_NEAR(result->yield_strain, 0.05, 0.001);
  EXPECT_NEAR(result->stress_drop, result->yield_stress - 1.5, 1e-12);
}

TEST(AnalyzeStressStrainTest, SmoothingKeepsOneSpikeFromBeingTheYield) {
  Curve curve = Softening();
  curve.stress[60] += 3;  // at 0.03
  const auto result = AnalyzeStressStrain(curve.strain, curve.stress, {});
  ASSERT_OK(result);
  // The window of five rows leaves a fifth of it: 1.5 + 0.6 < 2.5.
  EXPECT_NEAR(result->yield_strain, 0.05, 0.001);
}

TEST(AnalyzeStressStrainTest, YieldIsLookedForInItsWindowOnly) {
  Curve curve = Softening();
  for (std::size_t k = 250; k <= 280; ++k) curve.stress[k] = 4;  // from 0.125
  const auto result = AnalyzeStressStrain(curve.strain, curve.stress, {});
  ASSERT_OK(result);
  EXPECT_NEAR(result->yield_strain, 0.05, 0.001);
}

TEST(AnalyzeStressStrainTest, SmoothingLeavesAStraightLineAsItIs) {
  Curve curve;
  for (int k = 0; k <= 100; ++k) {
    curve.strain.push_back(0.002 * k);
    curve.stress.push_back(30 * curve.strain.back());
  }
  const auto result = AnalyzeStressStrain(curve.strain, curve.stress,
                                          {.smoothing_strain = 0.02});
  ASSERT_OK(result);
  EXPECT_NEAR(result->yield_stress, 30 * 0.12, 1e-12);
}

TEST(AnalyzeStressStrainTest, RefusesACurveThatEndsBeforeTheFlowWindow) {
  Curve curve = Softening();
  curve.strain.resize(300);
  curve.stress.resize(300);
  EXPECT_THAT(AnalyzeStressStrain(curve.strain, curve.stress, {}),
              StatusIs(kInvalid, HasSubstr("0.1495")));
}

TEST(AnalyzeStressStrainTest, RefusesFewOrUnevenRows) {
  const std::vector<double> three = {0, 0.1, 0.2};
  EXPECT_THAT(AnalyzeStressStrain(three, three, {}),
              StatusIs(kInvalid, HasSubstr("found 3")));
  const Curve curve = Softening();
  EXPECT_THAT(AnalyzeStressStrain(curve.strain, three, {}),
              StatusIs(kInvalid, HasSubstr("3 stresses")));
}

TEST(AnalyzeStressStrainTest, RefusesAStrainThatDoesNotRise) {
  Curve curve = Softening();
  curve.strain[17] = curve.strain[16];
  EXPECT_THAT(AnalyzeStressStrain(curve.strain, curve.stress, {}),
              StatusIs(kInvalid, HasSubstr("row 17")));
  curve = Softening();
  curve.stress[5] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(AnalyzeStressStrain(curve.strain, curve.stress, {}),
              StatusIs(kInvalid, HasSubstr("row 5")));
}

TEST(AnalyzeStressStrainTest, RefusesACurveWithoutRowsForTheSlope) {
  std::vector<double> strain = {0, 0.05, 0.1, 0.15, 0.2};
  EXPECT_THAT(AnalyzeStressStrain(strain, strain, {}),
              StatusIs(kInvalid, HasSubstr("tangent modulus")));
}

}  // namespace
}  // namespace lehr::md::analysis
