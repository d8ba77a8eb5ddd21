#include "lehr/md/analysis/free_volume.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/units.h"

namespace lehr::md::analysis {
namespace {

// The value below which `fraction` of `sorted` lie: rank fraction × (n − 1),
// between neighbors on a straight line.
double Percentile(std::span<const double> sorted, double fraction) {
  const double rank = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] +
         (rank - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// Of one group of atoms: free volumes in the order of atoms, and the cells.
struct Group {
  std::vector<double> free;
  double free_sum = 0;
  double cell_sum = 0;
};

FreeVolumes Summarize(Group group) {
  FreeVolumes volumes;
  if (group.free.empty()) return volumes;
  volumes.atoms = static_cast<std::int64_t>(group.free.size());
  volumes.fraction = group.free_sum / group.cell_sum;
  volumes.mean = group.free_sum / static_cast<double>(group.free.size());
  std::sort(group.free.begin(), group.free.end());
  volumes.percentile_5 = Percentile(group.free, 0.05);
  volumes.percentile_50 = Percentile(group.free, 0.50);
  volumes.percentile_95 = Percentile(group.free, 0.95);
  return volumes;
}

}  // namespace

absl::StatusOr<FreeVolume> ComputeFreeVolume(const State& state,
                                             const Voronoi& voronoi,
                                             const ElementRadii& core_radii) {
  if (state.atoms.species != voronoi.species ||
      state.elements != voronoi.elements) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "free volume: expected the cells of the state's %d atoms, found cells "
        "of %d atoms or of other elements",
        state.atoms.size(), voronoi.size()));
  }
  const auto radii = RadiiOf(voronoi.elements, voronoi.species, core_radii);
  if (!radii.ok()) return radii.status();
  std::vector<double> cores;
  for (const double radius : *radii) {
    cores.push_back(4.0 / 3.0 * std::numbers::pi * radius * radius * radius);
  }

  std::vector<Group> groups(voronoi.elements.size() + 1);
  double mass = 0;  // amu
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    const double free = voronoi.volumes[i] - cores[s];
    for (Group* group : {&groups[s], &groups.back()}) {
      group->free.push_back(free);
      group->free_sum += free;
      group->cell_sum += voronoi.volumes[i];
    }
    if (s < state.masses.size()) mass += state.masses[s];
  }
  FreeVolume result;
  const Group& all = groups.back();
  if (!all.free.empty()) {
    result.volume_per_atom =
        all.cell_sum / static_cast<double>(all.free.size());
    result.density =
        mass / all.cell_sum * kAmuPerCubicAngstromToGramPerCubicCentimetre;
  }
  for (Group& group : groups) {
    result.volumes.push_back(Summarize(std::move(group)));
  }
  return result;
}

}  // namespace lehr::md::analysis
