#include "lehr/md/simulation.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/state_file.h"
#include "lehr/md/units.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

using testing::HasSubstr;

constexpr auto kOutOfRange = absl::StatusCode::kOutOfRange;

// 108 atoms near zero stress.
State Solid(double temperature) {
  State state = FccState({3, 3, 3}, 3.63);
  Heat(temperature, 5, &state);
  return state;
}

DynamicsLaw NptLaw() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 300};
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  law.barostat_time = 0.5;
  return law;
}

std::unique_ptr<Simulation> Make(const DynamicsLaw& law, State state,
                                 const Simulation::Options& options = {}) {
  static const LennardJones lj;
  auto simulation = Simulation::Create(lj, law, std::move(state), options);
  EXPECT_OK(simulation);
  return std::move(simulation).value();
}

TEST(SimulationTest, ALawBeginsWithChainsAtRestAndItsOwnLengths) {
  State state = Solid(300);
  state.thermostat.velocities = {5, 5};
  state.barostat.velocities = {1, 1, 1};
  const auto simulation = Make(NptLaw(), state);
  EXPECT_EQ(simulation->state().law_start_lengths, state.box.lengths);
  EXPECT_EQ(simulation->state().thermostat.velocities,
            (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(simulation->state().barostat.velocities, (Vec3{0, 0, 0}));
  EXPECT_EQ(simulation->state().barostat.chain.velocities.size(), 3u);
}

TEST(SimulationTest, FirstSampleIsOfTheStateAsItIs) {
  const auto simulation = Make(NptLaw(), Solid(300));
  const Sample& sample = simulation->sample();
  // Heat scales to exactly this, up to rounding.
  EXPECT_NEAR(sample.temperature, 300, 1e-9);
  EXPECT_NEAR(sample.kinetic_energy, 0.5 * 321 * kBoltzmann * 300, 1e-9);
  EXPECT_EQ(sample.lengths, simulation->state().box.lengths);
  EXPECT_EQ(sample.extents, sample.lengths);
}

TEST(SimulationTest, RecordsAreMeansOverTheStepsOfTheirInterval) {
  const DynamicsLaw law = NptLaw();
  const auto whole = Make(law, Solid(300), {.record_steps = 5});
  std::vector<Record> records;
  ASSERT_OK(whole->Advance(12, &records));
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].step, 10);

  const auto single = Make(law, Solid(300));
  ASSERT_OK(single->Advance(5, nullptr));
  double temperature = 0;
  double stress = 0;
  for (int k = 0; k < 5; ++k) {
    ASSERT_OK(single->Advance(1, nullptr));
    temperature += single->sample().temperature / 5;
    stress += single->sample().stress_volume[4] / 5;
  }
  EXPECT_NEAR(records[1].mean.temperature, temperature, 1e-10);
  EXPECT_NEAR(records[1].mean.stress_volume[4], stress, 1e-12);
}

TEST(SimulationTest, ContinuingAtAMultipleOfTheIntervalGivesTheSameRecords) {
  const DynamicsLaw law = NptLaw();
  std::vector<Record> whole;
  std::vector<Record> pieces;
  ASSERT_OK(Make(law, Solid(300), {.record_steps = 5})->Advance(20, &whole));
  const auto first = Make(law, Solid(300), {.record_steps = 5});
  ASSERT_OK(first->Advance(10, &pieces));
  const auto second = Make(law, first->state(), {.record_steps = 5});
  ASSERT_OK(second->Advance(10, &pieces));
  ASSERT_EQ(pieces.size(), whole.size());
  for (std::size_t k = 0; k < whole.size(); ++k) {
    EXPECT_EQ(pieces[k].step, whole[k].step);
    EXPECT_EQ(pieces[k].mean.stress_volume, whole[k].mean.stress_volume);
    EXPECT_EQ(pieces[k].mean.conserved_energy, whole[k].mean.conserved_energy);
  }
}

TEST(SimulationTest, PositionsStayInTheBoxAndPathsAreWhole) {
  State state = Solid(600);
  const auto simulation = Make(DynamicsLaw(), state);
  ASSERT_OK(simulation->Advance(300, nullptr));
  const State& end = simulation->state();
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double r = end.atoms.positions[i][a];
      ASSERT_GE(r, 0);
      ASSERT_LT(r, end.box.lengths[a]);
      // An atom of a crystal stays at its site: well below half an edge.
      ASSERT_NEAR(r + end.atoms.images[i][a] * end.box.lengths[a],
                  state.atoms.positions[i][a], 1.5);
    }
  }
}

TEST(SimulationTest, MomentumStaysZeroUnderAllControls) {
  const auto simulation = Make(NptLaw(), Solid(600));
  ASSERT_OK(simulation->Advance(300, nullptr));
  Vec3 sum = {};
  for (const Vec3& v : simulation->state().atoms.velocities) {
    for (std::size_t a = 0; a < 3; ++a) sum[a] += v[a];
  }
  // Forces sum to exactly zero; rounding of 300 steps of 108 velocities.
  for (const double p : sum) EXPECT_NEAR(p, 0, 1e-10);
}

TEST(SimulationTest, IsoKeepsTheShapeOfTheBox) {
  State state = FccState({3, 4, 3}, 3.63);
  Heat(300, 5, &state);
  DynamicsLaw law = NptLaw();
  law.coupling = Coupling::kIso;
  const auto simulation = Make(law, state);
  ASSERT_OK(simulation->Advance(200, nullptr));
  const Vec3& lengths = simulation->state().box.lengths;
  EXPECT_NE(lengths[0], state.box.lengths[0]);
  // Equal factors, so rounding only.
  EXPECT_NEAR(lengths[1] / lengths[0], 4.0 / 3.0, 1e-13);
  EXPECT_EQ(lengths[2], lengths[0]);
}

TEST(SimulationTest, ARateAxisHasTheLengthOfItsFormula) {
  DynamicsLaw law;
  law.axes[0] = {.mode = AxisMode::kRate, .strain_rate = 0.05};
  law.axes[1] = {.mode = AxisMode::kRate,
                 .strain_rate = -0.04,
                 .strain_measure = StrainMeasure::kTrue};
  const State state = Solid(300);
  const auto simulation = Make(law, state);
  ASSERT_OK(simulation->Advance(250, nullptr));
  const Vec3& lengths = simulation->state().box.lengths;
  EXPECT_EQ(lengths[0], state.box.lengths[0] * (1.0 + 0.05 * (250 * 0.002)));
  // Our exp is within an ulp of the library's.
  EXPECT_DOUBLE_EQ(lengths[1],
                   state.box.lengths[1] * std::exp(-0.04 * (250 * 0.002)));
  EXPECT_EQ(lengths[2], state.box.lengths[2]);
}

TEST(SimulationTest, ARateAxisRemapsPositionsAndLeavesVelocities) {
  // Two atoms out of each other's reach, at rest: no forces.
  State state = FccState({3, 3, 3}, 3.63);
  state.atoms.positions = {{1, 1, 1}, {6, 6, 6}};
  state.atoms.velocities.resize(2);
  state.atoms.images.resize(2);
  state.atoms.species.resize(2);
  DynamicsLaw law;
  law.axes[2] = {.mode = AxisMode::kRate, .strain_rate = 0.1};
  const auto simulation = Make(law, state);
  ASSERT_OK(simulation->Advance(500, nullptr));
  // 500 factors, each with the rounding of a square root.
  EXPECT_NEAR(simulation->state().atoms.positions[1][2], 6 * 1.1, 1e-12);
  EXPECT_EQ(simulation->state().atoms.positions[1][0], 6);
  EXPECT_EQ(simulation->state().atoms.velocities[1], (Vec3{0, 0, 0}));
}

TEST(SimulationTest, TiltsFollowTheAxisThatTheyPointAlong) {
  State state = Solid(0.001);
  state.box.tilts = {0.2, 0.3, 0.4};
  DynamicsLaw law;
  law.axes[0] = {.mode = AxisMode::kRate, .strain_rate = 0.1};
  const auto simulation = Make(law, state);
  ASSERT_OK(simulation->Advance(100, nullptr));
  const Vec3& tilts = simulation->state().box.tilts;
  EXPECT_EQ(tilts[0], 0.2);
  EXPECT_NEAR(tilts[1], 0.3 * 1.02, 1e-14);
  EXPECT_NEAR(tilts[2], 0.4 * 1.02, 1e-14);
}

TEST(SimulationTest, TemperatureFollowsARamp) {
  DynamicsLaw law;
  law.temperature =
      TemperatureLaw{.start = 300, .rate = 200, .relaxation_time = 0.05};
  const auto simulation = Make(law, Solid(300), {.record_steps = 250});
  std::vector<Record> records;
  ASSERT_OK(simulation->Advance(1500, &records));
  // The last 0.5 ps of 3 ps: target 850 K. The mean over 250 steps of a system
  // of 321 degrees of freedom scatters by less than T √(2/321) = 8 %.
  EXPECT_NEAR(records.back().mean.temperature, 850, 0.08 * 850);
}

TEST(SimulationTest, AHotterTargetThanZeroIsNeeded) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 100, .rate = -10000};
  const auto simulation = Make(law, Solid(100));
  EXPECT_THAT(
      simulation->Advance(100, nullptr),
      StatusIs(kOutOfRange, AllOf(HasSubstr("step 5"), HasSubstr("target"))));
  EXPECT_EQ(simulation->state().law_step, 4);
}

TEST(SimulationTest, ALostAtomIsNamedAndTheStateIsThatBefore) {
  State state = Solid(300);
  const auto good = Make(DynamicsLaw(), state);
  ASSERT_OK(good->Advance(0, nullptr));
  state.atoms.velocities[17] = {0, 600, 0};
  const auto simulation = Make(DynamicsLaw(), state);
  const std::string before = EncodeState(simulation->state());
  EXPECT_THAT(
      simulation->Advance(1, nullptr),
      StatusIs(kOutOfRange, AllOf(HasSubstr("step 1"), HasSubstr("atom 17"))));
  EXPECT_EQ(EncodeState(simulation->state()), before);
}

TEST(SimulationTest, ARunawayTemperatureIsRefused) {
  Simulation::Options options;
  options.guards.temperature_factor = 1.2;
  options.guards.temperature_floor = 100;
  const auto simulation = Make(DynamicsLaw(), Solid(300), options);
  EXPECT_THAT(simulation->Advance(1, nullptr),
              StatusIs(kOutOfRange, HasSubstr("temperature")));
  EXPECT_EQ(simulation->state().law_step, 0);
}

TEST(SimulationTest, ABoxThatTheStressTearsApartIsRefused) {
  DynamicsLaw law = NptLaw();
  for (AxisLaw& axis : law.axes) axis.stress_start = 5e5;  // 50 GPa
  const auto simulation = Make(law, Solid(300));
  EXPECT_THAT(simulation->Advance(5000, nullptr),
              StatusIs(kOutOfRange, HasSubstr("edge")));
  EXPECT_LT(simulation->state().box.lengths[0], 2 * 3 * 3.63);
}

TEST(SimulationTest, ABoxBelowTwiceTheCutoffLeavesTheModel) {
  DynamicsLaw law;
  law.axes[1] = {.mode = AxisMode::kRate, .strain_rate = -1};
  const auto simulation = Make(law, Solid(300));
  EXPECT_THAT(
      simulation->Advance(500, nullptr),
      StatusIs(kOutOfRange, AllOf(HasSubstr("step"), HasSubstr("cutoff"))));
  EXPECT_GE(simulation->state().box.lengths[1], 9.2);
}

TEST(SimulationTest, ABoxThatItsStressMadeTooSmallSaysSo) {
  DynamicsLaw law = NptLaw();
  law.axes[1] = {.mode = AxisMode::kFixed};
  for (const std::size_t a : {0, 2})
    law.axes[a].stress_start = -5e6;  // 500 GPa
  const auto simulation = Make(law, Solid(300));
  EXPECT_THAT(
      simulation->Advance(5000, nullptr),
      StatusIs(kOutOfRange, AllOf(HasSubstr("cutoff"), HasSubstr("gives way"),
                                  HasSubstr("edge x from 10.89 to 9."),
                                  Not(HasSubstr("edge y from")))));
}

TEST(SimulationTest, RefusesALawThatDoesNotFitTheState) {
  const LennardJones lj;
  DynamicsLaw law;
  law.axes[0].mode = AxisMode::kFree;
  EXPECT_THAT(
      Simulation::Create(lj, law, Solid(300), {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("axis x")));
  law = DynamicsLaw();
  law.time_step = -1;
  EXPECT_THAT(
      Simulation::Create(lj, law, Solid(300), {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("time_step")));
}

TEST(SimulationTest, RefusesABoxTooSmallForTheCutoff) {
  const LennardJones lj;
  EXPECT_THAT(
      Simulation::Create(lj, DynamicsLaw(), FccState({2, 2, 2}, 3.63), {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cutoff")));
}

TEST(SimulationTest, ASlabKeepsItsLengthForTheRecordAndMeasuresItself) {
  State state = FccState({4, 3, 3}, 3.63);
  Heat(100, 5, &state);
  state.box.periodic[0] = false;
  DynamicsLaw law = NptLaw();
  law.axes[0].mode = AxisMode::kFree;
  const auto simulation = Make(law, state);
  ASSERT_OK(simulation->Advance(100, nullptr));
  EXPECT_EQ(simulation->state().box.lengths[0], 4 * 3.63);
  // Outermost planes are 3.5 cells apart.
  EXPECT_NEAR(simulation->sample().extents[0], 3.5 * 3.63, 1.0);
}

TEST(SimulationTest, SameBitsOnAnyNumberOfThreads) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const auto alloy =
      EamPotential::FromSetfl(SyntheticAlloy().Setfl(), "made up", elements);
  ASSERT_OK(alloy);
  // 25 blocks of 256 atoms, so that up to three threads are used.
  State state = DisorderedAlloy({12, 12, 11}, 3.9, 0.1, 5);
  Heat(400, 8, &state);
  std::string one;
  for (const int threads : {1, 2, 3}) {
    auto simulation =
        Simulation::Create(**alloy, NptLaw(), state, {.threads = threads});
    ASSERT_OK(simulation);
    ASSERT_OK((*simulation)->Advance(4, nullptr));
    const std::string bytes = EncodeState((*simulation)->state());
    if (one.empty()) one = bytes;
    EXPECT_EQ(bytes, one) << threads << " threads";
  }
}

DynamicsLaw ShearLawOf(int direction, int normal, double rate) {
  DynamicsLaw law = NptLaw();
  law.shear = ShearLaw{direction, normal, rate};
  return law;
}

TEST(SimulationTest, ShearTiltsTheBoxByTheRateTimesItsHeight) {
  State state = Solid(300);
  state.box.tilts = {0, 0.05, 0};
  const auto simulation = Make(ShearLawOf(0, 2, 0.01), state);
  ASSERT_OK(simulation->Advance(50, nullptr));
  const Box& box = simulation->state().box;
  EXPECT_NE(box.lengths[2], state.box.lengths[2]);
  EXPECT_DOUBLE_EQ(box.tilts[1], 0.05 * box.lengths[0] / state.box.lengths[0] +
                                     0.01 * 50 * 0.002 * box.lengths[2]);
  EXPECT_EQ(box.tilts[0], 0);
  EXPECT_EQ(box.tilts[2], 0);
}

TEST(SimulationTest, AShearIsContinuedAsIfItHadNotBeenStopped) {
  const DynamicsLaw law = ShearLawOf(1, 2, 0.02);
  State state = Solid(300);
  state.box.tilts = {0.1, 0, 0};
  const auto whole = Make(law, state);
  ASSERT_OK(whole->Advance(40, nullptr));
  const auto first = Make(law, state);
  ASSERT_OK(first->Advance(17, nullptr));
  const auto stored = DecodeState(EncodeState(first->state()));
  ASSERT_OK(stored);
  const auto second = Make(law, *stored);
  ASSERT_OK(second->Advance(23, nullptr));
  EXPECT_EQ(EncodeState(second->state()), EncodeState(whole->state()));
}

TEST(SimulationTest, ShearStopsAtHalfTheEdge) {
  State state = Solid(50);
  state.box.tilts[2] = 0.499 * state.box.lengths[0];
  const auto simulation = Make(ShearLawOf(0, 1, 0.1), state);
  const absl::Status status = simulation->Advance(50, nullptr);
  EXPECT_THAT(status, StatusIs(kOutOfRange, HasSubstr("tilt xy")));
}

TEST(SimulationTest, RefusesToShearASlab) {
  State state = Solid(300);
  state.box.periodic[0] = false;
  DynamicsLaw law = ShearLawOf(0, 1, 0.01);
  law.axes[0].mode = AxisMode::kFree;
  const LennardJones lj;
  EXPECT_THAT(
      Simulation::Create(lj, law, state, {}).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("law: shear")));
}

}  // namespace
}  // namespace lehr::md
