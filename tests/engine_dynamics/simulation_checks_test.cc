#include "engine/src/simulation_checks.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

using testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(CheckStateTest, TakesASoundState) {
  EXPECT_OK(CheckState(FccState({2, 2, 2}, 4.0)));
}

TEST(CheckStateTest, RefusesArraysOfUnequalLength) {
  State state = FccState({2, 2, 2}, 4.0);
  state.atoms.images.pop_back();
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("31 images")));
}

TEST(CheckStateTest, RefusesASpeciesWithoutMass) {
  State state = FccState({2, 2, 2}, 4.0);
  state.atoms.species[4] = 1;
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("atom 4")));
  state.atoms.species[4] = -1;
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("atom 4")));
  state = FccState({2, 2, 2}, 4.0, /*mass=*/0);
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("species 0")));
}

TEST(CheckStateTest, RefusesPlacesThatAreNoNumbersOrOutOfReach) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), 1e9}) {
    State state = FccState({2, 2, 2}, 4.0);
    state.atoms.positions[7][1] = bad;
    EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("atom 7")));
  }
}

TEST(CheckStateTest, RefusesABoxWithoutVolume) {
  State state = FccState({2, 2, 2}, 4.0);
  state.box.lengths[2] = 0;
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("edge z")));
}

TEST(CheckStateTest, RefusesASingleAtom) {
  State state;
  state.masses = {1};
  state.atoms = {{0}, {{1, 1, 1}}, {{0, 0, 0}}, {{0, 0, 0}}};
  state.box.lengths = {9, 9, 9};
  EXPECT_THAT(CheckState(state), StatusIs(kInvalid, HasSubstr("two atoms")));
}

TEST(CheckLawFitsStateTest, NeedsFreeAxesWhereThereAreSurfaces) {
  State state = FccState({2, 2, 2}, 4.0);
  DynamicsLaw law;
  EXPECT_OK(CheckLawFitsState(law, state));
  law.axes[0].mode = AxisMode::kFree;
  EXPECT_THAT(CheckLawFitsState(law, state),
              StatusIs(kInvalid, HasSubstr("axis x")));
  state.box.periodic[0] = false;
  EXPECT_OK(CheckLawFitsState(law, state));
  law.axes[0].mode = AxisMode::kFixed;
  EXPECT_THAT(CheckLawFitsState(law, state),
              StatusIs(kInvalid, HasSubstr("axis x")));
}

TEST(CheckLawFitsStateTest, RefusesToContinueWithChainsOfAnotherLaw) {
  State state = FccState({2, 2, 2}, 4.0);
  DynamicsLaw law;
  law.temperature = TemperatureLaw();
  EXPECT_OK(CheckLawFitsState(law, state));  // begins anew
  state.law_step = 10;
  state.law_start_lengths = state.box.lengths;
  EXPECT_THAT(CheckLawFitsState(law, state),
              StatusIs(kInvalid, HasSubstr("thermostat")));
  state.thermostat = {std::vector<double>(3), std::vector<double>(3)};
  EXPECT_OK(CheckLawFitsState(law, state));
  law.axes[0].mode = AxisMode::kStress;
  EXPECT_THAT(CheckLawFitsState(law, state),
              StatusIs(kInvalid, HasSubstr("barostat")));
}

TEST(CheckOptionsTest, RefusesNoThreadsAndNoInterval) {
  EXPECT_OK(CheckOptions({}));
  EXPECT_THAT(CheckOptions({.threads = 0}), StatusIs(kInvalid, testing::_));
  EXPECT_THAT(CheckOptions({.record_steps = 0}),
              StatusIs(kInvalid, testing::_));
}

}  // namespace
}  // namespace lehr::md
