#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/analysis/pair_distribution.h"
#include "lehr/md/build.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

constexpr int kShells = 200;
constexpr double kRange = 7.5;  // Å, beyond the range of the potential too

// Rows of compute rdf: shell, its middle, g and coordination of each pair.
std::vector<std::vector<double>> ReadRows(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::vector<double>> rows;
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with("#")) continue;
    std::istringstream numbers(line);
    std::vector<double> row;
    for (double value = 0; numbers >> value;) row.push_back(value);
    if (row.size() > 2) rows.push_back(row);
  }
  return rows;
}

// A liquid-like alloy: a rattled lattice with elements in random order.
State Alloy(unsigned seed) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {640, 360};
  auto state = CreateLattice(Lattice::kBcc, {10, 10, 5}, 3.2, elements, masses,
                             counts, seed);
  EXPECT_OK(state);
  Rattle(0.6, seed, &*state);
  return *state;
}

TEST(PairDistributionLammpsTest, AgreesWithComputeRdf) {
  if (!HasLammps()) GTEST_SKIP() << "needs " << kLammps;
  for (const unsigned seed : {1u, 2u, 3u}) {
    const State state = Alloy(seed);
    const auto folder = RunLammps(
        state,
        CuZrPair(state) +
            absl::StrFormat(
                "comm_modify cutoff %g\n"
                "compute rdf all rdf %d * * 1 1 1 2 2 2 cutoff %g\n"
                "fix out all ave/time 1 1 1 c_rdf[*] file rdf.txt mode vector "
                "format \" %%.15g\"\n"
                "run 0 post no\n",
                kRange + 2.5, kShells, kRange));
    const auto rows = ReadRows((folder / "rdf.txt").string());
    ASSERT_EQ(rows.size(), static_cast<std::size_t>(kShells));
    const auto ours = AnalyzePairDistribution(
        std::vector<State>{state},
        {.range = kRange, .bin = kRange / kShells, .threads = 2});
    ASSERT_OK(ours);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      ASSERT_NEAR(rows[k][1], ours->r[k], 1e-9);
      const PairCurve* const curves[] = {&ours->total, &ours->partials[0].curve,
                                         &ours->partials[1].curve,
                                         &ours->partials[2].curve};
      for (std::size_t c = 0; c < 4; ++c) {
        // The same counts in each shell: a pair within 1e-12 Å of its end, to
        // which positions agree, is there once in some 10⁵ sets.
        EXPECT_NEAR(rows[k][2 + 2 * c], curves[c]->g[k],
                    1e-9 * (1 + curves[c]->g[k]))
            << "shell " << k << " curve " << c;
        EXPECT_NEAR(rows[k][3 + 2 * c], curves[c]->coordination[k], 1e-9)
            << "shell " << k << " curve " << c;
      }
    }
  }
}

}  // namespace
}  // namespace lehr::md::analysis
