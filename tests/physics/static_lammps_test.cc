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
#include <tuple>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/simulation.h"
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

// Relative to the energy, to the largest virial, to a force of 1 eV/Å and to an
// atom of 1 eV (energies of some cancel to nothing); the
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
                1e-9 * std::max(1.0, std::abs(lammps.atoms.atom_energies[i])));
    for (std::size_t a = 0; a < 3; ++a) {
      const double f = lammps.atoms.forces[i][a];
      EXPECT_NEAR(found.forces[i][a], f, 1e-9 * std::max(1.0, std::abs(f)));
    }
  }
}

// A configuration that the comparison is made on.
struct Configuration {
  const char* name;
  State (*make)(const EamPotential& potential);
};

State Disordered(const EamPotential&) {
  return DisorderedAlloy({5, 4, 4}, 4.0, 0.4, 1);
}

// `state` after so many steps in its box with a thermostat at `kelvin`.
State Kept(const EamPotential& potential, State state, double kelvin,
           std::int64_t steps) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = kelvin, .relaxation_time = 0.05};
  state.law_step = 0;
  auto simulation =
      Simulation::Create(potential, law, std::move(state), {.threads = 2});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(steps, nullptr));
  return (*simulation)->state();
}

// From atoms near fcc sites, at 17.2 Å³ an atom: no lattice is left after 1 ps.
State Liquid(const EamPotential& potential) {
  State state = DisorderedAlloy({4, 4, 4}, 4.1, 0.2, 6);
  DrawVelocities(4000, 7, &state);
  return Kept(potential, std::move(state), 2000, 1000);
}

// Frozen in half a picosecond.
State Glass(const EamPotential& potential) {
  return Kept(potential, Liquid(potential), 300, 250);
}

State StrainedGlass(const EamPotential& potential) {
  State state = Glass(potential);
  const Vec3 factors = {1.03, 0.98, 1.01};
  for (std::size_t a = 0; a < 3; ++a) {
    state.box.lengths[a] *= factors[a];
    for (Vec3& r : state.atoms.positions) r[a] *= factors[a];
  }
  return state;
}

// Layers of one element each (L1_0): all forces are zero by symmetry, so that
// what is compared is the rounding of large sums.
State Crystal(const EamPotential&) {
  State state = DisorderedAlloy({5, 5, 5}, 3.8, 0, 8);
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    state.atoms.species[i] = i % 4 == 1 || i % 4 == 2 ? 1 : 0;
  }
  return state;
}

// Atoms up to 1.9 Å apart: densities beyond those of any glass.
State Compressed(const EamPotential&) {
  return DisorderedAlloy({5, 5, 5}, 3.3, 0.25, 2);
}

// Edges of twice the cutoff and a thousandth more: atoms on opposite sides see
// each other twice, once through each face.
State SmallestBox(const EamPotential& potential) {
  return DisorderedAlloy({4, 4, 4}, 2.002 * potential.cutoff() / 4, 0.3, 9);
}

State Slab(const EamPotential&) {
  State state = DisorderedAlloy({4, 4, 4}, 4.0, 0.3, 3);
  state.box.periodic = {false, true, true};
  state.box.lengths[0] = 40;
  for (Vec3& r : state.atoms.positions) r[0] += 10;
  return state;
}

State Tilted(const EamPotential&) {
  State state = DisorderedAlloy({4, 4, 4}, 4.0, 0.3, 4);
  state.box.tilts = {0.3, -0.5, 0.8};
  for (Vec3& r : state.atoms.positions) {
    r[0] += r[1] * 0.8 / 16 + r[2] * -0.5 / 16;
    r[1] += r[2] * 0.3 / 16;
  }
  return state;
}

struct PotentialFile {
  const char* name;
  const char* style;
  std::filesystem::path (*path)();
};

class StaticLammpsTest
    : public testing::TestWithParam<std::tuple<Configuration, PotentialFile>> {
};

TEST_P(StaticLammpsTest, EnergyForcesAndVirialAreThoseOfLammps) {
  const auto& [configuration, file] = GetParam();
  for (const std::filesystem::path& path :
       {std::filesystem::path(kLammps), file.path()}) {
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path;
  }
  const std::unique_ptr<EamPotential> potential = ReadPotential(file.path());
  ExpectLammps(configuration.make(*potential), file.style, file.path());
}

INSTANTIATE_TEST_SUITE_P(
    All, StaticLammpsTest,
    testing::Combine(
        testing::Values(Configuration{"Disordered", Disordered},
                        Configuration{"Liquid", Liquid},
                        Configuration{"Glass", Glass},
                        Configuration{"StrainedGlass", StrainedGlass},
                        Configuration{"Crystal", Crystal},
                        Configuration{"Compressed", Compressed},
                        Configuration{"SmallestBox", SmallestBox},
                        Configuration{"Slab", Slab},
                        Configuration{"Tilted", Tilted}),
        testing::Values(PotentialFile{"Mendelev", "eam/fs", CuZrFile},
                        PotentialFile{"Cheng", "eam/alloy", ZrCuFile})),
    [](const auto& test) {
      return std::string(std::get<0>(test.param).name) +
             std::get<1>(test.param).name;
    });

}  // namespace
}  // namespace lehr::md
