#include "lehr/md/minimize.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/state_file.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

// fcc at the minimum of LennardJones' defaults, 256 atoms, then disturbed.
State Disturbed(double edge, double amplitude) {
  State state = FccState({4, 4, 4}, edge);
  Rattle(amplitude, 11, &state);
  Heat(300, 2, &state);
  return state;
}

double Energy(const LennardJones& lj, const State& state) {
  std::vector<Vec3> forces(state.atoms.size());
  return lj.MakeForceField(state.atoms.species, 1, 1, Precision::kReference)
      ->Compute(state.box, state.atoms.positions, forces)
      ->energy;
}

TEST(MinimizeTest, BringsARattledCrystalBackToItsEnergy) {
  const LennardJones lj;
  State state = Disturbed(3.63, 0.15);
  const auto result = Minimize(lj, {.force_tolerance = 1e-7}, &state);
  ASSERT_OK(result);
  EXPECT_LT(result->largest_force, 1e-7);
  // Quadratic in forces: N f² / k ~ 256 * 1e-14 / 10.
  EXPECT_NEAR(result->energy, Energy(lj, FccState({4, 4, 4}, 3.63)), 1e-10);
  EXPECT_EQ(state.atoms.velocities[100], (Vec3{0, 0, 0}));
}

TEST(MinimizeTest, RelaxesEveryEdgeToZeroStress) {
  const LennardJones lj;
  State state = Disturbed(3.70, 0.1);
  for (std::size_t a = 0; a < 3; ++a) {  // an affine strain, not a cut
    const double stretch[3] = {0.98, 1.0, 1.03};
    state.box.lengths[a] *= stretch[a];
    for (Vec3& r : state.atoms.positions) r[a] *= stretch[a];
  }
  const auto result = Minimize(
      lj,
      {.force_tolerance = 1e-6, .relax_box = true, .pressure_tolerance = 0.01},
      &state);
  ASSERT_OK(result);
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_LT(std::abs(result->stress[a]), 0.01);
    // Strain error: 0.01 bar over 1e6 bar of modulus.
    EXPECT_NEAR(state.box.lengths[a] / state.box.lengths[0], 1, 1e-7);
  }
}

TEST(MinimizeTest, KeepsTheBoxUnlessAsked) {
  State state = Disturbed(3.5, 0.1);
  ASSERT_OK(Minimize(LennardJones(), {}, &state));
  EXPECT_EQ(state.box.lengths, FccState({4, 4, 4}, 3.5).box.lengths);
}

TEST(MinimizeTest, SameBitsOnOneAndTwoThreads) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const auto alloy =
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "made up", elements);
  ASSERT_OK(alloy);
  // 18 blocks of 256 atoms, so that two threads are used.
  const State start = DisorderedAlloy({11, 11, 9}, 3.9, 0.05, 5);
  std::string one;
  for (const int threads : {1, 2}) {
    State state = start;
    const auto result =
        Minimize(**alloy, {.force_tolerance = 0.1, .threads = threads}, &state);
    ASSERT_OK(result);
    EXPECT_GT(result->evaluations, 3);
    const std::string bytes = EncodeState(state);
    if (one.empty()) one = bytes;
    EXPECT_EQ(bytes, one) << threads << " threads";
  }
}

TEST(MinimizeTest, StopsWhenToldAndLeavesTheStateAlone) {
  State state = Disturbed(3.63, 0.3);
  const std::string before = EncodeState(state);
  std::int64_t asked = 0;
  const auto result = Minimize(LennardJones(),
                               {.force_tolerance = 1e-9,
                                .keep_going =
                                    [&](std::int64_t evaluations) {
                                      asked = evaluations;
                                      return false;
                                    }},
                               &state);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kCancelled, testing::_));
  EXPECT_GT(asked, 0);
  EXPECT_EQ(EncodeState(state), before);
}

TEST(MinimizeTest, SaysHowFarItGotInTheEvaluationsAllowed) {
  State state = Disturbed(3.63, 0.3);
  EXPECT_THAT(Minimize(LennardJones(),
                       {.force_tolerance = 1e-9, .max_evaluations = 5}, &state),
              StatusIs(absl::StatusCode::kDeadlineExceeded,
                       testing::HasSubstr("after 5 evaluations")));
}

TEST(MinimizeTest, RefusesStatesAndOptionsThatMakeNoSense) {
  State state = Disturbed(3.63, 0);
  EXPECT_THAT(Minimize(LennardJones(), {.force_tolerance = 0}, &state),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
  state.atoms.positions[3][0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(Minimize(LennardJones(), {}, &state),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("atom 3")));
}

}  // namespace
}  // namespace lehr::md
