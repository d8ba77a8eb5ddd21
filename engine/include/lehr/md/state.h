#ifndef LEHR_MD_STATE_H_
#define LEHR_MD_STATE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// Version of the numerics: raised whenever the same state and law give other
// bits than before.
inline constexpr int kNumericsVersion = 1;

// Atoms are the particles, as parallel arrays; an atom is its index, for ever.
struct Atoms {
  // [N] index into State::elements.
  std::vector<std::int32_t> species;
  // [N] Å. On a periodic axis in [0, L): wrapped after every step, so that the
  // numbers do not depend on when a neighbor list was made.
  std::vector<Vec3> positions;
  // [N] Å/ps.
  std::vector<Vec3> velocities;
  // [N] how often the atom left through each periodic face: its path is
  // position + image × length.
  std::vector<std::array<std::int32_t, 3>> images;

  std::size_t size() const { return positions.size(); }
};

// Variables of a Nosé-Hoover chain of length M: dimensionless positions η and
// their velocities [1/ps]. Empty where there is no chain.
struct ChainState {
  std::vector<double> positions;
  std::vector<double> velocities;
};

// Variables of the barostat: ω_a, strain rate of each axis [1/ps].
struct BarostatState {
  Vec3 velocities = {0, 0, 0};
  ChainState chain;
};

// State is a configuration with all that is needed to continue bit for bit.
struct State {
  // Species index -> chemical symbol.
  std::vector<std::string> elements;
  // [species] amu.
  std::vector<double> masses;
  Box box;
  Atoms atoms;

  // Steps taken under the present law. The thermostat and barostat start from
  // rest with each law (as a new fix of LAMMPS does), so at 0 their variables
  // mean nothing.
  std::int64_t law_step = 0;
  // Box when the law began: strain is counted from it [Å].
  Vec3 law_start_lengths = {0, 0, 0};
  // The same for its tilts [Å].
  Vec3 law_start_tilts = {0, 0, 0};
  ChainState thermostat;
  BarostatState barostat;

  // Edges of the fully periodic box just before a surface was opened [Å], for
  // stresses per initial cross-section; zero while there is no free surface.
  Vec3 bulk_lengths = {0, 0, 0};
};

}  // namespace lehr::md

#endif  // LEHR_MD_STATE_H_
