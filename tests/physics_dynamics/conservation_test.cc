// What the equations of motion keep, with the reference potential.

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "lehr/md/simulation.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

State HotSolid() {
  State state = FccState({3, 3, 3}, 3.65);
  Heat(600, 9, &state);
  return state;
}

DynamicsLaw Nve() { return {}; }

DynamicsLaw Nvt() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 300, .relaxation_time = 0.1};
  return law;
}

DynamicsLaw Npt() {
  DynamicsLaw law = Nvt();
  for (AxisLaw& axis : law.axes) {
    axis = {.mode = AxisMode::kStress, .stress_start = -5000};
  }
  law.barostat_time = 0.5;
  return law;
}

DynamicsLaw NptIso() {
  DynamicsLaw law = Npt();
  law.coupling = Coupling::kIso;
  return law;
}

DynamicsLaw NptOneAxis() {
  DynamicsLaw law = Npt();
  law.axes[0].mode = AxisMode::kFixed;
  law.axes[1].mode = AxisMode::kFixed;
  return law;
}

struct Drift {
  double rms = 0;  // of the conserved energy about its mean, eV
  double end = 0;  // mean of the last tenth minus that of the first, eV
};

// Over 3 ps.
Drift DriftOf(DynamicsLaw law, double time_step) {
  const LennardJones lj;
  law.time_step = time_step;
  auto simulation = Simulation::Create(lj, law, HotSolid(), {});
  EXPECT_OK(simulation);
  const int steps = static_cast<int>(std::lround(3 / time_step));
  std::vector<double> energies;
  for (int k = 0; k < steps; ++k) {
    EXPECT_OK((*simulation)->Advance(1, nullptr));
    energies.push_back((*simulation)->sample().conserved_energy);
  }
  const auto mean = [&](std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t k = from; k < to; ++k) sum += energies[k];
    return sum / static_cast<double>(to - from);
  };
  const std::size_t n = energies.size();
  const double all = mean(0, n);
  double square = 0;
  for (const double e : energies) square += (e - all) * (e - all);
  return {.rms = std::sqrt(square / static_cast<double>(n)),
          .end = mean(n - n / 10, n) - mean(0, n / 10)};
}

struct NamedLaw {
  const char* name;
  DynamicsLaw (*law)();
};

class ConservationTest : public testing::TestWithParam<NamedLaw> {};

TEST_P(ConservationTest, ErrorFallsWithTheSquareOfTheTimeStep) {
  const Drift coarse = DriftOf(GetParam().law(), 0.004);
  const Drift fine = DriftOf(GetParam().law(), 0.002);
  // The shadow energy of a second-order splitting differs from the energy by
  // Δt² times a function of the state. Trajectories part within 3 ps, so the
  // ratio of the two rms values scatters about 4; first order would give 2.
  EXPECT_GT(coarse.rms / fine.rms, 3.0);
  EXPECT_LT(coarse.rms / fine.rms, 5.3);
  // (ω Δt)²/8 of the kinetic energy of 4 eV with ω = 40 /ps: 3 meV.
  EXPECT_LT(fine.rms, 0.01);
}

TEST_P(ConservationTest, NothingIsLostOverTime) {
  const Drift drift = DriftOf(GetParam().law(), 0.002);
  // No secular part: means over 150 steps differ by a part of their rms only.
  EXPECT_LT(std::abs(drift.end), 2 * drift.rms);
}

INSTANTIATE_TEST_SUITE_P(Laws, ConservationTest,
                         testing::Values(NamedLaw{"Nve", Nve},
                                         NamedLaw{"Nvt", Nvt},
                                         NamedLaw{"Npt", Npt},
                                         NamedLaw{"NptIso", NptIso},
                                         NamedLaw{"NptOneAxis", NptOneAxis}),
                         [](const auto& test) { return test.param.name; });

TEST(TimeReversalTest, NveRunsBackToWhereItBegan) {
  const LennardJones lj;
  const State start = HotSolid();
  auto forth = Simulation::Create(lj, Nve(), start, {});
  ASSERT_OK(forth);
  ASSERT_OK((*forth)->Advance(250, nullptr));
  State turned = (*forth)->state();
  turned.law_step = 0;
  for (Vec3& v : turned.atoms.velocities) v = {-v[0], -v[1], -v[2]};
  auto back = Simulation::Create(lj, Nve(), turned, {});
  ASSERT_OK(back);
  ASSERT_OK((*back)->Advance(250, nullptr));
  // Rounding, 1e-15 of 10 Å a step, grows by e every 0.3 ps or so.
  for (std::size_t i = 0; i < start.atoms.size(); ++i) {
    const Vec3 d = NearestImage(start.box, (*back)->state().atoms.positions[i],
                                start.atoms.positions[i]);
    for (std::size_t a = 0; a < 3; ++a) ASSERT_NEAR(d[a], 0, 1e-10);
  }
}

}  // namespace
}  // namespace lehr::md
