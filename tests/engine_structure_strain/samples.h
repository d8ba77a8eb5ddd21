#ifndef LEHR_TESTS_ENGINE_STRUCTURE_STRAIN_SAMPLES_H_
#define LEHR_TESTS_ENGINE_STRUCTURE_STRAIN_SAMPLES_H_

#include <array>
#include <cstddef>
#include <random>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// Atoms anywhere in `box` [0, L), a `zr_fraction` of them Zr: an ideal gas.
// In a tilted box they are spread over its cell.
inline State Gas(std::size_t n, const Box& box, unsigned seed,
                 double zr_fraction = 0) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform;
  State state;
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  state.box = box;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = uniform(engine);
    const double y = uniform(engine);
    const double z = uniform(engine);
    state.atoms.positions.push_back(
        {box.lengths[0] * x + box.tilts[2] * y + box.tilts[1] * z,
         box.lengths[1] * y + box.tilts[0] * z, box.lengths[2] * z});
    state.atoms.species.push_back(uniform(engine) < zr_fraction ? 1 : 0);
  }
  state.atoms.velocities.resize(n);
  state.atoms.images.resize(n);
  return state;
}

using Deformation = std::array<Vec3, 3>;

// `state` with atoms and box deformed by r -> F r, F upper triangular so that
// the box stays one of ours.
inline State Deformed(const Deformation& f, State state) {
  const auto apply = [&](const Vec3& r) {
    Vec3 to = {0, 0, 0};
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) to[a] += f[a][b] * r[b];
    }
    return to;
  };
  for (Vec3& r : state.atoms.positions) r = apply(r);
  Box& box = state.box;
  const Vec3 y = apply({box.tilts[2], box.lengths[1], 0});
  const Vec3 z = apply({box.tilts[1], box.tilts[0], box.lengths[2]});
  box.lengths = {f[0][0] * box.lengths[0], y[1], z[2]};
  box.tilts = {z[1], z[0], y[0]};
  return state;
}

}  // namespace lehr::md::analysis

#endif  // LEHR_TESTS_ENGINE_STRUCTURE_STRAIN_SAMPLES_H_
