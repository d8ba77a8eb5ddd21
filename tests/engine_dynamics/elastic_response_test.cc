#include "engine/src/elastic_response.h"

#include <gtest/gtest.h>

#include "lehr/md/units.h"

namespace lehr::md {
namespace {

constexpr double kVolume = 1e4;           // Å³
constexpr double kStiffness = 150;        // GPa
constexpr double kThird = -20 * 150;      // GPa
constexpr double kForceTolerance = 1e-9;  // no noise

// σ = C e + C' e²/2 along x and E = V (C e²/2 + C' e³/6).
Relaxed Smooth(double e) {
  Relaxed relaxed;
  relaxed.energy = -1000 + kVolume * (kStiffness / 2 + kThird / 6 * e) * e * e *
                               kBarPerGpa / kEvPerCubicAngstromToBar;
  relaxed.stress[0] = (kStiffness + kThird / 2 * e) * e * kBarPerGpa;
  return relaxed;
}

ElasticResponse Response(double e) {
  ElasticResponse response;
  response.strain = e;
  response.volume = kVolume;
  response.base = Smooth(0);
  response.plus = Smooth(e);
  response.minus = Smooth(-e);
  return response;
}

TEST(ElasticResponseTest, ReadsASmoothResponse) {
  const double e = 1e-3;
  const ElasticResponse response = Response(e);
  EXPECT_NEAR(response.Stiffness(), kStiffness, 1e-9);
  EXPECT_NEAR(response.Asymmetry(), -kThird * e / 2, 1e-9);
  // The energy has rounding of 1e-13 eV, 2e-9 GPa of V e².
  EXPECT_NEAR(response.MissingWork(), -kThird * e / 12, 1e-6);
}

TEST(IsElasticTest, AcceptsLargeThirdOrderConstantsAtAnyStrain) {
  for (const double e : {1e-4, 1e-3, 1e-2}) {
    EXPECT_TRUE(IsElastic(Response(e), 0, kForceTolerance)) << e;
  }
}

TEST(IsElasticTest, SeesAStressThatIsMissingOnOneSide) {
  ElasticResponse response = Response(1e-3);
  // 10 % of C_xx, and as much of another component.
  response.plus.stress[0] -= 0.2 * kStiffness * 1e-3 * kBarPerGpa;
  EXPECT_FALSE(IsElastic(response, 0, kForceTolerance));
  response = Response(1e-3);
  response.minus.stress[5] -= 0.2 * kStiffness * 1e-3 * kBarPerGpa;
  EXPECT_FALSE(IsElastic(response, 0, kForceTolerance));
}

TEST(IsElasticTest, SeesEnergyThatIsMissing) {
  ElasticResponse response = Response(1e-3);
  // 5 % of V C e²: 0.047 eV of a few atoms.
  response.minus.energy -= 0.05 * kVolume * kStiffness * 1e-6 * kBarPerGpa /
                           kEvPerCubicAngstromToBar;
  EXPECT_FALSE(IsElastic(response, 0, kForceTolerance));
}

TEST(IsElasticTest, ASoftModeNeedNotBeBetterThanTheLeastStiffness) {
  ElasticResponse response = Response(1e-3);
  response.mode = 5;  // no stiffness at all
  response.plus.stress = response.minus.stress = {};
  response.plus.energy = response.minus.energy = response.base.energy;
  response.plus.stress[3] = 2 * 1e-3 * kBarPerGpa;  // 1 GPa
  EXPECT_FALSE(IsElastic(response, 0, kForceTolerance));
  EXPECT_TRUE(IsElastic(response, 15, kForceTolerance));
}

TEST(IsElasticTest, DoesNotBlameTheStateForForcesThatAreLeft) {
  ElasticResponse response = Response(1e-4);
  // 0.02 GPa of noise.
  response.plus.stress[0] += 0.01 * kBarPerGpa;
  EXPECT_FALSE(IsElastic(response, 0, 1e-5));
  EXPECT_TRUE(IsElastic(response, 0, 1e-3));
}

}  // namespace
}  // namespace lehr::md
