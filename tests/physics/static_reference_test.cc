// Energies, forces and virials that other programs computed for stored
// configurations of a glass.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/formats/lammps_data.h"
#include "tests/physics/static_fixture.h"

namespace lehr::md {
namespace {

class StaticReferenceTest : public testing::TestWithParam<
                                std::pair<const char*, std::filesystem::path>> {
};

// LAMMPS wrote energy and pressures with 16 digits, forces and atoms' energies
// with 12. Both programs sum in double precision; ours rounds each pair to
// 5e-13. Relative to the energy, to the largest virial, to a force of 1 eV/Å.
TEST_P(StaticReferenceTest, AgreesWithLammpsToOnePartInABillion) {
  const auto& [name, potential_file] = GetParam();
  const std::string stem = std::string("reference/static/") + name;
  if (!std::filesystem::exists(SharedFile(stem + ".data")) ||
      !std::filesystem::exists(potential_file)) {
    GTEST_SKIP() << "no " << SharedFile(stem + ".data") << " or "
                 << potential_file;
  }
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const absl::StatusOr<State> state = formats::ReadLammpsData(
      ReadText(SharedFile(stem + ".data")), stem, elements);
  ASSERT_OK(state);
  const auto expected =
      nlohmann::json::parse(ReadText(SharedFile(stem + ".json")));
  const StaticResult found =
      EvaluateStatic(*ReadPotential(potential_file), *state);

  const double energy = expected["energy_eV"];
  EXPECT_NEAR(found.interaction.energy, energy, 1e-9 * std::abs(energy));
  constexpr std::array<const char*, 6> kNames = {
      "pxx_bar", "pyy_bar", "pzz_bar", "pyz_bar", "pxz_bar", "pxy_bar"};
  const double volume = state->box.volume();
  double largest = 0;
  SymmetricTensor virial = {};
  for (std::size_t c = 0; c < 6; ++c) {
    virial[c] = expected[kNames.at(c)].get<double>() * volume / kLammpsBar;
    largest = std::max(largest, std::abs(virial[c]));
  }
  for (std::size_t c = 0; c < 6; ++c) {
    EXPECT_NEAR(found.interaction.virial[c], virial[c], 1e-9 * largest)
        << kNames.at(c);
  }

  std::istringstream dump(ReadText(SharedFile(stem + ".dump")));
  std::string line;
  while (std::getline(dump, line) && !line.starts_with("ITEM: ATOMS id")) {
  }
  std::size_t id = 0;
  int type = 0;
  Vec3 r;
  Vec3 f;
  double atom_energy = 0;
  std::size_t atoms = 0;
  while (dump >> id >> type >> r[0] >> r[1] >> r[2] >> f[0] >> f[1] >> f[2] >>
         atom_energy) {
    const std::size_t i = id - 1;
    ++atoms;
    EXPECT_EQ(state->atoms.species[i], type - 1);
    EXPECT_NEAR(found.atom_energies[i], atom_energy,
                1e-9 * std::abs(atom_energy));
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(found.forces[i][a], f[a],
                  1e-9 * std::max(1.0, std::abs(f[a])));
    }
  }
  EXPECT_EQ(atoms, state->atoms.size());
}

INSTANTIATE_TEST_SUITE_P(Glasses, StaticReferenceTest,
                         testing::Values(std::pair("glass864_zrcu", ZrCuFile()),
                                         std::pair("strained864_zrcu",
                                                   ZrCuFile()),
                                         std::pair("glass864_mm", CuZrFile()),
                                         std::pair("hot864_mm", CuZrFile())),
                         [](const auto& test) { return test.param.first; });

// mdapy's test suite: energies, forces and virials of each atom with 8
// decimals. It interpolates by other splines: its energies differ from LAMMPS'
// by up to 1e-6 eV, its forces by up to 8e-5 eV/Å at the tables' rough places.
TEST(StaticMdapyTest, AgreesWithMdapy) {
  const std::filesystem::path file = SharedFile("reference/ZrCu.xyz");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const std::string text = ReadText(file);
  const absl::StatusOr<State> state =
      formats::ReadExtendedXyz(text, file.string());
  ASSERT_OK(state);
  ASSERT_EQ(state->elements, (std::vector<std::string>{"Cu", "Zr"}));
  const StaticResult found = EvaluateStatic(*ReadPotential(ZrCuFile()), *state);
  // LAMMPS for the same configuration.
  EXPECT_NEAR(found.interaction.energy, -4970.508328, 1e-6);
  const SymmetricTensor pressure = {1081.299274,  -123.980356, -694.0157342,
                                    -314.5084147, 581.9756713, -1764.601048};
  for (std::size_t c = 0; c < 6; ++c) {
    EXPECT_NEAR(found.interaction.virial[c] / state->box.volume() * kLammpsBar,
                pressure[c], 1e-4)
        << c;
  }

  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    std::getline(lines, line);
    std::istringstream words(line);
    std::string symbol;
    Vec3 r;
    Vec3 f;
    double energy = 0;
    words >> symbol >> r[0] >> r[1] >> r[2] >> f[0] >> f[1] >> f[2] >> energy;
    EXPECT_NEAR(found.atom_energies[i], energy, 1e-6);
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(found.forces[i][a], f[a], 1e-4);
    }
  }
}

}  // namespace
}  // namespace lehr::md
