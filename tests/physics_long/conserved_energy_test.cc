// The constant of motion of each ensemble over a tenth of a nanosecond.

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/simulation.h"
#include "tests/physics_long/reference_potentials.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr std::int64_t kSteps = 50000;  // 100 ps of 2 fs

DynamicsLaw Nve() { return {}; }

DynamicsLaw Nvt() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw();
  return law;
}

DynamicsLaw NptAniso() {
  DynamicsLaw law = Nvt();
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  return law;
}

DynamicsLaw NptIso() {
  DynamicsLaw law = NptAniso();
  law.coupling = Coupling::kIso;
  return law;
}

struct Ensemble {
  const char* name;
  DynamicsLaw (*law)();
};

class ConservedEnergyTest
    : public testing::TestWithParam<
          std::tuple<Ensemble, ReferencePotential (*)()>> {};

// 256 atoms, melted, cooled to 300 K within 6.8 ps, and relaxed for 10 ps.
State FastGlass(const Potential& potential) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {164, 92};
  auto state = CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.03, elements, masses,
                             counts, 5);
  EXPECT_OK(state);
  DrawVelocities(4000, 6, &*state);
  DynamicsLaw cool = Nvt();
  *cool.temperature = {.start = 2000, .rate = -250};
  State glass = *std::move(state);
  for (const auto& [law, steps] :
       {std::pair(cool, 3400), std::pair(NptAniso(), 5000)}) {
    glass.law_step = 0;
    auto simulation = Simulation::Create(potential, law, std::move(glass), {});
    EXPECT_OK(simulation);
    EXPECT_OK((*simulation)->Advance(steps, nullptr));
    glass = (*simulation)->state();
  }
  glass.law_step = 0;
  return glass;
}

TEST_P(ConservedEnergyTest, DriftsByLessThanATenThousandthOfAnElectronvolt) {
  const auto& [ensemble, reference] = GetParam();
  if (!std::filesystem::exists(reference().path)) {
    GTEST_SKIP() << "no " << reference().path;
  }
  const auto potential = ReadReference(reference());
  auto simulation =
      Simulation::Create(*potential, ensemble.law(), FastGlass(*potential), {});
  ASSERT_OK(simulation);
  std::vector<Record> records;
  ASSERT_OK((*simulation)->Advance(kSteps, &records));
  // Least squares of the energy of an atom [eV] in time [ns].
  const auto n = static_cast<double>(records.size());
  double time = 0;
  double energy = 0;
  double time_time = 0;
  double time_energy = 0;
  for (const Record& record : records) {
    const double t = static_cast<double>(record.step) * 2e-6;
    const double e = record.mean.conserved_energy / 256;
    time += t / n;
    energy += e / n;
    time_time += t * t / n;
    time_energy += t * e / n;
  }
  const double drift =
      (time_energy - time * energy) / (time_time - time * time);
  RecordProperty("drift", absl::StrFormat("%.3g eV/atom/ns", drift));
  // science.md 7.5 for NVE; 3.3 asks 1e-5 eV over 100 ps of NPT, which is the
  // same.
  EXPECT_LT(std::abs(drift), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(
    Ensembles, ConservedEnergyTest,
    testing::Combine(testing::Values(Ensemble{"Nve", Nve}, Ensemble{"Nvt", Nvt},
                                     Ensemble{"NptIso", NptIso},
                                     Ensemble{"NptAniso", NptAniso}),
                     testing::Values(&Cheng, &Mendelev)),
    [](const auto& test) {
      return std::string(std::get<0>(test.param).name) +
             std::get<1>(test.param)().name;
    });

}  // namespace
}  // namespace lehr::md
