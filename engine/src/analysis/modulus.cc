#include "lehr/md/analysis/modulus.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/analysis/line.h"

namespace lehr::md::analysis {
namespace {

// A line through two points says nothing of itself.
constexpr std::size_t kFewestRows = 3;
// Rows may miss the end of the window by rounding [strain].
constexpr double kStrainRounding = 1e-9;

}  // namespace

absl::StatusOr<Estimate> InitialModulus(std::span<const double> strain,
                                        std::span<const double> stress,
                                        double to_strain) {
  if (strain.size() != stress.size() || !(to_strain > 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "modulus: expected a stress for each strain and a window above 0, "
        "found %d strains, %d stresses and a window to %g",
        strain.size(), stress.size(), to_strain));
  }
  std::vector<double> x;
  std::vector<double> y;
  double reached = 0;
  for (std::size_t k = 0; k < strain.size(); ++k) {
    if (!std::isfinite(strain[k]) || !std::isfinite(stress[k])) {
      return absl::InvalidArgumentError(
          absl::StrFormat("modulus: row %d: expected finite numbers, found "
                          "strain %g, stress %g",
                          k, strain[k], stress[k]));
    }
    reached = std::max(reached, std::abs(strain[k]));
    if (std::abs(strain[k]) > to_strain + kStrainRounding) continue;
    x.push_back(strain[k]);
    y.push_back(stress[k]);
  }
  if (x.size() < kFewestRows) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "modulus: expected %d rows or more up to strain %g, found %d: record "
        "more often",
        kFewestRows, to_strain, x.size()));
  }
  // The last row is the mean of a record that ends within a record of where the
  // straining ended.
  const double spacing = std::abs(x.back() - x[x.size() - 2]);
  if (reached + 2 * spacing < to_strain) {
    return absl::InvalidArgumentError(
        absl::StrFormat("modulus: expected a curve up to strain %g, found %g",
                        to_strain, reached));
  }
  return FitSlope(x, y);
}

}  // namespace lehr::md::analysis
