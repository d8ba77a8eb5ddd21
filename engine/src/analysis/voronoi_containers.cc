#include "engine/src/analysis/voronoi_containers.h"

#include <algorithm>
#include <cmath>

namespace lehr::md::analysis {
namespace {

// On an axis; far more than there is memory for.
constexpr double kMostBlocks = 1e9;

}  // namespace

Domain DomainOf(const State& state, double vacuum) {
  Domain domain{.low = {0, 0, 0}, .high = state.box.lengths};
  for (std::size_t k = 0; k < 3; ++k) {
    if (state.box.periodic[k]) continue;
    domain.low[k] = domain.high[k] = state.atoms.positions[0][k];
    for (const Vec3& position : state.atoms.positions) {
      domain.low[k] = std::min(domain.low[k], position[k]);
      domain.high[k] = std::max(domain.high[k], position[k]);
    }
    domain.low[k] -= vacuum;
    domain.high[k] += vacuum;
  }
  const double per_length =
      std::cbrt(static_cast<double>(state.atoms.size()) /
                (voro::optimal_particles * domain.volume()));
  for (std::size_t k = 0; k < 3; ++k) {
    domain.grid[k] = static_cast<int>(std::min(
        kMostBlocks, (domain.high[k] - domain.low[k]) * per_length + 1));
  }
  return domain;
}

}  // namespace lehr::md::analysis
