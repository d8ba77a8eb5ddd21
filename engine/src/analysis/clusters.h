#ifndef LEHR_ENGINE_SRC_ANALYSIS_CLUSTERS_H_
#define LEHR_ENGINE_SRC_ANALYSIS_CLUSTERS_H_

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md::analysis {

// A cluster: atoms that are connected by steps shorter than a cutoff.
struct Cluster {
  std::vector<std::size_t> members;  // in the order found, least index first
  // Periodic axes along which it meets an image of itself: it goes on for
  // ever. Found by carrying positions along the steps; an atom that is reached
  // on two ways with different positions closes such a loop.
  std::array<bool, 3> winds = {false, false, false};
};

// The clusters of `positions`, largest first, and of one size the one with the
// least index. For cutoffs that pass CheckCutoff.
std::vector<Cluster> FindClusters(const Box& box,
                                  std::span<const Vec3> positions,
                                  double cutoff);

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_CLUSTERS_H_
