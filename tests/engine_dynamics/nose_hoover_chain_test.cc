#include "engine/src/nose_hoover_chain.h"

#include <cmath>

#include <gtest/gtest.h>

#include "lehr/md/units.h"

namespace lehr::md {
namespace {

constexpr double kKt = kBoltzmann * 300;  // eV

ChainState AtRest(std::size_t length) {
  return {std::vector<double>(length), std::vector<double>(length)};
}

TEST(NoseHooverChainTest, RestsAtTheTargetWithOneThermostat) {
  const NoseHooverChain chain(30, 0.2);
  ChainState state = AtRest(1);
  EXPECT_EQ(chain.HalfStep(kKt, 30 * kKt, 0.002, &state), 1.0);
  EXPECT_EQ(state.velocities[0], 0.0);
}

TEST(NoseHooverChainTest, CoolsWhatIsHotAndHeatsWhatIsCold) {
  const NoseHooverChain chain(30, 0.2);
  ChainState hot = AtRest(3);
  EXPECT_LT(chain.HalfStep(kKt, 60 * kKt, 0.002, &hot), 1.0);
  ChainState cold = AtRest(3);
  EXPECT_GT(chain.HalfStep(kKt, 15 * kKt, 0.002, &cold), 1.0);
}

TEST(NoseHooverChainTest, RunsBackwardsToWhereItCameFrom) {
  const NoseHooverChain chain(30, 0.2);
  ChainState state = {{0.1, -0.2, 0.05}, {1.5, -0.7, 0.4}};
  const ChainState before = state;
  double kinetic = 45 * kKt;
  for (const double step : {0.002, -0.002}) {
    const double scale = chain.HalfStep(kKt, kinetic, step, &state);
    kinetic *= scale * scale;
  }
  // The splitting is symmetric, so only rounding of some 20 operations is left.
  EXPECT_NEAR(kinetic / (45 * kKt), 1, 1e-14);
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_NEAR(state.positions[k], before.positions[k], 1e-15);
    EXPECT_NEAR(state.velocities[k], before.velocities[k], 1e-14);
  }
}

// A free gas with its chain: K falls only by the chain, so ½ Σ m v² and the
// chain's energy sum to a constant, up to the error of the splitting.
double LargestDrift(double time_step) {
  const NoseHooverChain chain(30, 0.2);
  ChainState state = AtRest(3);
  double kinetic = 60 * kKt;
  const double start = 0.5 * kinetic + chain.Energy(kKt, state);
  double drift = 0;
  for (int k = 0; k < static_cast<int>(2 / time_step); ++k) {
    const double scale = chain.HalfStep(kKt, kinetic, 2 * time_step, &state);
    kinetic *= scale * scale;
    drift = std::max(
        drift, std::abs(0.5 * kinetic + chain.Energy(kKt, state) - start));
  }
  return drift;
}

TEST(NoseHooverChainTest, ConservesEnergyToSecondOrderInTheStep) {
  const double coarse = LargestDrift(0.004);
  const double fine = LargestDrift(0.002);
  EXPECT_LT(coarse, 2e-3 * 30 * kKt);
  // Four times less with half the step; the next order is (ω Δt)² ~ 1 %.
  EXPECT_NEAR(coarse / fine, 4, 0.2);
}

}  // namespace
}  // namespace lehr::md
