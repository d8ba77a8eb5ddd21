#include "engine/src/analysis/clusters.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/src/analysis/near_atoms.h"

namespace lehr::md::analysis {
namespace {

Vec3 Plus(const Vec3& a, const Vec3& b) {
  return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

// Grows the cluster of `first`, marks its members in `found` and leaves where
// they were met, from `first` on, in `offsets`.
Cluster Grow(const Box& box, const NearAtoms& near, std::size_t first,
             std::vector<char>* found, std::vector<Vec3>* offsets) {
  const Lattice3 lattice = LatticeOf(box);
  Cluster cluster;
  cluster.members.push_back(first);
  (*found)[first] = 1;
  (*offsets)[first] = {0, 0, 0};
  for (std::size_t k = 0; k < cluster.members.size(); ++k) {
    const std::size_t i = cluster.members[k];
    near.ForEach(i, [&](std::size_t j, const Vec3& r, double) {
      const Vec3 offset = Plus((*offsets)[i], r);
      if ((*found)[j] == 0) {
        (*found)[j] = 1;
        (*offsets)[j] = offset;
        cluster.members.push_back(j);
        return;
      }
      const Vec3& was = (*offsets)[j];
      const Vec3 turns = ToFraction(
          lattice,
          {offset[0] - was[0], offset[1] - was[1], offset[2] - was[2]});
      for (std::size_t a = 0; a < 3; ++a) {
        // A whole number, but for rounding.
        if (box.periodic[a] && std::abs(turns[a]) > 0.5) {
          cluster.winds[a] = true;
        }
      }
    });
  }
  return cluster;
}

}  // namespace

std::vector<Cluster> FindClusters(const Box& box,
                                  std::span<const Vec3> positions,
                                  double cutoff) {
  const NearAtoms near(box, positions, cutoff);
  std::vector<char> found(positions.size(), 0);
  std::vector<Vec3> offsets(positions.size());
  std::vector<Cluster> clusters;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (found[i] == 0) {
      clusters.push_back(Grow(box, near, i, &found, &offsets));
    }
  }
  std::stable_sort(clusters.begin(), clusters.end(),
                   [](const Cluster& a, const Cluster& b) {
                     return a.members.size() > b.members.size();
                   });
  return clusters;
}

}  // namespace lehr::md::analysis
