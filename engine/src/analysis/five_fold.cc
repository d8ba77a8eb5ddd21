#include "lehr/md/analysis/five_fold.h"

#include <cstddef>
#include <cstdint>

namespace lehr::md::analysis {

double FiveFoldOf(const VoronoiIndex& index) {
  const std::int32_t faces = index.n3 + index.n4 + index.n5 + index.n6;
  return faces == 0
             ? 0
             : static_cast<double>(index.n5) / static_cast<double>(faces);
}

std::vector<double> FiveFoldSymmetry(const Voronoi& voronoi) {
  std::vector<double> sums(voronoi.elements.size() + 1);
  std::vector<std::int64_t> counts(sums.size());
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    const double five_fold = FiveFoldOf(voronoi.indices[i]);
    for (const std::size_t group : {s, voronoi.elements.size()}) {
      sums[group] += five_fold;
      ++counts[group];
    }
  }
  for (std::size_t group = 0; group < sums.size(); ++group) {
    if (counts[group] > 0) sums[group] /= static_cast<double>(counts[group]);
  }
  return sums;
}

}  // namespace lehr::md::analysis
