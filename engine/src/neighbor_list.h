#ifndef LEHR_MD_SRC_NEIGHBOR_LIST_H_
#define LEHR_MD_SRC_NEIGHBOR_LIST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/src/kernels/eam_kernels.h"
#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// The images of `box` for the kernels. A tilt along an axis without images
// shifts nothing.
NearestImage NearestImageOf(const Box& box);

// r taken to its nearest image, as the kernels do it but for one vector: z, y,
// then x. Any image of length below half the shortest edge is found.
Vec3 ToNearestImage(const NearestImage& image, Vec3 r);

// The least distance between opposite faces of the box along periodic axes [Å];
// infinite if there are none.
double LeastHeight(const Box& box);

// NeighborList holds all pairs of atoms nearer than range() when it was made,
// each once (a half list), for atoms in an order in which near atoms are near
// in memory: by cells, the cells along a Z-order (Morton) curve. It stays
// complete for `cutoff` while MissesNothing is true. Which atom's row has a
// pair, and the order in a row, mean nothing.
//
// Making it is work for a team: Sort by one member, then FindRows for each
// part, then Divide by one member, with barriers between. Cost: for each atom
// some (5/2)³/2 range³ distances, and a sort by counting.
class NeighborList {
 public:
  // For `atoms` atoms, used by `parts` parts of a team. [Å]
  NeighborList(double cutoff, double skin,
               std::span<const std::int32_t> species, int parts);

  // Puts the atoms in order for this box and these positions [N, Å]. From here
  // until the list is made again: box and positions are its reference.
  void Sort(const Box& box, std::span<const Vec3> positions);
  // Finds the rows of atoms of one part, 0 .. parts-1.
  void FindRows(const EamKernels& kernels, int part);
  // Divides the pairs evenly between the parts.
  void Divide();

  // Where all atoms would be, had they only followed the box since Sort, the
  // largest distance from there being `drift` [Å]: whether each pair within the
  // cutoff must be in the list. With S the least stretch of any direction from
  // the old box to the new, a pair not in the list is now at least
  // S range − 2 drift apart.
  bool MissesNothing(const Box& box, double drift) const;

  // The square of the distance [Å²] of sorted atom k, now at `position`, from
  // where it would have followed `box` to.
  double DriftSquared(const Box& box, const NearestImage& image, std::size_t k,
                      const Vec3& position) const;

  bool empty() const { return order_.empty(); }
  std::int64_t builds() const { return builds_; }
  // Distance that the list reaches to [Å]: cutoff + skin, less in a small
  // tilted box.
  double range() const { return range_; }

  // [N] sorted atom -> index of the atom.
  std::span<const std::int32_t> order() const { return order_; }
  // [N] in sorted order.
  std::span<const std::int32_t> species() const { return sorted_species_; }
  // [N] neighbors of each sorted atom, as entries of eam_kernels.h, with
  // dummies behind the last to a multiple of kRowPadding. Behind each row a
  // vector of the fast path can be read.
  std::span<const std::int32_t* const> rows() const { return rows_; }
  std::span<const std::int32_t> row_sizes() const { return row_sizes_; }
  // [N] where the row of each atom begins if all padded rows lie in one array
  // of array_size(). Behind the rows of each part are spare places for one more
  // vector: what a part writes past its last row is not another's.
  std::span<const std::size_t> starts() const { return starts_; }
  std::size_t array_size() const { return array_size_; }
  std::int32_t longest_row() const { return longest_row_; }
  // [parts + 1] sorted atoms bounds[p] .. bounds[p+1]-1 are part p's share of
  // the pairs.
  std::span<const std::int32_t> bounds() const { return bounds_; }

 private:
  using Coordinates = std::vector<double>;

  // A range of cells to search from each cell, along one axis.
  struct Stencil {
    int cells = 1;
    bool periodic = false;
    double width = 0;  // of a cell, between its faces [Å]
    double low = 0;    // fractional coordinate of the first face
    double scale = 1;  // cells per unit of the fractional coordinate
    int reach = 0;     // cells to each side; all cells if they would meet
  };

  void ChooseCells(std::span<const Vec3> fractions);
  int CellAlong(int axis, double fraction) const;
  // Place of a cell in `ranks_`.
  std::size_t CellNumber(int x, int y, int z) const;
  void OrderCells();
  // Cells from `cell` on along `axis` that may hold neighbors.
  void CellsNear(int axis, int cell, std::vector<int>* near) const;
  void FindCandidates(std::int32_t rank, int part);

  double cutoff_;
  double skin_;
  std::vector<std::int32_t> species_;
  int parts_;

  Box box_;
  double range_ = 0;
  std::int64_t builds_ = 0;
  std::vector<Vec3> fractions_;  // of reference positions, sorted
  // Of reference positions, by axis, and entries; with some behind the last.
  std::array<Coordinates, 3> sorted_positions_;
  std::vector<std::int32_t> entries_;
  std::array<Stencil, 3> stencils_;
  std::array<int, 3> ordered_cells_ = {0, 0, 0};
  // Place of each cell on the curve, and its inverse as x, y, z.
  std::vector<std::int32_t> ranks_;
  std::vector<std::array<int, 3>> cells_;
  std::vector<std::int32_t> cell_starts_;  // [cells + 1] by rank

  // What one part uses to find its rows.
  struct PartWork {
    // Candidates for the rows of a cell, `count` of them and room for more.
    std::array<Coordinates, 3> candidates;
    std::vector<std::int32_t> entries;
    std::size_t count = 0;
    std::array<std::vector<int>, 3> near;
    // Entries of its rows, in blocks that do not move once begun.
    std::vector<std::vector<std::int32_t>> blocks;
    std::size_t block = 0;
    std::size_t used = 0;
  };
  void AddCandidates(std::int32_t rank, PartWork* work) const;
  std::int32_t* Space(PartWork* work, std::size_t entries) const;

  std::vector<PartWork> work_;
  std::vector<std::int32_t> order_;
  std::vector<std::int32_t> sorted_species_;
  std::vector<const std::int32_t*> rows_;
  std::vector<std::int32_t> row_sizes_;
  std::vector<std::size_t> starts_;
  std::size_t array_size_ = 0;
  std::int32_t longest_row_ = 0;
  std::vector<std::int32_t> bounds_;
};

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_NEIGHBOR_LIST_H_
