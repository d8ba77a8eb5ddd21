#ifndef LEHR_ENGINE_SRC_ANALYSIS_NEAR_ATOMS_H_
#define LEHR_ENGINE_SRC_ANALYSIS_NEAR_ATOMS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md::analysis {

// The part of a box that acts on distances: an axis without images has unit
// length, and tilts along it mean nothing. r = H s, H the upper triangle with
// `lengths` on its diagonal.
struct Lattice3 {
  Vec3 lengths;
  Vec3 tilts;  // yz, xz, xy
};
Lattice3 LatticeOf(const Box& box);
Vec3 ToFraction(const Lattice3& lattice, const Vec3& r);
Vec3 FromFraction(const Lattice3& lattice, const Vec3& s);

// INVALID_ARGUMENT, beginning with `where`, unless `cutoff` [Å] is positive and
// at most half the shortest periodic edge: up to there each pair has one image
// within it. (Any lattice vector of a tilted box is at least as long as the
// shortest of its `lengths`.)
absl::Status CheckCutoff(std::string_view where, const Box& box, double cutoff);

// NearAtoms finds the atoms around any point of a configuration. Unlike
// NeighborList, which keeps all pairs for thousands of steps, it keeps none: a
// pair distribution to 12 Å of 432,000 atoms would take 400 MB of them. Atoms
// are sorted into cells of half the range; wrapped copies are kept, so what it
// was made from may go. Reading it is safe from many threads. Cost of a visit:
// some 125/8 range³ distances.
class NearAtoms {
 public:
  // For ranges that pass CheckCutoff.
  NearAtoms(const Box& box, std::span<const Vec3> positions, double range);

  // Calls visit(j, r, r²) for each other atom j within the range of atom i,
  // r = r_j − r_i to its image [Å]. The order follows from box, positions and
  // range alone.
  template <typename Visit>
  void ForEach(std::size_t i, const Visit& visit) const;

 private:
  // Cells along one axis.
  struct Axis {
    bool periodic = false;
    int cells = 1;
    int reach = 0;     // cells to search to each side
    double low = 0;    // fractional coordinate of the first face
    double scale = 1;  // cells per unit of the fractional coordinate
  };

  void ChooseCells(std::span<const Vec3> fractions, const Box& box);
  int CellAlong(std::size_t axis, double fraction) const;
  std::size_t CellNumber(int x, int y, int z) const;

  // Calls visit(first, last, turn) for each piece of cells c − reach ..
  // c + reach of an axis that lies in one image of the box.
  template <typename Visit>
  void ForEachPiece(const Axis& axis, int c, const Visit& visit) const;

  double range_;
  Lattice3 lattice_;
  std::array<Axis, 3> axes_;
  std::vector<std::size_t> cell_starts_;         // [cells + 1]
  std::vector<std::size_t> atoms_;               // [N] place -> atom
  std::vector<std::size_t> places_;              // [N] atom -> place
  std::vector<std::array<std::int32_t, 3>> at_;  // [N] cell of each place
  std::vector<double> x_, y_, z_;                // [N] wrapped, by place
};

template <typename Visit>
void NearAtoms::ForEachPiece(const Axis& axis, int c,
                             const Visit& visit) const {
  int first = c - axis.reach;
  int last = c + axis.reach;
  if (!axis.periodic) {
    visit(std::max(first, 0), std::min(last, axis.cells - 1), 0);
    return;
  }
  while (first <= last) {
    const int turn = first >= 0 ? first / axis.cells
                                : -((axis.cells - 1 - first) / axis.cells);
    const int end = std::min(last, (turn + 1) * axis.cells - 1);
    visit(first - turn * axis.cells, end - turn * axis.cells, turn);
    first = end + 1;
  }
}

template <typename Visit>
void NearAtoms::ForEach(std::size_t i, const Visit& visit) const {
  const std::size_t self = places_[i];
  const std::array<std::int32_t, 3>& cell = at_[self];
  const Vec3& length = lattice_.lengths;
  const Vec3& tilt = lattice_.tilts;
  const double range_squared = range_ * range_;
  // Instead of moving images of the others, atom i is moved the other way.
  const auto row = [&](int y, int z, const Vec3& from) {
    ForEachPiece(axes_[0], cell[0], [&](int first, int last, int turn) {
      const double from_x = from[0] - turn * length[0];
      const std::size_t end = cell_starts_[CellNumber(last, y, z) + 1];
      for (std::size_t k = cell_starts_[CellNumber(first, y, z)]; k < end;
           ++k) {
        const Vec3 r = {x_[k] - from_x, y_[k] - from[1], z_[k] - from[2]};
        const double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        if (square < range_squared && k != self) visit(atoms_[k], r, square);
      }
    });
  };
  ForEachPiece(axes_[2], cell[2], [&](int z_first, int z_last, int z_turn) {
    const Vec3 from_z = {x_[self] - z_turn * tilt[1],
                         y_[self] - z_turn * tilt[0],
                         z_[self] - z_turn * length[2]};
    for (int z = z_first; z <= z_last; ++z) {
      ForEachPiece(axes_[1], cell[1], [&](int y_first, int y_last, int y_turn) {
        const Vec3 from = {from_z[0] - y_turn * tilt[2],
                           from_z[1] - y_turn * length[1], from_z[2]};
        for (int y = y_first; y <= y_last; ++y) row(y, z, from);
      });
    }
  });
}

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_NEAR_ATOMS_H_
