#include "lehr/md/analysis/icosahedral_order.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

namespace lehr::md::analysis {
namespace {

// Sets of connected atoms. The name of a set is its first atom.
class ConnectedSets {
 public:
  explicit ConnectedSets(std::size_t n) : parents_(n) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }

  std::size_t NameOf(std::size_t i) {
    while (parents_[i] != i) {
      parents_[i] = parents_[parents_[i]];
      i = parents_[i];
    }
    return i;
  }

  void Connect(std::size_t i, std::size_t j) {
    const std::size_t a = NameOf(i);
    const std::size_t b = NameOf(j);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parents_;
};

bool IsCentre(const Voronoi& voronoi, std::size_t i) {
  return voronoi.counted(i) && voronoi.indices[i] == kIcosahedron;
}

// Pairs of neighboring centres, the smaller first, each once.
std::vector<std::pair<std::size_t, std::size_t>> Bonds(const Voronoi& voronoi) {
  std::vector<std::pair<std::size_t, std::size_t>> bonds;
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!IsCentre(voronoi, i)) continue;
    for (const VoronoiFace& face : voronoi.faces_of(i)) {
      if (face.neighbor == VoronoiFace::kVacuum) continue;
      const auto j = static_cast<std::size_t>(face.neighbor);
      if (j != i && IsCentre(voronoi, j)) bonds.push_back(std::minmax(i, j));
    }
  }
  std::sort(bonds.begin(), bonds.end());
  bonds.erase(std::unique(bonds.begin(), bonds.end()), bonds.end());
  return bonds;
}

// Centres of each cluster, clusters in the order of their first atoms.
std::vector<std::vector<std::size_t>> Clusters(
    const std::vector<std::pair<std::size_t, std::size_t>>& bonds,
    std::size_t n) {
  ConnectedSets sets(n);
  std::vector<std::size_t> centres;
  for (const auto& [i, j] : bonds) {
    sets.Connect(i, j);
    centres.push_back(i);
    centres.push_back(j);
  }
  std::sort(centres.begin(), centres.end());
  centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
  std::vector<std::pair<std::size_t, std::size_t>> named;
  named.reserve(centres.size());
  for (const std::size_t i : centres) named.emplace_back(sets.NameOf(i), i);
  std::sort(named.begin(), named.end());
  std::vector<std::vector<std::size_t>> clusters;
  for (std::size_t k = 0; k < named.size(); ++k) {
    if (k == 0 || named[k].first != named[k - 1].first) clusters.emplace_back();
    clusters.back().push_back(named[k].second);
  }
  return clusters;
}

// Distinct atoms of a cluster.
std::int64_t AtomsOf(const std::vector<std::size_t>& centres,
                     const Voronoi& voronoi) {
  std::vector<std::size_t> atoms = centres;
  for (const std::size_t i : centres) {
    for (const VoronoiFace& face : voronoi.faces_of(i)) {
      if (face.neighbor == VoronoiFace::kVacuum) continue;
      atoms.push_back(static_cast<std::size_t>(face.neighbor));
    }
  }
  std::sort(atoms.begin(), atoms.end());
  return std::unique(atoms.begin(), atoms.end()) - atoms.begin();
}

ClusterSizes SizesOf(const std::vector<std::int64_t>& sizes) {
  ClusterSizes result;
  if (sizes.empty()) return result;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::int64_t size : sizes) {
    sum += size;
    squares += size * size;
    result.maximum = std::max(result.maximum, size);
  }
  result.number_average =
      static_cast<double>(sum) / static_cast<double>(sizes.size());
  result.weight_average =
      static_cast<double>(squares) / static_cast<double>(sum);
  return result;
}

}  // namespace

IcosahedralOrder FindIcosahedralOrder(const Voronoi& voronoi) {
  IcosahedralOrder order;
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (IsCentre(voronoi, i)) ++order.icosahedra;
  }
  const auto bonds = Bonds(voronoi);
  const auto clusters = Clusters(bonds, voronoi.size());
  order.bonds = static_cast<std::int64_t>(bonds.size());
  order.clusters = static_cast<std::int64_t>(clusters.size());
  order.cluster_of_centre.assign(voronoi.size(), -1);
  std::vector<std::int64_t> atoms;
  std::vector<std::int64_t> centres;
  for (std::size_t c = 0; c < clusters.size(); ++c) {
    atoms.push_back(AtomsOf(clusters[c], voronoi));
    centres.push_back(static_cast<std::int64_t>(clusters[c].size()));
    for (const std::size_t i : clusters[c]) {
      order.cluster_of_centre[i] = static_cast<std::int32_t>(c);
    }
  }
  order.atoms = SizesOf(atoms);
  order.centres = SizesOf(centres);
  return order;
}

}  // namespace lehr::md::analysis
