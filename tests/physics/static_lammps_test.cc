// The same configuration through LAMMPS, if it is installed.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/formats/lammps_data.h"
#include "tests/physics/static_fixture.h"
#include "tests/support/program.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

const char* const kLammps = "/usr/bin/lmp";

struct LammpsResult {
  std::map<std::string, double> totals;
  StaticResult atoms;  // forces and energies
};

std::string Script(const State& state, const std::string& style,
                   const std::filesystem::path& potential) {
  std::string boundary;
  for (const bool periodic : state.box.periodic) {
    boundary += periodic ? " p" : " f";
  }
  return absl::StrFormat(
      "units metal\n"
      "atom_style atomic\n"
      "boundary%s\n"
      "read_data configuration.data\n"
      "pair_style %s\n"
      "pair_coeff * * %s Cu Zr\n"
      "compute e all pe/atom\n"
      "compute p all pressure NULL virial\n"
      "thermo_style custom step pe c_p[1] c_p[2] c_p[3] c_p[4] c_p[5] c_p[6]\n"
      "dump d all custom 1 atoms.dump id fx fy fz c_e\n"
      "dump_modify d sort id format float %%.17g\n"
      "run 0\n"
      "print \"total energy $(pe:%%.17g)\"\n"
      "print \"total volume $(vol:%%.17g)\"\n"
      "print \"total xx $(c_p[1]:%%.17g)\"\n"
      "print \"total yy $(c_p[2]:%%.17g)\"\n"
      "print \"total zz $(c_p[3]:%%.17g)\"\n"
      "print \"total xy $(c_p[4]:%%.17g)\"\n"
      "print \"total xz $(c_p[5]:%%.17g)\"\n"
      "print \"total yz $(c_p[6]:%%.17g)\"\n",
      boundary, style, potential.string());
}

LammpsResult RunLammps(const State& state, const std::string& style,
                       const std::filesystem::path& potential) {
  const std::filesystem::path folder = MakeTestFolder();
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream(folder / name) << text;
  };
  write("configuration.data", formats::WriteLammpsData(state));
  write("script.in", Script(state, style, potential));
  const ProgramResult run = RunProgram(
      folder, {"/bin/sh", "-c",
               absl::StrFormat("cd '%s' && exec %s -in script.in -log none",
                               folder.string(), kLammps)});
  EXPECT_EQ(run.code, 0) << run.output << run.errors;
  LammpsResult result;
  std::istringstream lines(run.output);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string total;
    std::string name;
    double value = 0;
    if (words >> total >> name >> value && total == "total") {
      result.totals[name] = value;
    }
  }
  std::istringstream dump(ReadText(folder / "atoms.dump"));
  while (std::getline(dump, line) && !line.starts_with("ITEM: ATOMS")) {
  }
  std::size_t id = 0;
  Vec3 f;
  double energy = 0;
  while (dump >> id >> f[0] >> f[1] >> f[2] >> energy) {
    result.atoms.forces.push_back(f);
    result.atoms.atom_energies.push_back(energy);
  }
  return result;
}

// Relative to the energy, to the largest virial and to a force of 1 eV/Å; the
// programs differ in the order of sums and in our rounding of pairs, 5e-13.
void ExpectLammps(const State& state, const std::string& style,
                  const std::filesystem::path& file) {
  const LammpsResult lammps = RunLammps(state, style, file);
  const StaticResult found = EvaluateStatic(*ReadPotential(file), state);
  ASSERT_EQ(lammps.totals.size(), 8u);
  ASSERT_EQ(lammps.atoms.forces.size(), state.atoms.size());
  const double energy = lammps.totals.at("energy");
  EXPECT_NEAR(found.interaction.energy, energy, 1e-9 * std::abs(energy));
  const std::array<std::string, 6> names = {"xx", "yy", "zz", "yz", "xz", "xy"};
  double largest = 0;
  SymmetricTensor virial = {};
  for (std::size_t c = 0; c < 6; ++c) {
    virial[c] =
        lammps.totals.at(names.at(c)) * lammps.totals.at("volume") / kLammpsBar;
    largest = std::max(largest, std::abs(virial[c]));
  }
  for (std::size_t c = 0; c < 6; ++c) {
    EXPECT_NEAR(found.interaction.virial[c], virial[c], 1e-9 * largest)
        << names.at(c);
  }
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    EXPECT_NEAR(found.atom_energies[i], lammps.atoms.atom_energies[i],
                1e-9 * std::abs(lammps.atoms.atom_energies[i]));
    for (std::size_t a = 0; a < 3; ++a) {
      const double f = lammps.atoms.forces[i][a];
      EXPECT_NEAR(found.forces[i][a], f, 1e-9 * std::max(1.0, std::abs(f)));
    }
  }
}

class StaticLammpsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kLammps) ||
        !std::filesystem::exists(CuZrFile())) {
      GTEST_SKIP() << "no " << kLammps << " or " << CuZrFile();
    }
  }
};

TEST_F(StaticLammpsTest, DisorderedFinnisSinclairAlloy) {
  ExpectLammps(DisorderedAlloy({5, 4, 4}, 4.0, 0.4, 1), "eam/fs", CuZrFile());
}

// Atoms up to 1.9 Å apart: densities beyond those of any glass.
TEST_F(StaticLammpsTest, CompressedAlloy) {
  ExpectLammps(DisorderedAlloy({5, 5, 5}, 3.3, 0.25, 2), "eam/fs", CuZrFile());
}

TEST_F(StaticLammpsTest, SlabWithFreeSurfaces) {
  State state = DisorderedAlloy({4, 4, 4}, 4.0, 0.3, 3);
  state.box.periodic = {false, true, true};
  state.box.lengths[0] = 40;
  for (Vec3& r : state.atoms.positions) r[0] += 10;
  ExpectLammps(state, "eam/fs", CuZrFile());
}

TEST_F(StaticLammpsTest, TiltedBox) {
  State state = DisorderedAlloy({4, 4, 4}, 4.0, 0.3, 4);
  state.box.tilts = {0.3, -0.5, 0.8};
  for (Vec3& r : state.atoms.positions) {
    r[0] += r[1] * 0.8 / 16 + r[2] * -0.5 / 16;
    r[1] += r[2] * 0.3 / 16;
  }
  ExpectLammps(state, "eam/fs", CuZrFile());
}

TEST_F(StaticLammpsTest, DisorderedAlloyWithOneDensityPerElement) {
  if (!std::filesystem::exists(ZrCuFile())) {
    GTEST_SKIP() << "no " << ZrCuFile();
  }
  ExpectLammps(DisorderedAlloy({4, 4, 4}, 4.0, 0.4, 5), "eam/alloy",
               ZrCuFile());
}

}  // namespace
}  // namespace lehr::md
