#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/analysis/displacement.h"
#include "lehr/md/build.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

// The last row of numbers in a file.
std::vector<double> LastRow(const std::string& path) {
  std::ifstream in(path);
  std::vector<double> row;
  for (std::string line; std::getline(in, line);) {
    std::istringstream numbers(line);
    row.clear();
    for (double value = 0; numbers >> value;) row.push_back(value);
  }
  return row;
}

TEST(DisplacementLammpsTest, AgreesWithComputeMsdOfALiquid) {
  if (!HasLammps()) GTEST_SKIP() << "needs " << kLammps;
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {320, 180};
  for (const unsigned seed : {1u, 2u, 3u}) {
    auto start = CreateLattice(Lattice::kFcc, {5, 5, 5}, 4.1, elements, masses,
                               counts, seed);
    ASSERT_OK(start);
    // Hot, and the whole drifts by some 4 Å/ps, so that many leave the box.
    Heat(5000, seed, &*start);
    for (Vec3& v : start->atoms.velocities) v[0] += 4;
    const auto folder =
        RunLammps(*start, CuZrPair(*start) +

                              "compute all all msd com yes\n"
                              "fix run all nve\n"
                              "fix out all ave/time 500 1 500 c_all[*] "
                              "file msd.txt format \" %.15g\"\n"
                              "run 500 post no\n"
                              "write_data end.data nocoeff\n");
    const auto end = formats::ReadLammpsData(ReadText(folder / "end.data"),
                                             "end.data", elements);
    ASSERT_OK(end);
    const std::vector<double> msd = LastRow((folder / "msd.txt").string());
    ASSERT_EQ(msd.size(), 5u);
    const auto ours = AnalyzeDisplacement(*start, *end, {.threads = 2});
    ASSERT_OK(ours);
    EXPECT_GT(ours->all.total(), 1);
    EXPECT_NEAR(ours->center_of_mass[0], 4, 0.01);
    // Files have 16 digits; LAMMPS weighs the centre as we do.
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(ours->all.axes[a], msd[1 + a], 1e-9);
    }
    EXPECT_NEAR(ours->all.total(), msd[4], 1e-9);
  }
}

}  // namespace
}  // namespace lehr::md::analysis
