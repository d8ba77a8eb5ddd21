// The constant of motion of each ensemble over a tenth of a nanosecond.

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/simulation.h"
#include "tests/physics_long/fast_glass.h"
#include "tests/physics_long/reference_potentials.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

constexpr std::int64_t kSteps = 50000;  // 100 ps of 2 fs

struct Ensemble {
  const char* name;
  DynamicsLaw (*law)();
};

class ConservedEnergyTest
    : public testing::TestWithParam<
          std::tuple<Ensemble, ReferencePotential (*)()>> {};

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
  const double drift = EnergyDrift(records, 256);
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
