#ifndef LEHR_TESTS_ENGINE_STRUCTURE_STRUCTURES_H_
#define LEHR_TESTS_ENGINE_STRUCTURE_STRUCTURES_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "lehr/md/state.h"
#include "tests/support/small_solids.h"

namespace lehr::md {

// Structures whose cells are known, of Cu (species 0) and Zr (species 1).

// A site in fractions of a cubic cell.
struct Site {
  Vec3 fraction;
  std::int32_t species = 0;
};

// cells³ cubic cells of edge `a` [Å] with `sites` in each.
inline State CrystalState(int cells, double a, std::span<const Site> sites) {
  State state;
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  for (int x = 0; x < cells; ++x) {
    for (int y = 0; y < cells; ++y) {
      for (int z = 0; z < cells; ++z) {
        for (const Site& site : sites) {
          // Away from the faces of the box, where rounding would wrap atoms.
          state.atoms.positions.push_back({(x + site.fraction[0] + 0.05) * a,
                                           (y + site.fraction[1] + 0.05) * a,
                                           (z + site.fraction[2] + 0.05) * a});
          state.atoms.species.push_back(site.species);
        }
      }
    }
  }
  state.atoms.velocities.resize(state.atoms.size());
  state.atoms.images.resize(state.atoms.size());
  state.box.lengths = {cells * a, cells * a, cells * a};
  return state;
}

inline State BccState(int cells, double a) {
  const std::vector<Site> sites = {{{0, 0, 0}}, {{0.5, 0.5, 0.5}}};
  return CrystalState(cells, a, sites);
}

// The Laves phase C15, Cu2Zr: Zr as in diamond, Cu in tetrahedra between.
inline State LavesState(int cells, double a) {
  constexpr std::array<Vec3, 4> kFcc = {
      {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}};
  std::vector<Site> sites;
  for (const Vec3& f : kFcc) {
    for (const Vec3& zr : {Vec3{0, 0, 0}, Vec3{0.25, 0.25, 0.25}}) {
      sites.push_back({{f[0] + zr[0], f[1] + zr[1], f[2] + zr[2]}, 1});
    }
    for (const Vec3& cu :
         {Vec3{0.625, 0.625, 0.625}, Vec3{0.625, 0.875, 0.875},
          Vec3{0.875, 0.625, 0.875}, Vec3{0.875, 0.875, 0.625}}) {
      sites.push_back({{std::fmod(f[0] + cu[0], 1), std::fmod(f[1] + cu[1], 1),
                        std::fmod(f[2] + cu[2], 1)},
                       0});
    }
  }
  return CrystalState(cells, a, sites);
}

// A Cu atom (the first) amid twelve of `shell`, at `distance` [Å], alone in a
// periodic box.
inline State IcosahedronState(double distance, std::int32_t shell) {
  const double edge = 20;
  State state = CrystalState(1, edge, std::vector<Site>{{{0.45, 0.45, 0.45}}});
  const Vec3 centre = state.atoms.positions[0];
  const double golden = std::numbers::phi;
  const double scale = distance / std::hypot(1, golden);
  for (const double one : {-scale, scale}) {
    for (const double phi : {-golden * scale, golden * scale}) {
      for (const Vec3& corner :
           {Vec3{0, one, phi}, Vec3{one, phi, 0}, Vec3{phi, 0, one}}) {
        state.atoms.positions.push_back({centre[0] + corner[0],
                                         centre[1] + corner[1],
                                         centre[2] + corner[2]});
        state.atoms.species.push_back(shell);
      }
    }
  }
  state.atoms.velocities.resize(state.atoms.size());
  state.atoms.images.resize(state.atoms.size());
  return state;
}

// Cu and Zr at random on places that are far from any crystal's, 4 cells³.
inline State DisorderedState(int cells, unsigned seed) {
  State state = FccState({cells, cells, cells}, 4.0);
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  Rattle(0.6, seed, &state);
  std::mt19937_64 engine(seed);
  for (std::int32_t& s : state.atoms.species) s = engine() % 100 < 36 ? 1 : 0;
  return state;
}

}  // namespace lehr::md

#endif  // LEHR_TESTS_ENGINE_STRUCTURE_STRUCTURES_H_
