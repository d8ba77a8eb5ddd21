#ifndef LEHR_TESTS_ENGINE_STRUCTURE_GLASSES_H_
#define LEHR_TESTS_ENGINE_STRUCTURE_GLASSES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/minimize.h"
#include "lehr/md/state.h"
#include "tests/physics_dynamics/glass.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {

// The inherent structure of 500 atoms of Cu64Zr36, melted at 2000 K and cooled
// to 300 K within 1 ps, of the potential of LAMMPS' package: a poor glass,
// another one for each seed.
inline State QuenchedGlass(std::uint64_t seed) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {320, 180};
  const std::unique_ptr<EamPotential> potential = CuZr();
  auto state = CreateLattice(Lattice::kFcc, {5, 5, 5}, 4.0, elements, masses,
                             counts, seed);
  EXPECT_OK(state);
  DrawVelocities(4000, seed + 1, &*state);
  DynamicsLaw cool;
  cool.temperature = TemperatureLaw{
      .start = 2000, .rate = (300.0 - 2000.0) / 1.0, .relaxation_time = 0.1};
  State glass = RunLaw(*potential, cool, *std::move(state), 500);
  EXPECT_OK(Minimize(*potential, {.relax_box = true}, &glass));
  return glass;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_ENGINE_STRUCTURE_GLASSES_H_
