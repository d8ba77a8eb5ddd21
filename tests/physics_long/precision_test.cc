// The fast path over long times: as conservative as the reference path, and the
// same means.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/simulation.h"
#include "tests/physics_long/fast_glass.h"
#include "tests/physics_long/reference_potentials.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

std::vector<Record> RunLaw(const Potential& potential, DynamicsLaw law,
                           Precision precision, State state,
                           std::int64_t steps) {
  law.precision = precision;
  state.law_step = 0;
  auto simulation =
      Simulation::Create(potential, law, std::move(state), {.threads = 1});
  EXPECT_OK(simulation);
  std::vector<Record> records;
  EXPECT_OK((*simulation)->Advance(steps, &records));
  return records;
}

// Leaves the curve for a picture (engine/PERFORMANCE.md) in the folder that
// LEHR_DRIFT_FOLDER names, if it does.
void WriteDrift(const std::string& name, const std::vector<Record>& records,
                std::size_t atoms) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, nothing sets it.
  const char* const folder = std::getenv("LEHR_DRIFT_FOLDER");
  if (folder == nullptr) return;
  std::ofstream file(std::filesystem::path(folder) / (name + ".csv"));
  file << "time_ps,energy_ev_per_atom\n";
  for (const Record& record : records) {
    file << absl::StrFormat(
        "%.1f,%.4g\n", 0.002 * static_cast<double>(record.step),
        (record.mean.conserved_energy - records.front().mean.conserved_energy) /
            static_cast<double>(atoms));
  }
}

class PrecisionDriftTest
    : public testing::TestWithParam<
          std::tuple<ReferencePotential (*)(), Precision>> {};

INSTANTIATE_TEST_SUITE_P(Paths, PrecisionDriftTest,
                         testing::Combine(testing::Values(&Cheng, &Mendelev),
                                          testing::Values(Precision::kReference,
                                                          Precision::kFast)),
                         [](const auto& test) {
                           return std::string(std::get<0>(test.param)().name) +
                                  (std::get<1>(test.param) == Precision::kFast
                                       ? "Fast"
                                       : "Reference");
                         });

TEST_P(PrecisionDriftTest, Below1e5OfAnElectronvoltInANanosecond) {
  const auto& [reference, precision] = GetParam();
  if (!std::filesystem::exists(reference().path)) {
    GTEST_SKIP() << "no " << reference().path;
  }
  const auto potential = ReadReference(reference());
  constexpr std::int64_t kSteps = 100000;  // 200 ps
  constexpr int kCells = 6;                // 864 atoms
  const State glass = FastGlass(*potential, kCells);
  const std::vector<Record> records =
      RunLaw(*potential, Nve(), precision, glass, kSteps);
  WriteDrift(std::string(reference().name) +
                 (precision == Precision::kFast ? "Fast" : "Reference"),
             records, glass.atoms.size());
  const double drift =
      EnergyDrift(records, static_cast<double>(glass.atoms.size()));
  RecordProperty("drift", absl::StrFormat("%.3g eV/atom/ns", drift));
  EXPECT_LT(std::abs(drift), 1e-5);
}

// A mean and its standard error from means of `kBlocks` parts.
struct Mean {
  double value = 0;
  double error = 0;
};

constexpr std::size_t kBlocks = 10;

template <typename Value>
Mean MeanOf(const std::vector<Record>& records, const Value& value) {
  const std::size_t size = records.size() / kBlocks;
  std::vector<double> blocks(kBlocks);
  Mean mean;
  for (std::size_t block = 0; block < kBlocks; ++block) {
    for (std::size_t k = 0; k < size; ++k) {
      blocks[block] +=
          value(records[block * size + k].mean) / static_cast<double>(size);
    }
    mean.value += blocks[block] / kBlocks;
  }
  for (const double block : blocks) {
    mean.error += (block - mean.value) * (block - mean.value);
  }
  mean.error = std::sqrt(mean.error / (kBlocks * (kBlocks - 1)));
  return mean;
}

class PrecisionMeansTest
    : public testing::TestWithParam<ReferencePotential (*)()> {};

INSTANTIATE_TEST_SUITE_P(Potentials, PrecisionMeansTest,
                         testing::Values(&Cheng, &Mendelev),
                         [](const auto& test) { return test.param().name; });

// A melt forgets within some picoseconds, so that means of two runs may be
// compared: to 5 standard errors of 10 blocks of 3 ps, which three means of
// both potentials miss once in some thousand seeds (Student's t of 9 degrees of
// freedom and more).
TEST_P(PrecisionMeansTest, AgreeInAMelt) {
  if (!std::filesystem::exists(GetParam()().path)) {
    GTEST_SKIP() << "no " << GetParam()().path;
  }
  const auto potential = ReadReference(GetParam()());
  DynamicsLaw melt = NptIso();
  melt.temperature->start = 1800;
  std::vector<Record> runs[2];
  const State start = FastGlass(*potential, 5);
  for (const Precision precision : {Precision::kReference, Precision::kFast}) {
    std::vector<Record>& records = runs[precision == Precision::kFast ? 1 : 0];
    records = RunLaw(*potential, melt, precision, start, 20000);
    // The first 10 ps melt it.
    records.erase(records.begin(), records.begin() + 100);
  }
  const auto compare = [&](const char* name, const auto& value) {
    const Mean reference = MeanOf(runs[0], value);
    const Mean fast = MeanOf(runs[1], value);
    EXPECT_NEAR(fast.value, reference.value,
                5 * std::hypot(fast.error, reference.error))
        << name;
  };
  compare("energy",
          [](const Sample& sample) { return sample.potential_energy; });
  compare("volume", [](const Sample& sample) {
    return sample.lengths[0] * sample.lengths[1] * sample.lengths[2];
  });
  compare("stress", [](const Sample& sample) {
    return sample.stress_volume[0] + sample.stress_volume[1] +
           sample.stress_volume[2];
  });
}

}  // namespace
}  // namespace lehr::md
