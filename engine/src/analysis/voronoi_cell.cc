#include "engine/src/analysis/voronoi_cell.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace lehr::md::analysis {

void VoronoiCellReader::Read(voro::voronoicell_neighbor* cell,
                             std::vector<VoronoiFace>* faces) {
  cell->neighbors(neighbors_);
  cell->face_areas(areas_);
  FindKeptFaces();
  if (face_area_rel_ > 0 || edge_abs_ > 0) {
    CountEdges(cell);
  } else {
    cell->face_orders(orders_);
  }
  for (std::size_t f = 0; f < areas_.size(); ++f) {
    if (kept_[f]) faces->push_back({neighbors_[f], orders_[f], areas_[f]});
  }
}

void VoronoiCellReader::FindKeptFaces() {
  double surface = 0;
  for (const double area : areas_) surface += area;
  kept_.assign(areas_.size(), true);
  for (std::size_t f = 0; f < areas_.size(); ++f) {
    kept_[f] = areas_[f] >= face_area_rel_ * surface;
  }
}

double VoronoiCellReader::EdgeLength(std::size_t a, std::size_t b) const {
  return std::hypot(points_[3 * a] - points_[3 * b],
                    points_[3 * a + 1] - points_[3 * b + 1],
                    points_[3 * a + 2] - points_[3 * b + 2]);
}

void VoronoiCellReader::CountEdges(voro::voronoicell_neighbor* cell) {
  cell->face_vertices(corners_);
  cell->vertices(points_);
  const std::size_t points = points_.size() / 3;
  // All faces go round the same way, so the face on the other side of edge
  // a -> b has it as b -> a.
  const auto for_each_edge = [this](auto visit) {
    std::size_t at = 0;
    for (std::size_t f = 0; f < areas_.size(); ++f) {
      const auto count = static_cast<std::size_t>(corners_[at]);
      const int* const corner = &corners_[at + 1];
      for (std::size_t e = 0; e < count; ++e) {
        visit(f, static_cast<std::size_t>(corner[e]),
              static_cast<std::size_t>(corner[(e + 1) % count]));
      }
      at += count + 1;
    }
  };
  edge_owner_.assign(points * points, -1);
  for_each_edge([&](std::size_t f, std::size_t a, std::size_t b) {
    edge_owner_[a * points + b] = static_cast<int>(f);
  });
  orders_.assign(areas_.size(), 0);
  for_each_edge([&](std::size_t f, std::size_t a, std::size_t b) {
    const int other = edge_owner_[b * points + a];
    const bool shared_with_kept =
        other >= 0 && kept_[static_cast<std::size_t>(other)];
    if (shared_with_kept && EdgeLength(a, b) >= edge_abs_) ++orders_[f];
  });
}

VoronoiIndex IndexOf(const VoronoiFace* begin, const VoronoiFace* end) {
  VoronoiIndex index;
  for (const VoronoiFace* face = begin; face != end; ++face) {
    switch (face->edges) {
      case 0:
      case 1:
      case 2:
        break;
      case 3:
        ++index.n3;
        break;
      case 4:
        ++index.n4;
        break;
      case 5:
        ++index.n5;
        break;
      case 6:
        ++index.n6;
        break;
      default:
        ++index.n7_or_more;
    }
  }
  return index;
}

}  // namespace lehr::md::analysis
