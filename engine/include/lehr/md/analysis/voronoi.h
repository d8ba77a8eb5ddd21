#ifndef LEHR_MD_ANALYSIS_VORONOI_H_
#define LEHR_MD_ANALYSIS_VORONOI_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/element_radii.h"
#include "lehr/md/state.h"

namespace lehr::md::analysis {

// How a state is divided into cells. All of it belongs with the result.
struct VoronoiOptions {
  // Equal radii give the plain Voronoi tessellation.
  ElementRadii radii = DefaultRadii();
  // A face smaller than this fraction of its cell's surface is dropped, and
  // its edges collapse: its neighbors do not count those they shared with it.
  // 0 keeps all, as LAMMPS and OVITO do.
  double face_area_rel = 0;
  // Shorter edges are not counted [Å].
  double edge_abs = 0;
  // Atoms within this distance of a free surface are at the surface, and no
  // statistics count them [Å]: the cutoff of the alloy's potential. Means
  // nothing in a box that is periodic on all axes.
  double surface_distance = 6.5;
  int threads = 1;
};

// VoronoiIndex is the signature <n3, n4, n5, n6> of a cell, n_k its faces with
// k edges; those with seven or more are kept apart.
struct VoronoiIndex {
  std::int32_t n3 = 0;
  std::int32_t n4 = 0;
  std::int32_t n5 = 0;
  std::int32_t n6 = 0;
  std::int32_t n7_or_more = 0;

  // Of faces with three edges or more.
  std::int32_t faces() const { return n3 + n4 + n5 + n6 + n7_or_more; }

  friend auto operator<=>(const VoronoiIndex&, const VoronoiIndex&) = default;
};

// The full icosahedron.
inline constexpr VoronoiIndex kIcosahedron = {.n5 = 12};

// A face of a cell.
struct VoronoiFace {
  // The atom on the other side, which may be an image of the cell's own atom;
  // kVacuum on a free surface.
  std::int32_t neighbor = 0;
  std::int32_t edges = 0;
  double area = 0;  // Å²

  static constexpr std::int32_t kVacuum = -1;

  friend bool operator==(const VoronoiFace&, const VoronoiFace&) = default;
};

// Voronoi is a state divided into cells, one for each atom.
struct Voronoi {
  // As in the state.
  std::vector<std::string> elements;
  std::vector<std::int32_t> species;
  // [species] the radii used, Å.
  std::vector<double> radii;

  // [N] Å³. Beside a free surface a cell ends at a wall somewhere in the
  // vacuum: its volume means nothing.
  std::vector<double> volumes;
  // [N] of the faces and edges that are above the thresholds. A face that is
  // left with fewer than three edges is in the coordination, but not here.
  std::vector<VoronoiIndex> indices;
  // [N] 1 for atoms at a free surface, which statistics leave out, else 0.
  std::vector<std::uint8_t> at_surface;
  // Faces above the threshold, by atom, then by neighbor, then by area:
  // those of atom i are faces[face_begin[i]] to faces[face_begin[i + 1] - 1].
  std::vector<std::int64_t> face_begin;  // [N + 1]
  std::vector<VoronoiFace> faces;

  std::size_t size() const { return volumes.size(); }
  bool counted(std::size_t i) const { return at_surface[i] == 0; }
  std::span<const VoronoiFace> faces_of(std::size_t i) const {
    return std::span(faces).subspan(
        static_cast<std::size_t>(face_begin[i]),
        static_cast<std::size_t>(face_begin[i + 1] - face_begin[i]));
  }
  // CN, the number of faces.
  std::int64_t coordination(std::size_t i) const {
    return face_begin[i + 1] - face_begin[i];
  }
};

// Divides a state into the cells of the radical (power, Laguerre) tessellation,
//   cell i = { x : |x − r_i|² − R_i² ≤ |x − r_j|² − R_j² for all j },
// so that the face between two atoms is perpendicular to their connection and
// lies where tangents to both spheres are equally long. Gellatly and Finney,
// J. Non-Cryst. Solids 50, 313 (1982), doi:10.1016/0022-3093(82)90093-X; by
// Voro++: Rycroft, Chaos 19, 041111 (2009), doi:10.1063/1.3215722. What Voro++
// takes for one corner is closer together than 1e-11 Å: a perfect crystal whose
// corners join four faces (fcc) needs a threshold.
//
// In a box with an open axis, a free surface is where a sphere of 4 Å finds
// room between the atoms, so that steps, necks and single atoms outside are
// followed: atoms within surface_distance of one whose cell reaches there are
// at the surface.
//
// Same bits on any number of threads. About 65,000 atoms a second on each,
// 600 bytes an atom and 70 more for each thread. INVALID_ARGUMENT for options
// that make no sense, an element without a radius, a tilted box with free
// surfaces, a position that is not finite, and when all atoms are at a surface;
// FAILED_PRECONDITION, naming the atom, if one has no cell because its
// neighbors' spheres swallow it or another atom is at its place, or if cells do
// not fill the box.
absl::StatusOr<Voronoi> ComputeVoronoi(const State& state,
                                       const VoronoiOptions& options);

// Means over the counted atoms of one element.
struct VoronoiMeans {
  std::int64_t atoms = 0;
  double coordination = 0;
  double volume = 0;  // Å³
};

// [species + 1]: of each element in the order of `elements`, then of all.
// Elements without counted atoms have zeros.
std::vector<VoronoiMeans> MeansOf(const Voronoi& voronoi);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_VORONOI_H_
