// A glass as the reference study's is made, an order of magnitude faster,
// beside LAMMPS' numbers for single samples of that size (science.md
// 6, 7.2, 7.3).

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/analysis/glass_transition.h"
#include "lehr/md/build.h"
#include "lehr/md/elastic.h"
#include "lehr/md/simulation.h"
#include "tests/physics_long/reference_potentials.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr double kAtoms = 1372;

// What LAMMPS found for one sample quenched at 10 K/ps.
struct Sample300 {
  ReferencePotential (*potential)();
  double volume;  // Å³/atom
  double energy;  // potential, eV/atom
  // T_g by V(T) from windows of 300-500 and 900-1400 K: lowest and highest [K].
  double transition_low, transition_high;
  double bulk_modulus, shear_modulus;  // GPa
};

// Two single samples differ by √2 times the scatter of one. Four of those, with
// the scatter that science.md states for about 1,000 atoms.
constexpr double kFour = 4 * 1.4142135623730951;
constexpr double kVolumeScatter = 0.02;    // Å³/atom
constexpr double kEnergyScatter = 0.0025;  // eV/atom
constexpr double kShearScatter = 1.0;      // GPa
constexpr double kBulkScatter = 1.0;       // GPa, of 119 and 120 in two samples

DynamicsLaw Iso(double start, double rate) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = start, .rate = rate};
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  law.coupling = Coupling::kIso;
  return law;
}

class QuenchTest : public testing::TestWithParam<Sample300> {
 protected:
  // Takes the state through a law; its records are kept.
  void Take(const DynamicsLaw& law, double picoseconds) {
    state_.law_step = 0;
    auto simulation = Simulation::Create(*potential_, law, std::move(state_),
                                         {.record_steps = 50});
    ASSERT_OK(simulation);
    records_.clear();
    ASSERT_OK(
        (*simulation)
            ->Advance(std::lround(picoseconds / law.time_step), &records_));
    state_ = (*simulation)->state();
  }

  double Mean(double (*value)(const Sample&)) const {
    double sum = 0;
    for (const Record& record : records_) sum += value(record.mean);
    return sum / static_cast<double>(records_.size()) / kAtoms;
  }

  static double Volume(const Sample& sample) {
    return sample.lengths[0] * sample.lengths[1] * sample.lengths[2];
  }

  void ExpectTransition() {
    std::vector<double> time;
    std::vector<double> temperature;
    std::vector<double> volume;
    std::vector<double> energy;
    for (const Record& record : records_) {
      time.push_back(static_cast<double>(record.step) * 0.002);
      temperature.push_back(record.mean.temperature);
      volume.push_back(Volume(record.mean) / kAtoms);
      energy.push_back(record.mean.potential_energy / kAtoms);
    }
    const analysis::CoolingRows rows = {time, temperature, volume, energy};
    const auto found = analysis::FindGlassTransition(
        {&rows, 1}, {.liquid_from = 900, .liquid_to = 1400});
    ASSERT_OK(found);
    const double error = found->temperature.standard_error;
    RecordProperty("T_g", absl::StrFormat("%.0f +- %.0f K",
                                          found->temperature.value, error));
    // By other windows LAMMPS' own sample gives numbers that far apart; ours
    // has its own error.
    const double middle =
        0.5 * (GetParam().transition_low + GetParam().transition_high);
    const double half =
        0.5 * (GetParam().transition_high - GetParam().transition_low);
    EXPECT_NEAR(found->temperature.value, middle, half + 4 * error);
    EXPECT_LT(error, 100);
  }

  std::unique_ptr<EamPotential> potential_;
  State state_;
  std::vector<Record> records_;
};

TEST_P(QuenchTest, GlassIsThatOfLammpsWithinTheScatterOfSamples) {
  const Sample300& expected = GetParam();
  if (!std::filesystem::exists(expected.potential().path)) {
    GTEST_SKIP() << "no " << expected.potential().path;
  }
  potential_ = ReadReference(expected.potential());
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<std::int64_t> counts = {878, 494};
  auto start = CreateLattice(Lattice::kFcc, {7, 7, 7}, 4.0, elements,
                             potential_->masses(), counts, 21);
  ASSERT_OK(start);
  state_ = *std::move(start);
  DrawVelocities(4000, 22, &state_);
  Take(Iso(2000, 0), 20);
  Take(Iso(2000, -10), 170);
  ExpectTransition();
  Take(Iso(300, 0), 20);
  const double volume = Mean([](const Sample& s) { return Volume(s); });
  const double energy =
      Mean([](const Sample& s) { return s.potential_energy; });
  EXPECT_NEAR(volume, expected.volume, kFour * kVolumeScatter);
  EXPECT_NEAR(energy, expected.energy, kFour * kEnergyScatter);

  const auto elastic =
      MeasureElasticConstants(*potential_, {.strain = 5e-4}, state_);
  ASSERT_OK(elastic);
  EXPECT_NEAR(elastic->bulk_voigt, expected.bulk_modulus, kFour * kBulkScatter);
  EXPECT_NEAR(elastic->shear_voigt, expected.shear_modulus,
              kFour * kShearScatter);
  RecordProperty("volume", absl::StrFormat("%.3f A^3", volume));
  RecordProperty("energy", absl::StrFormat("%.4f eV", energy));
  RecordProperty("K", absl::StrFormat("%.1f GPa", elastic->bulk_voigt));
  RecordProperty("G", absl::StrFormat("%.1f GPa", elastic->shear_voigt));
  RecordProperty("E", absl::StrFormat("%.1f GPa", elastic->young));
}

INSTANTIATE_TEST_SUITE_P(
    Potentials, QuenchTest,
    testing::Values(Sample300{&Cheng, 16.019, -4.5476, 680, 700, 119.1, 22.9},
                    Sample300{&Mendelev, 16.309, -4.3818, 760, 930, 150.2,
                              33.8}),
    [](const auto& test) { return std::string(test.param.potential().name); });

}  // namespace
}  // namespace lehr::md
