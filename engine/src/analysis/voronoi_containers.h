#ifndef LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CONTAINERS_H_
#define LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CONTAINERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>
#include <voro++/voro++.hh>

#include "lehr/md/analysis/voronoi.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md::analysis {

// Room that Voro++ makes at first for atoms in each block of its grid.
inline constexpr int kFirstRoom = 8;

// Where cells may be. Along an open axis that is the extent of the atoms and
// some vacuum on both sides.
struct Domain {
  Vec3 low = {0, 0, 0};
  Vec3 high = {0, 0, 0};
  // Blocks of Voro++'s grid, as many as its command line takes.
  std::array<int, 3> grid = {1, 1, 1};

  double volume() const {
    return (high[0] - low[0]) * (high[1] - low[1]) * (high[2] - low[2]);
  }
};

// That of a state, with `vacuum` [Å] beyond the atoms on open axes.
Domain DomainOf(const State& state, double vacuum);

// Voro++'s two kinds of containers. The cell of an atom depends on their
// contents and the order of it alone, but they keep things of the cell in work
// in themselves: each thread has to have its own.

// An orthogonal box; axes may be open.
class OrthogonalCells {
 public:
  OrthogonalCells(const State& state, const Domain& domain)
      : container_(domain.low[0], domain.high[0], domain.low[1], domain.high[1],
                   domain.low[2], domain.high[2], domain.grid[0],
                   domain.grid[1], domain.grid[2], state.box.periodic[0],
                   state.box.periodic[1], state.box.periodic[2], kFirstRoom),
        periodic_(state.box.periodic) {}

  voro::container_poly* container() { return &container_; }
  // Call when all atoms are in.
  void Finish() {}

  std::vector<int> GridBlocks() const {
    std::vector<int> blocks(static_cast<std::size_t>(container_.nxyz));
    for (std::size_t b = 0; b < blocks.size(); ++b) {
      blocks[b] = static_cast<int>(b);
    }
    return blocks;
  }

  // Sides of the box are named -1 to -6. Where it is periodic, such a face lies
  // half way to the atom's own image.
  std::int32_t NeighborOf(int name, std::int32_t atom) const {
    if (name > 0) return name - 1;
    const auto axis = static_cast<std::size_t>((-name - 1) / 2);
    return periodic_[axis] ? atom : VoronoiFace::kVacuum;
  }

 private:
  voro::container_poly container_;
  std::array<bool, 3> periodic_;
};

// A tilted box, periodic on all axes.
class TiltedCells {
 public:
  TiltedCells(const State& state, const Domain& domain)
      : container_(state.box.lengths[0], state.box.tilts[2],
                   state.box.lengths[1], state.box.tilts[1], state.box.tilts[0],
                   state.box.lengths[2], domain.grid[0], domain.grid[1],
                   domain.grid[2], kFirstRoom) {}

  voro::container_periodic_poly* container() { return &container_; }
  // Images are else made when a cell first needs them, and then the order of
  // atoms in them depends on which cells were asked for.
  void Finish() { container_.create_all_images(); }

  std::vector<int> GridBlocks() const {
    std::vector<int> blocks;
    for (int z = container_.ez; z < container_.wz; ++z) {
      for (int y = container_.ey; y < container_.wy; ++y) {
        for (int x = 0; x < container_.nx; ++x) {
          blocks.push_back(x + container_.nx * (y + container_.oy * z));
        }
      }
    }
    return blocks;
  }

  // Faces between an atom and its own image have no name here: 0.
  std::int32_t NeighborOf(int name, std::int32_t atom) const {
    return name > 0 ? name - 1 : atom;
  }

 private:
  voro::container_periodic_poly container_;
};

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CONTAINERS_H_
