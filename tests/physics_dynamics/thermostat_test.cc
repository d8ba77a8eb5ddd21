// Temperatures of systems under the thermostat.

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

constexpr double kTarget = 300;  // K

// 108 atoms, every second one four times as heavy.
State TwoMasses() {
  State state = FccState({3, 3, 3}, 3.65);
  state.elements = {"A", "B"};
  state.masses = {40, 160};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    state.atoms.species[i] = static_cast<std::int32_t>(i % 2);
  }
  Heat(kTarget, 21, &state);
  return state;
}

// Series over 24 ps at 4 fs after 2 ps.
struct Series {
  std::vector<double> temperature;     // K
  std::vector<double> share_of_heavy;  // of the kinetic energy
  std::vector<double> share_of_x;
};

Series Sampled() {
  const LennardJones lj;
  DynamicsLaw law;
  law.time_step = 0.004;
  law.temperature = TemperatureLaw{.start = kTarget, .relaxation_time = 0.1};
  auto simulation = Simulation::Create(lj, law, TwoMasses(), {});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(500, nullptr));
  Series series;
  for (int k = 0; k < 6000; ++k) {
    EXPECT_OK((*simulation)->Advance(1, nullptr));
    const State& state = (*simulation)->state();
    double heavy = 0;
    for (std::size_t i = 1; i < state.atoms.size(); i += 2) {
      const Vec3& v = state.atoms.velocities[i];
      heavy +=
          0.5 * 160 * kKineticToEv * (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    }
    double along_x = 0;
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      const double v = state.atoms.velocities[i][0];
      along_x += 0.5 * (i % 2 == 0 ? 40 : 160) * kKineticToEv * v * v;
    }
    const Sample& sample = (*simulation)->sample();
    series.temperature.push_back(sample.temperature);
    series.share_of_heavy.push_back(heavy / sample.kinetic_energy);
    series.share_of_x.push_back(along_x / sample.kinetic_energy);
  }
  return series;
}

void ExpectMean(const std::vector<double>& values, double expected) {
  // Four standard errors of blocking: one false alarm in 16,000 seeds, were
  // errors exact; the seed is fixed.
  const analysis::Average average = analysis::BlockAverage(values);
  EXPECT_NEAR(average.mean, expected, 4 * average.standard_error);
}

TEST(ThermostatTest, SamplesTheCanonicalKineticEnergy) {
  const Series series = Sampled();
  ExpectMean(series.temperature, kTarget);

  // Var T = 2 T²/N_f; without a thermostat a solid has about half of it.
  std::vector<double> squares;
  for (const double t : series.temperature) {
    squares.push_back((t - kTarget) * (t - kTarget));
  }
  const double variance = 2 * kTarget * kTarget / (3 * 108 - 3);
  ExpectMean(squares, variance);
  EXPECT_LT(analysis::BlockAverage(squares).standard_error, 0.12 * variance);

  // Equipartition. The centre of mass at rest takes m_i / M of three degrees of
  // freedom from each atom: heavy ones have 162 − 3 · 0.8 of 321.
  ExpectMean(series.share_of_heavy, (162 - 2.4) / 321);
  ExpectMean(series.share_of_x, 1.0 / 3);
}

}  // namespace
}  // namespace lehr::md
