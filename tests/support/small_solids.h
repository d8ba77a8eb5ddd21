#ifndef LEHR_TESTS_SUPPORT_SMALL_SOLIDS_H_
#define LEHR_TESTS_SUPPORT_SMALL_SOLIDS_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>

#include "lehr/md/state.h"
#include "lehr/md/units.h"

namespace lehr::md {

// States for tests that need no builder: fcc of one element, and velocities.

// fcc with cells[0] × cells[1] × cells[2] cubic cells of edge `a` [Å], at rest.
inline State FccState(std::array<int, 3> cells, double a,
                      double mass = 63.546) {
  State state;
  state.elements = {"Cu"};
  state.masses = {mass};
  constexpr std::array<Vec3, 4> kBasis = {
      {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}};
  for (int x = 0; x < cells[0]; ++x) {
    for (int y = 0; y < cells[1]; ++y) {
      for (int z = 0; z < cells[2]; ++z) {
        for (const Vec3& b : kBasis) {
          // A quarter away from the faces, where rounding would wrap atoms.
          state.atoms.positions.push_back({(x + b[0] + 0.25) * a,
                                           (y + b[1] + 0.25) * a,
                                           (z + b[2] + 0.25) * a});
        }
      }
    }
  }
  const std::size_t n = state.atoms.size();
  state.atoms.velocities.resize(n);
  state.atoms.images.resize(n);
  state.atoms.species.resize(n, 0);
  for (std::size_t k = 0; k < 3; ++k) {
    state.box.lengths[k] = cells[k] * a;
  }
  return state;
}

// Velocities of a Maxwell distribution, without motion of the centre of mass,
// scaled to exactly `temperature` [K] with N_f = 3N − 3.
inline void Heat(double temperature, unsigned seed, State* state) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  Vec3 momentum = {};
  double total_mass = 0;
  const auto mass = [&](std::size_t i) {
    return state->masses[static_cast<std::size_t>(state->atoms.species[i])];
  };
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    total_mass += mass(i);
    for (std::size_t k = 0; k < 3; ++k) {
      state->atoms.velocities[i][k] = normal(engine) / std::sqrt(mass(i));
      momentum[k] += mass(i) * state->atoms.velocities[i][k];
    }
  }
  double twice_kinetic = 0;
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      double& v = state->atoms.velocities[i][k];
      v -= momentum[k] / total_mass;
      twice_kinetic += mass(i) * v * v * kKineticToEv;
    }
  }
  const double freedom = 3.0 * static_cast<double>(state->atoms.size()) - 3.0;
  const double scale =
      std::sqrt(freedom * kBoltzmann * temperature / twice_kinetic);
  for (auto& velocity : state->atoms.velocities) {
    for (double& v : velocity) v *= scale;
  }
}

// Moves each coordinate by up to `amplitude` [Å], reproducibly.
inline void Rattle(double amplitude, unsigned seed, State* state) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(-amplitude, amplitude);
  for (auto& position : state->atoms.positions) {
    for (double& x : position) x += uniform(engine);
  }
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_SUPPORT_SMALL_SOLIDS_H_
