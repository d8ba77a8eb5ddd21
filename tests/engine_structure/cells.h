#ifndef LEHR_TESTS_ENGINE_STRUCTURE_CELLS_H_
#define LEHR_TESTS_ENGINE_STRUCTURE_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lehr/md/analysis/voronoi.h"

namespace lehr::md::analysis {

// A cell to be put together by hand.
struct Cell {
  std::int32_t species = 0;
  VoronoiIndex index = {};
  double volume = 10;  // Å³
  std::vector<std::int32_t> neighbors = {};
  bool at_surface = false;
};

// Cu is species 0, Zr 1.
inline Voronoi MakeVoronoi(const std::vector<Cell>& cells) {
  Voronoi voronoi;
  voronoi.elements = {"Cu", "Zr"};
  voronoi.radii = {1.28, 1.60};
  voronoi.face_begin = {0};
  for (const Cell& cell : cells) {
    voronoi.species.push_back(cell.species);
    voronoi.indices.push_back(cell.index);
    voronoi.volumes.push_back(cell.volume);
    voronoi.at_surface.push_back(cell.at_surface ? 1 : 0);
    for (const std::int32_t neighbor : cell.neighbors) {
      voronoi.faces.push_back({.neighbor = neighbor, .edges = 5, .area = 1});
    }
    voronoi.face_begin.push_back(
        static_cast<std::int64_t>(voronoi.faces.size()));
  }
  return voronoi;
}

}  // namespace lehr::md::analysis

#endif  // LEHR_TESTS_ENGINE_STRUCTURE_CELLS_H_
