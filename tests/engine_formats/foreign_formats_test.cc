// What ASE and LAMMPS make of the files that we write.

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/formats/lammps_data.h"
#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::formats {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPython = "/usr/bin/python3";
constexpr const char* kLammps = "/usr/bin/lmp";

// LAMMPS goes through fractional coordinates in a tilted box: a few roundings
// of numbers below 20.
constexpr double kRounding = 1e-13;

// A hot tilted crystal of two elements with atoms in other images.
State TiltedAlloy() {
  State state = FccState({3, 4, 5}, 3.6);
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    state.atoms.species[i] = i % 3 == 0 ? 1 : 0;
    state.atoms.images[i] = {static_cast<int>(i % 4) - 2,
                             static_cast<int>(i % 3), 0};
  }
  Heat(900, 1, &state);
  Rattle(0.1, 2, &state);
  state.box.tilts = {0.5, -0.25, 1.0 / 3};
  return state;
}

const char kAseScript[] = R"(
import json, sys, ase.io
a = ase.io.read(sys.argv[1], format='extxyz')
print(json.dumps({
    'symbols': a.get_chemical_symbols(), 'pbc': a.get_pbc().tolist(),
    'cell': a.get_cell().tolist(), 'positions': a.get_positions().tolist(),
    'masses': a.get_masses().tolist(), 'velo': a.arrays['velo'].tolist(),
    'map_shift': a.arrays['map_shift'].tolist(),
    'forces': a.get_forces(apply_constraint=False).tolist(),
    'energies': a.get_potential_energies().tolist(),
    'energy': a.get_potential_energy()}))
)";

TEST(ForeignFormatsTest, AseFindsTheSameNumbersInExtendedXyz) {
  const fs::path folder = MakeTestFolder();
  if (!fs::exists(kPython) ||
      RunProgram(folder, {kPython, "-c", "import ase"}).code != 0) {
    GTEST_SKIP() << "ASE is not installed: apt-get install python3-ase";
  }
  State state = TiltedAlloy();
  state.box.periodic = {true, true, false};
  AtomColumn forces{"forces", 3, {}};
  AtomColumn energies{"energies", 1, {}};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const double x = 1.0 / static_cast<double>(i + 3);
    forces.values.insert(forces.values.end(), {x, -x, 2 * x});
    energies.values.push_back(-4 - x);
  }
  const std::vector<AtomColumn> columns = {forces, energies};
  ASSERT_OK(WriteFileDurably(
      folder / "a.xyz", WriteExtendedXyz(state, columns, "energy=-1234.5678")));
  const ProgramResult result = RunProgram(
      folder, {kPython, "-c", kAseScript, (folder / "a.xyz").string()});
  ASSERT_EQ(result.code, 0) << result.errors;
  const auto ase = nlohmann::json::parse(result.output);
  const Box& box = state.box;
  const std::vector<Vec3> cell = {{box.lengths[0], 0, 0},
                                  {box.tilts[2], box.lengths[1], 0},
                                  {box.tilts[1], box.tilts[0], box.lengths[2]}};
  EXPECT_EQ(ase["cell"], nlohmann::json(cell));
  EXPECT_EQ(ase["pbc"], nlohmann::json(box.periodic));
  EXPECT_EQ(ase["positions"], nlohmann::json(state.atoms.positions));
  EXPECT_EQ(ase["velo"], nlohmann::json(state.atoms.velocities));
  EXPECT_EQ(ase["map_shift"], nlohmann::json(state.atoms.images));
  EXPECT_EQ(ase["energies"], nlohmann::json(energies.values));
  EXPECT_EQ(ase["energy"], -1234.5678);
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const auto species = static_cast<std::size_t>(state.atoms.species[i]);
    EXPECT_EQ(ase["symbols"][i], state.elements[species]);
    EXPECT_EQ(ase["masses"][i], state.masses[species]);
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_EQ(ase["forces"][i][a], forces.values[3 * i + a]);
    }
  }
}

// What LAMMPS writes after it has read `state`.
State ThroughLammps(const State& state, const std::string& boundary) {
  const fs::path folder = MakeTestFolder();
  EXPECT_OK(WriteFileDurably(folder / "in.data", WriteLammpsData(state)));
  std::ofstream(folder / "in.lmp")
      << "units metal\natom_style atomic\nboundary " << boundary
      << "\nread_data " << (folder / "in.data").string()
      << "\npair_style zero 5.0\npair_coeff * *\nwrite_data "
      << (folder / "out.data").string() << " nocoeff\n";
  const ProgramResult result =
      RunProgram(folder, {kLammps, "-in", (folder / "in.lmp").string(), "-log",
                          (folder / "log").string()});
  EXPECT_EQ(result.code, 0) << result.output << result.errors;
  const auto text = ReadFile(folder / "out.data");
  EXPECT_OK(text);
  auto back = ReadLammpsData(*text, "out.data", state.elements);
  EXPECT_OK(back);
  return back.ok() ? *back : State();
}

void ExpectSame(const State& back, const State& state) {
  EXPECT_EQ(back.masses, state.masses);
  EXPECT_EQ(back.atoms.species, state.atoms.species);
  EXPECT_EQ(back.atoms.images, state.atoms.images);
  EXPECT_EQ(back.atoms.velocities, state.atoms.velocities);
  ASSERT_EQ(back.atoms.size(), state.atoms.size());
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(back.box.tilts[a], state.box.tilts[a], kRounding);
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      EXPECT_NEAR(back.atoms.positions[i][a], state.atoms.positions[i][a],
                  kRounding);
    }
  }
}

TEST(ForeignFormatsTest, LammpsWritesBackTheDataFileThatItWasGiven) {
  if (!fs::exists(kLammps)) GTEST_SKIP() << "LAMMPS is not installed";
  const State state = TiltedAlloy();
  const State back = ThroughLammps(state, "p p p");
  ExpectSame(back, state);
  EXPECT_EQ(back.box.lengths, state.box.lengths);
}

TEST(ForeignFormatsTest, LammpsShrinksItsBoxAroundFreeSurfaces) {
  if (!fs::exists(kLammps)) GTEST_SKIP() << "LAMMPS is not installed";
  State state = TiltedAlloy();
  state.box.tilts = {0, 0, 0};
  state.box.periodic = {false, true, true};
  for (auto& image : state.atoms.images) image[0] = 0;
  // Outside of [0, L), as it may be there.
  state.atoms.positions[0][0] = -1.5;
  State back = ThroughLammps(state, "s p p");
  EXPECT_GT(back.box.lengths[0], state.box.lengths[0]);
  // Our reader moves the box to 0.
  const double shift = state.atoms.positions[0][0] - back.atoms.positions[0][0];
  for (Vec3& position : back.atoms.positions) position[0] += shift;
  ExpectSame(back, state);
}

}  // namespace
}  // namespace lehr::md::formats
