// Cells of three glasses beside those of Voro++'s command line and of LAMMPS,
// where these are installed.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/analysis/voronoi.h"
#include "lehr/md/build.h"
#include "tests/engine_structure/glasses.h"
#include "tests/physics_dynamics/lammps.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kVoro = "/usr/bin/voro++";
constexpr std::array<std::uint64_t, 3> kSeeds = {11, 12, 13};

// A cell as Voro++'s command line prints it.
struct PrintedCell {
  double volume = 0;
  std::vector<int> edges;      // of each face, sorted
  std::vector<int> neighbors;  // of each face, sorted
};

std::vector<int> SortedWords(std::istream& in, std::size_t count) {
  std::vector<int> numbers(count);
  for (int& number : numbers) in >> number;
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// Runs the command line on `state`, with `vacuum` beyond the atoms on open
// axes.
std::vector<PrintedCell> RunVoro(const State& state, double vacuum) {
  const std::filesystem::path folder = MakeTestFolder();
  std::ofstream in(folder / "atoms");
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const Vec3& x = state.atoms.positions[i];
    in << absl::StrFormat("%d %.17g %.17g %.17g %g\n", i, x[0], x[1], x[2],
                          state.atoms.species[i] == 0 ? 1.28 : 1.60);
  }
  in.close();
  std::vector<std::string> arguments = {kVoro, "-r", "-c", "%i %v %s %a %n"};
  std::vector<std::string> limits;
  for (std::size_t k = 0; k < 3; ++k) {
    double low = 0;
    double high = state.box.lengths[k];
    if (state.box.periodic[k]) {
      arguments.push_back(absl::StrFormat("-p%c", "xyz"[k]));
    } else {
      low = high = state.atoms.positions[0][k];
      for (const Vec3& x : state.atoms.positions) {
        low = std::min(low, x[k]);
        high = std::max(high, x[k]);
      }
      low -= vacuum;
      high += vacuum;
    }
    limits.push_back(absl::StrFormat("%.17g", low));
    limits.push_back(absl::StrFormat("%.17g", high));
  }
  arguments.insert(arguments.end(), limits.begin(), limits.end());
  arguments.push_back((folder / "atoms").string());
  const ProgramResult result = RunProgram(folder, arguments);
  EXPECT_EQ(result.code, 0) << result.output << result.errors;

  std::vector<PrintedCell> cells(state.atoms.size());
  std::ifstream out(folder / "atoms.vol");
  std::size_t i = 0;
  std::size_t lines = 0;
  for (std::size_t faces = 0; out >> i; ++lines) {
    PrintedCell& cell = cells.at(i);
    out >> cell.volume >> faces;
    cell.edges = SortedWords(out, faces);
    cell.neighbors = SortedWords(out, faces);
  }
  EXPECT_EQ(lines, cells.size());
  return cells;
}

// It prints volumes with six digits.
constexpr double kPrintedDigits = 5.1e-6;

void ExpectSameCells(const Voronoi& voronoi,
                     const std::vector<PrintedCell>& printed) {
  ASSERT_EQ(voronoi.size(), printed.size());
  for (std::size_t i = 0; i < printed.size(); ++i) {
    EXPECT_NEAR(voronoi.volumes[i], printed[i].volume,
                kPrintedDigits * printed[i].volume);
    std::vector<int> edges;
    std::vector<int> neighbors;
    for (const VoronoiFace& face : voronoi.faces_of(i)) {
      edges.push_back(face.edges);
      neighbors.push_back(face.neighbor);
    }
    std::sort(edges.begin(), edges.end());
    EXPECT_EQ(edges, printed[i].edges) << "atom " << i;
    std::vector<int> others = printed[i].neighbors;
    // Sides of the box are -1 to -6.
    for (int& other : others) other = std::max(other, -1);
    EXPECT_EQ(neighbors, others) << "atom " << i;
  }
}

TEST(VoronoiProgramsTest, BulkHasTheCellsOfTheCommandLine) {
  if (!std::filesystem::exists(kVoro) || !HasLammps()) GTEST_SKIP();
  for (const std::uint64_t seed : kSeeds) {
    const State glass = QuenchedGlass(seed);
    const auto voronoi = ComputeVoronoi(glass, {});
    ASSERT_OK(voronoi);
    ExpectSameCells(*voronoi, RunVoro(glass, 0));
  }
}

TEST(VoronoiProgramsTest, SlabHasTheCellsOfTheCommandLine) {
  if (!std::filesystem::exists(kVoro) || !HasLammps()) GTEST_SKIP();
  for (const std::uint64_t seed : kSeeds) {
    State slab = QuenchedGlass(seed);
    ASSERT_OK(OpenSurface(1, &slab));
    const auto voronoi =
        ComputeVoronoi(slab, {.surface_distance = 5, .threads = 2});
    ASSERT_OK(voronoi);
    ExpectSameCells(*voronoi, RunVoro(slab, 5));
  }
}

// What LAMMPS' compute voronoi/atom finds.
struct LammpsCells {
  std::vector<double> volumes;       // [N] Å³
  std::vector<int> faces;            // [N]
  std::array<double, 8> edges = {};  // faces with 1 to 7 edges, and with more
};

LammpsCells RunLammpsVoronoi(const State& state, double edge_abs) {
  std::ostringstream commands;
  // Ghost atoms as far as cells reach.
  commands << "pair_style zero 8.0\npair_coeff * *\n"
           << "variable r atom (type==1)*1.28+(type==2)*1.60\n"
           << "compute v all voronoi/atom radius v_r edge_histo 7"
           << absl::StrFormat(" edge_threshold %g\n", edge_abs)
           << "dump d all custom 1 cells.dump id c_v[1] c_v[2]\n"
           << "dump_modify d sort id format float %.17g\n"
           << "fix h all ave/time 1 1 1 c_v[1] c_v[2] c_v[3] c_v[4] c_v[5] "
           << "c_v[6] c_v[7] c_v[8] file edges.txt\nrun 0\n";
  const std::filesystem::path folder = RunLammps(state, commands.str());
  LammpsCells cells;
  std::ifstream dump(folder / "cells.dump");
  std::string line;
  while (std::getline(dump, line) && !line.starts_with("ITEM: ATOMS")) {
  }
  double faces = 0;
  for (double id = 0, volume = 0; dump >> id >> volume >> faces;) {
    cells.volumes.push_back(volume);
    cells.faces.push_back(static_cast<int>(faces));
  }
  std::ifstream edges(folder / "edges.txt");
  while (edges.peek() == '#') std::getline(edges, line);
  double step = 0;
  edges >> step;
  for (double& count : cells.edges) edges >> count;
  EXPECT_TRUE(edges.good() || edges.eof());
  return cells;
}

void ExpectSameCells(const Voronoi& voronoi, const LammpsCells& lammps) {
  ASSERT_EQ(voronoi.size(), lammps.volumes.size());
  std::array<double, 8> edges = {};
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    EXPECT_NEAR(voronoi.volumes[i], lammps.volumes[i],
                1e-9 * voronoi.volumes[i]);
    EXPECT_EQ(voronoi.coordination(i), lammps.faces[i]) << "atom " << i;
    for (const VoronoiFace& face : voronoi.faces_of(i)) {
      if (face.edges == 0) continue;
      ++edges[static_cast<std::size_t>(std::min(face.edges, 8)) - 1];
    }
  }
  EXPECT_EQ(edges, lammps.edges);
}

TEST(VoronoiProgramsTest, BulkHasTheCellsOfLammps) {
  if (!HasLammps()) GTEST_SKIP();
  for (const std::uint64_t seed : kSeeds) {
    const State glass = QuenchedGlass(seed);
    const auto voronoi = ComputeVoronoi(glass, {});
    ASSERT_OK(voronoi);
    ExpectSameCells(*voronoi, RunLammpsVoronoi(glass, 0));
  }
}

TEST(VoronoiProgramsTest, TiltedBoxHasTheCellsOfLammps) {
  if (!HasLammps()) GTEST_SKIP();
  for (const std::uint64_t seed : kSeeds) {
    State glass = QuenchedGlass(seed);
    glass.box.tilts = {1.7, -2.5, 4.0};
    const auto voronoi = ComputeVoronoi(glass, {.threads = 2});
    ASSERT_OK(voronoi);
    ExpectSameCells(*voronoi, RunLammpsVoronoi(glass, 0));
  }
}

TEST(VoronoiProgramsTest, ShortEdgesAreThoseOfLammps) {
  if (!HasLammps()) GTEST_SKIP();
  for (const std::uint64_t seed : kSeeds) {
    const State glass = QuenchedGlass(seed);
    const auto voronoi = ComputeVoronoi(glass, {.edge_abs = 0.3});
    ASSERT_OK(voronoi);
    ExpectSameCells(*voronoi, RunLammpsVoronoi(glass, 0.3));
  }
}

}  // namespace
}  // namespace lehr::md::analysis
