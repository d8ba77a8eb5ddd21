#include "lehr/md/analysis/element_radii.h"

#include <cmath>
#include <cstddef>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::md::analysis {

ElementRadii DefaultRadii() { return {{"Cu", 1.28}, {"Zr", 1.60}}; }

absl::StatusOr<std::vector<double>> RadiiOf(
    std::span<const std::string> elements,
    std::span<const std::int32_t> species, const ElementRadii& radii) {
  std::vector<double> result(elements.size());
  std::vector<bool> used(elements.size());
  for (std::size_t i = 0; i < species.size(); ++i) {
    const auto s = static_cast<std::size_t>(species[i]);
    if (s >= elements.size()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "radii: atom %d: expected one of %d species, found %d", i,
          elements.size(), species[i]));
    }
    used[s] = true;
  }
  for (std::size_t s = 0; s < elements.size(); ++s) {
    if (!used[s]) continue;
    const auto radius = radii.find(elements[s]);
    if (radius == radii.end()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "radii: expected a radius of each element, found none of \"%s\"",
          elements[s]));
    }
    if (!(radius->second > 0) || !std::isfinite(radius->second)) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "radii: expected a radius of \"%s\" above 0 Å, found %g Å",
          elements[s], radius->second));
    }
    result[s] = radius->second;
  }
  return result;
}

}  // namespace lehr::md::analysis
