#include "worker/lammps/lammps_input.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_join.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/toy_metal.h"

namespace lehr::worker {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

md::DynamicsLaw Npt() {
  md::DynamicsLaw law;
  law.temperature = md::TemperatureLaw{.start = 300};
  for (md::AxisLaw& axis : law.axes) axis.mode = md::AxisMode::kStress;
  return law;
}

md::State Crystal() {
  md::State state = md::FccState({3, 3, 3}, kToyLatticeConstant);
  state.law_start_lengths = state.box.lengths;
  return state;
}

std::string CommandsOf(const md::DynamicsLaw& law, const md::State& state,
                       const StepRange& range = {.from = 0, .to = 1000}) {
  const auto commands = LawCommands(law, state, range);
  EXPECT_OK(commands);
  return commands.ok() ? absl::StrJoin(*commands, "\n") : "";
}

TEST(LammpsInputTest, TargetsAreThoseOfTheLawAtBothEndsOfTheSteps) {
  md::DynamicsLaw law = Npt();
  law.temperature->rate = -100;     // K/ps
  law.axes[1].stress_start = 5000;  // bar, tension
  law.axes[1].stress_rate = 1000;   // bar/ps
  // 0.2 ps to 1 ps.
  EXPECT_THAT(CommandsOf(law, Crystal(), {.from = 100, .to = 500}),
              AllOf(HasSubstr("reset_timestep 100\n"),
                    HasSubstr("fix law all npt temp 280 200 "),
                    HasSubstr(" x 0 0 2 y -5200 -6000 2 z 0 0 2 ")));
}

TEST(LammpsInputTest, UnequalTargetsAreTrueStressesUnlessTheLawSaysOtherwise) {
  md::DynamicsLaw law = Npt();
  EXPECT_THAT(CommandsOf(law, Crystal()), HasSubstr(" nreset 1 "));
  law.stress_measure = md::StressMeasure::kReference;
  EXPECT_THAT(CommandsOf(law, Crystal()), HasSubstr(" nreset 0 "));
}

TEST(LammpsInputTest, FrictionIsInUnitsOfTheBarostatsFrequency) {
  md::DynamicsLaw law = Npt();
  law.barostat_drag = 0.5;  // 1/ps, at a relaxation time of 2 ps
  EXPECT_THAT(CommandsOf(law, Crystal()), HasSubstr(" drag 1 "));
}

TEST(LammpsInputTest, WithoutThermostatAndBarostatItIsNve) {
  EXPECT_THAT(CommandsOf(md::DynamicsLaw(), Crystal()),
              AllOf(HasSubstr("fix law all nve"), Not(HasSubstr("deform"))));
}

TEST(LammpsInputTest, AStrainedEdgeGoesOnFromWhereItIs) {
  md::DynamicsLaw law = Npt();
  law.axes[1] = {.mode = md::AxisMode::kRate, .strain_rate = 0.01};
  md::State state = Crystal();
  EXPECT_THAT(CommandsOf(law, state),
              HasSubstr("deform 1 y erate 0.01 remap x"));
  state.box.lengths[1] *= 1.25;  // 25 % later
  EXPECT_THAT(CommandsOf(law, state), HasSubstr(" y erate 0.008"));
  law.axes[1].strain_measure = md::StrainMeasure::kTrue;
  EXPECT_THAT(CommandsOf(law, state), HasSubstr(" y trate 0.01"));
}

TEST(LammpsInputTest, RefusesWhatLammpsCannotExpressByTheFieldsName) {
  md::DynamicsLaw law = Npt();
  law.coupling = md::Coupling::kIso;
  law.shear = md::ShearLaw{.rate = 0.01};
  EXPECT_THAT(LawCommands(law, Crystal(), {.from = 0, .to = 1}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("dynamics.coupling: expected none")));
  law = Npt();
  law.axes[0].mode = md::AxisMode::kFree;
  EXPECT_THAT(LawCommands(law, Crystal(), {.from = 0, .to = 1}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("dynamics.x: expected a periodic axis")));
}

TEST(LammpsInputTest, TheBoxHoldsAtomsBeyondAFreeSurface) {
  md::State state = Crystal();
  state.box.periodic[0] = false;
  state.atoms.positions[0][0] = -3;
  EXPECT_THAT(absl::StrJoin(BoxCommands(state, false), "\n"),
              AllOf(HasSubstr("boundary s p p"), HasSubstr("block -3 ")));
}

TEST(LammpsInputTest, TheStyleFollowsFromHowManyNumbersThereAre) {
  EXPECT_EQ(PairStyleOf(ToyMetal()).value_or("none"), "eam/alloy");
  std::ifstream file("/usr/share/lammps/potentials/CuZr_mm.eam.fs");
  if (file) {
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_EQ(PairStyleOf(text.str()).value_or("none"), "eam/fs");
  }
  EXPECT_THAT(PairStyleOf(ToyMetal() + " 1"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found")));
}

}  // namespace
}  // namespace lehr::worker
