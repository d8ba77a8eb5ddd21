// Stresses and volumes of systems under the barostat.

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/analysis/block_average.h"
#include "lehr/md/simulation.h"
#include "lehr/md/units.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

DynamicsLaw StressLaw(std::array<double, 3> bars) {
  DynamicsLaw law;
  law.time_step = 0.004;
  law.temperature = TemperatureLaw{.start = 300, .relaxation_time = 0.2};
  for (std::size_t a = 0; a < 3; ++a) {
    law.axes[a] = {.mode = AxisMode::kStress, .stress_start = bars[a]};
  }
  law.barostat_time = 0.4;
  return law;
}

State Solid() {
  State state = FccState({3, 3, 3}, 3.65);
  Heat(300, 13, &state);
  return state;
}

TEST(BarostatTest, EveryAxisHasItsOwnCauchyStress) {
  const LennardJones lj;
  const std::array<double, 3> targets = {8000, -4000, 0};
  auto simulation = Simulation::Create(lj, StressLaw(targets), Solid(), {});
  ASSERT_OK(simulation);
  ASSERT_OK((*simulation)->Advance(1000, nullptr));
  std::array<std::vector<double>, 3> stress;  // bar
  for (int k = 0; k < 4000; ++k) {
    ASSERT_OK((*simulation)->Advance(1, nullptr));
    const double volume = (*simulation)->state().box.volume();
    for (std::size_t a = 0; a < 3; ++a) {
      stress[a].push_back((*simulation)->sample().stress_volume[a] / volume *
                          kEvPerCubicAngstromToBar);
    }
  }
  for (std::size_t a = 0; a < 3; ++a) {
    const analysis::Average average = analysis::BlockAverage(stress[a]);
    // Four standard errors: one false alarm in 16,000, at a fixed seed.
    EXPECT_NEAR(average.mean, targets[a], 4 * average.standard_error + 1);
    EXPECT_LT(average.standard_error, 400);
  }
}

TEST(BarostatTest, AnIdealGasHasTheVolumeOfItsLaw) {
  // Atoms too small to meet.
  const LennardJones gas(1e-12, 1e-4, 2e-4);
  const double pressure = 200;  // bar
  DynamicsLaw law = StressLaw({-pressure, -pressure, -pressure});
  law.coupling = Coupling::kIso;
  State state = FccState({3, 3, 3}, 9.4);
  Heat(300, 17, &state);
  auto simulation = Simulation::Create(gas, law, state, {});
  ASSERT_OK(simulation);
  ASSERT_OK((*simulation)->Advance(2000, nullptr));
  std::vector<double> volumes;
  for (int k = 0; k < 12000; ++k) {
    ASSERT_OK((*simulation)->Advance(1, nullptr));
    volumes.push_back((*simulation)->state().box.volume());
  }
  // The equations sample V^{N−1} e^{−PV/kT} with the centre of mass at rest,
  // whose mean is N kT/P.
  const double expected =
      108 * kBoltzmann * 300 / (pressure / kEvPerCubicAngstromToBar);
  const analysis::Average average = analysis::BlockAverage(volumes);
  EXPECT_NEAR(average.mean, expected, 4 * average.standard_error);
  EXPECT_LT(average.standard_error, 0.025 * expected);

  // Of the same distribution, Var V = N (k T/P)².
  std::vector<double> squares;
  for (const double volume : volumes) {
    squares.push_back((volume - expected) * (volume - expected));
  }
  const analysis::Average variance = analysis::BlockAverage(squares);
  EXPECT_NEAR(variance.mean, expected * expected / 108,
              4 * variance.standard_error);
  EXPECT_LT(variance.standard_error, 0.3 * variance.mean);
}

TEST(BarostatTest, AStressRampArrivesAtItsTarget) {
  // 0 -> 1 GPa along z in 4 ps = 10 τ_P, then 20 ps of holding.
  const LennardJones lj;
  DynamicsLaw ramp = StressLaw({0, 0, 0});
  ramp.axes[2].stress_rate = kBarPerGpa / 4;
  ramp.barostat_drag = 1 / ramp.barostat_time;
  auto loading = Simulation::Create(lj, ramp, Solid(), {});
  ASSERT_OK(loading);
  ASSERT_OK((*loading)->Advance(1000, nullptr));

  State loaded = (*loading)->state();
  loaded.law_step = 0;
  const DynamicsLaw hold = StressLaw({0, 0, kBarPerGpa});
  auto holding = Simulation::Create(lj, hold, loaded, {.record_steps = 4000});
  ASSERT_OK(holding);
  std::vector<Record> records;
  ASSERT_OK((*holding)->Advance(5000, &records));
  const Sample& mean = records.at(0).mean;
  const double volume = mean.lengths[0] * mean.lengths[1] * mean.lengths[2];
  // A barostat averages better than chance: ∫ V (σ − target) dt = W Δω (and
  // its friction), which does not grow. W ω ~ √(W k T) = 0.4 eV ps; over 16 ps
  // and 1400 Å³ that is 0.003 GPa.
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(
        mean.stress_volume[a] / volume * kEvPerCubicAngstromToBar / kBarPerGpa,
        a == 2 ? 1.0 : 0.0, 0.01);
  }
}

TEST(BarostatTest, ASlabIsPulledByForcePerItsOwnSection) {
  // A slab in a box twice as long as needed: the edge of the box must not
  // matter.
  const LennardJones lj;
  double length[2] = {};
  for (const int k : {0, 1}) {
    State state = FccState({4, 3, 3}, 3.65);
    Heat(50, 13, &state);
    state.box.periodic[0] = false;
    if (k == 1) state.box.lengths[0] *= 2;
    DynamicsLaw law = StressLaw({0, kBarPerGpa, 0});
    law.temperature->start = 50;
    law.axes[0].mode = AxisMode::kFree;
    auto simulation = Simulation::Create(lj, law, state, {});
    ASSERT_OK(simulation);
    ASSERT_OK((*simulation)->Advance(500, nullptr));
    length[k] = (*simulation)->state().box.lengths[1];
  }
  EXPECT_EQ(length[0], length[1]);
}

}  // namespace
}  // namespace lehr::md
