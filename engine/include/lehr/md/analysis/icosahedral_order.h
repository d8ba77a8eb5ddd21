#ifndef LEHR_MD_ANALYSIS_ICOSAHEDRAL_ORDER_H_
#define LEHR_MD_ANALYSIS_ICOSAHEDRAL_ORDER_H_

#include <cstdint>
#include <vector>

#include "lehr/md/analysis/voronoi.h"

namespace lehr::md::analysis {

// Sizes of clusters. s is the size of a cluster.
struct ClusterSizes {
  double number_average = 0;  // Σ s / clusters
  double weight_average = 0;  // Σ s² / Σ s
  std::int64_t maximum = 0;
};

// IcosahedralOrder is the medium-range order of a glass: clusters of
// interpenetrating full icosahedra. Two icosahedra interpenetrate if their
// centres are Voronoi neighbors, so that they share seven atoms: Shimono and
// Onodera, Metals 5, 1163 (2015), doi:10.3390/met5031163. A cluster is a
// connected component of two centres or more.
struct IcosahedralOrder {
  std::int64_t icosahedra = 0;  // those alone too
  std::int64_t bonds = 0;       // pairs of centres that interpenetrate
  std::int64_t clusters = 0;
  // In distinct atoms, centres and shells. The maximum grows with the number of
  // atoms of the state.
  ClusterSizes atoms;
  // In centres.
  ClusterSizes centres;
  // [N] cluster of each centre, numbered by their first atoms; −1 for atoms
  // that are not the centre of an icosahedron in a cluster.
  std::vector<std::int32_t> cluster_of_centre;
};

// Centres at a free surface do not count; shells may reach there. Where a
// threshold drops a face on one of its two sides only, the other side makes
// the centres neighbors. Zeros if there are no clusters.
IcosahedralOrder FindIcosahedralOrder(const Voronoi& voronoi);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_ICOSAHEDRAL_ORDER_H_
