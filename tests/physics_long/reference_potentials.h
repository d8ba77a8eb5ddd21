#ifndef LEHR_TESTS_PHYSICS_LONG_REFERENCE_POTENTIALS_H_
#define LEHR_TESTS_PHYSICS_LONG_REFERENCE_POTENTIALS_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/eam_potential.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

// A potential that glasses are compared with, where its file is.
struct ReferencePotential {
  const char* name;
  std::filesystem::path path;
};

// Cheng, Cao, Sheng and Ma, Acta Mater. 56, 5263 (2008), with the reference
// data beside the source; Mendelev et al. (2007) from LAMMPS' package.
inline ReferencePotential Cheng() {
  return {"Cheng", std::filesystem::path(LEHR_SHARED_FOLDER) /
                       "potentials/ZrCu.lammps.eam.alloy"};
}
inline ReferencePotential Mendelev() {
  return {"Mendelev", "/usr/share/lammps/potentials/CuZr_mm.eam.fs"};
}

// For Cu (species 0) and Zr (1).
inline std::unique_ptr<EamPotential> ReadReference(
    const ReferencePotential& reference) {
  std::ifstream file(reference.path);
  std::stringstream text;
  text << file.rdbuf();
  const std::vector<std::string> elements = {"Cu", "Zr"};
  auto potential =
      EamPotential::FromSetfl(text.str(), reference.path.string(), elements);
  EXPECT_OK(potential);
  return std::move(potential).value();
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_PHYSICS_LONG_REFERENCE_POTENTIALS_H_
