#include "lehr/md/analysis/modulus.h"

#include <limits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// Modulus 60 above 0.1 up to 0.01, then flat; rows every 0.0005, in the
// direction of `sign`.
struct Curve {
  std::vector<double> strain, stress;
  explicit Curve(double sign = 1, double end = 0.02) {
    for (double e = 0.00025; e < end; e += 0.0005) {
      strain.push_back(sign * e);
      stress.push_back(0.1 + sign * 60 * (e < 0.01 ? e : 0.01));
    }
  }
};

TEST(InitialModulusTest, IsTheSlopeOfTheWindowAlone) {
  const Curve curve;
  const auto modulus = InitialModulus(curve.strain, curve.stress, 0.01);
  ASSERT_OK(modulus);
  EXPECT_NEAR(modulus->value, 60, 1e-9);
  EXPECT_NEAR(modulus->standard_error, 0, 1e-9);
}

TEST(InitialModulusTest, IsPositiveInCompression) {
  const Curve curve(-1);
  const auto modulus = InitialModulus(curve.strain, curve.stress, 0.01);
  ASSERT_OK(modulus);
  EXPECT_NEAR(modulus->value, 60, 1e-9);
}

TEST(InitialModulusTest, StatesAnErrorForNoise) {
  Curve curve;
  for (std::size_t k = 0; k < curve.stress.size(); ++k) {
    curve.stress[k] += k % 2 == 0 ? 0.01 : -0.01;
  }
  const auto modulus = InitialModulus(curve.strain, curve.stress, 0.01);
  ASSERT_OK(modulus);
  EXPECT_GT(modulus->standard_error, 0);
  EXPECT_NEAR(modulus->value, 60, 4 * modulus->standard_error);
}

TEST(InitialModulusTest, AcceptsACurveThatEndsARecordShort) {
  const Curve curve(1, 0.0099);
  EXPECT_OK(InitialModulus(curve.strain, curve.stress, 0.01));
}

TEST(InitialModulusTest, RefusesACurveThatEndsBefore) {
  const Curve curve(1, 0.005);
  EXPECT_THAT(InitialModulus(curve.strain, curve.stress, 0.01),
              StatusIs(kInvalid, HasSubstr("up to strain 0.01")));
}

TEST(InitialModulusTest, RefusesTwoRows) {
  const Curve curve;
  EXPECT_THAT(InitialModulus(curve.strain, curve.stress, 0.001),
              StatusIs(kInvalid, HasSubstr("found 2")));
}

TEST(InitialModulusTest, RefusesRowsThatAreNoNumbers) {
  Curve curve;
  curve.stress[3] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(InitialModulus(curve.strain, curve.stress, 0.01),
              StatusIs(kInvalid, HasSubstr("row 3")));
  curve.stress.pop_back();
  EXPECT_THAT(InitialModulus(curve.strain, curve.stress, 0.01),
              StatusIs(kInvalid, HasSubstr("stresses")));
}

}  // namespace
}  // namespace lehr::md::analysis
