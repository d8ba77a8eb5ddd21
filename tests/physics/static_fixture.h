#ifndef LEHR_TESTS_PHYSICS_STATIC_FIXTURE_H_
#define LEHR_TESTS_PHYSICS_STATIC_FIXTURE_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/state.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

// Where reference data and potentials lie that are not part of the product.
inline std::filesystem::path SharedFile(std::string_view name) {
  return std::filesystem::path(LEHR_SHARED_FOLDER) / name;
}

// The potentials of these tests: of Cheng et al. (eam/alloy), which comes with
// the reference data, and of Mendelev et al. (eam/fs) from LAMMPS' package.
inline std::filesystem::path ZrCuFile() {
  return SharedFile("potentials/ZrCu.lammps.eam.alloy");
}
inline std::filesystem::path CuZrFile() {
  return "/usr/share/lammps/potentials/CuZr_mm.eam.fs";
}

inline std::string ReadText(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The potential in `path` for Cu (species 0) and Zr (1).
inline std::unique_ptr<EamPotential> ReadPotential(
    const std::filesystem::path& path) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  absl::StatusOr<std::unique_ptr<EamPotential>> potential =
      EamPotential::FromSetfl(ReadText(path), path.string(), elements);
  EXPECT_OK(potential);
  return potential.ok() ? std::move(*potential) : nullptr;
}

// All that an evaluation gives.
struct StaticResult {
  Interaction interaction;
  std::vector<Vec3> forces;
  std::vector<double> atom_energies;
};

inline StaticResult EvaluateStatic(
    const Potential& potential, const State& state,
    Precision precision = Precision::kReference) {
  StaticResult result;
  result.forces.resize(state.atoms.size());
  const std::unique_ptr<ForceField> field =
      potential.MakeForceField(state.atoms.species, 2, kUsualSkin, precision);
  const absl::StatusOr<Interaction> interaction =
      field->Compute(state.box, state.atoms.positions, result.forces);
  EXPECT_OK(interaction);
  if (interaction.ok()) result.interaction = *interaction;
  result.atom_energies = field->AtomEnergies();
  return result;
}

// LAMMPS' own eV/Å³ in bar, for undoing its conversion of a virial.
inline constexpr double kLammpsBar = 1.6021765e6;

}  // namespace lehr::md

#endif  // LEHR_TESTS_PHYSICS_STATIC_FIXTURE_H_
