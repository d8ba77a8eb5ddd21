#include "worker/tools/snapshot_scene.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/element_radii.h"

namespace lehr::worker {
namespace {

// Of elements without a known one [Å]; between those of Cu and Zr.
constexpr double kOtherRadius = 1.4;

// Pictures are at most as high as this part of their width.
constexpr double kHeightPart = 13.0 / 16;
constexpr int kLeastSize = 400;  // of picture::CheckScene

std::vector<double> RadiiOfAtoms(const md::State& state) {
  const md::analysis::ElementRadii known = md::analysis::DefaultRadii();
  std::vector<double> radii;
  radii.reserve(state.atoms.size());
  for (const std::int32_t species : state.atoms.species) {
    const auto found =
        known.find(state.elements[static_cast<std::size_t>(species)]);
    radii.push_back(found == known.end() ? kOtherRadius : found->second);
  }
  return radii;
}

picture::Panel PanelOf(const Shot& shot) {
  picture::Panel panel;
  panel.label = shot.label;
  panel.positions.assign(shot.state.atoms.positions.begin(),
                         shot.state.atoms.positions.end());
  panel.radii = RadiiOfAtoms(shot.state);
  panel.values = shot.values.colors;
  return panel;
}

// What 1 % and 99 % of the values of all shots are below.
std::pair<double, double> InnerRange(const std::vector<Shot>& shots) {
  std::vector<double> all;
  for (const Shot& shot : shots) {
    for (const double value : shot.values.colors) {
      if (!std::isnan(value)) all.push_back(value);
    }
  }
  if (all.empty()) return {0, 1};
  const auto at = [&](double part) {
    const auto place = all.begin() + static_cast<std::ptrdiff_t>(
                                         part * double(all.size() - 1));
    std::nth_element(all.begin(), place, all.end());
    return *place;
  };
  const double low = at(0.01);
  const double high = at(0.99);
  // A crystal at rest has one energy for all.
  const double room = high - low > 1e-6 ? 0 : 0.01;
  return {low - room, high + room};
}

picture::ColorScale ScaleOf(const std::vector<Shot>& shots, const Look& look) {
  if (look.coloring == Coloring::kElement) {
    return picture::ClassScale(look.elements);
  }
  picture::ColorScale scale;
  if (look.coloring == Coloring::kNone) {
    scale.bar = false;
    return scale;
  }
  if (look.coloring == Coloring::kStrain) {
    scale.label = "η_{Mises}";
    scale.high = kMostStrain;
  } else {
    scale.label = "potential energy (eV/atom)";
    std::tie(scale.low, scale.high) = InnerRange(shots);
  }
  scale.low = look.low.value_or(scale.low);
  scale.high = look.high.value_or(scale.high);
  return scale;
}

}  // namespace

std::vector<std::string> ElementsIn(const std::vector<Shot>& shots) {
  std::vector<std::string> elements;
  for (const Shot& shot : shots) {
    const auto& species = shot.state.atoms.species;
    for (const std::int32_t k : std::set(species.begin(), species.end())) {
      const std::string& name =
          shot.state.elements[static_cast<std::size_t>(k)];
      if (std::find(elements.begin(), elements.end(), name) == elements.end()) {
        elements.push_back(name);
      }
    }
  }
  return elements;
}

absl::StatusOr<picture::Scene> SceneOf(const std::vector<Shot>& shots,
                                       const Look& look) {
  picture::Scene scene;
  scene.title = look.title;
  scene.scale = ScaleOf(shots, look);
  if (!(scene.scale.high > scene.scale.low)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--min, --max: expected colors from a lower to a higher value, found "
        "%g to %g",
        scene.scale.low, scene.scale.high));
  }
  scene.view_axis = look.view_axis;
  scene.up_axis = look.view_axis == 2 ? 1 : 2;
  scene.width = look.width;
  scene.height = std::max(
      kLeastSize, static_cast<int>(std::lround(look.width * kHeightPart)));
  for (const Shot& shot : shots) scene.panels.push_back(PanelOf(shot));
  return scene;
}

}  // namespace lehr::worker
