#ifndef LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CELL_H_
#define LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CELL_H_

#include <cstddef>
#include <vector>
#include <voro++/voro++.hh>

#include "lehr/md/analysis/voronoi.h"

namespace lehr::md::analysis {

// VoronoiCellReader takes from a cell of Voro++ what we keep. It has buffers,
// so each thread has its own.
class VoronoiCellReader {
 public:
  VoronoiCellReader(double face_area_rel, double edge_abs)
      : face_area_rel_(face_area_rel), edge_abs_(edge_abs) {}

  // Appends the faces of `cell` that are kept to `faces`, with Voro++'s names
  // of the neighbors and in its order.
  void Read(voro::voronoicell_neighbor* cell, std::vector<VoronoiFace>* faces);

 private:
  void FindKeptFaces();
  // Edges of each face that are long enough and not shared with a face that is
  // dropped, into orders_.
  void CountEdges(voro::voronoicell_neighbor* cell);
  double EdgeLength(std::size_t a, std::size_t b) const;

  const double face_area_rel_;
  const double edge_abs_;
  std::vector<int> neighbors_;   // [faces]
  std::vector<int> orders_;      // [faces] number of edges
  std::vector<double> areas_;    // [faces] Å²
  std::vector<bool> kept_;       // [faces]
  std::vector<int> corners_;     // of each face: how many, then which
  std::vector<double> points_;   // [corners × 3] Å
  std::vector<int> edge_owner_;  // [corners × corners] face left of edge a -> b
};

// Counts faces by their edges.
VoronoiIndex IndexOf(const VoronoiFace* begin, const VoronoiFace* end);

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_VORONOI_CELL_H_
