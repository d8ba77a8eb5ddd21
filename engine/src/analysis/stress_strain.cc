#include "lehr/md/analysis/stress_strain.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/analysis/block_average.h"

namespace lehr::md::analysis {
namespace {

// Last rows may miss the end of a window by rounding [strain].
constexpr double kStrainRounding = 1e-9;

constexpr std::size_t kFewestRows = 4;

absl::Status CheckCurve(std::span<const double> strain,
                        std::span<const double> stress,
                        const StressStrainOptions& options) {
  if (strain.size() != stress.size() || strain.size() < kFewestRows) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "stress-strain: expected %d rows or more, found %d strains and %d "
        "stresses",
        kFewestRows, strain.size(), stress.size()));
  }
  for (std::size_t k = 0; k < strain.size(); ++k) {
    if (!std::isfinite(strain[k]) || !std::isfinite(stress[k]) ||
        (k > 0 && strain[k] <= strain[k - 1])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "stress-strain: row %d: expected finite numbers and a strain above "
          "the last one, found strain %g after %g, stress %g",
          k, strain[k], k > 0 ? strain[k - 1] : 0.0, stress[k]));
    }
  }
  if (strain.back() < options.flow_to - kStrainRounding) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "stress-strain: expected a curve up to strain %g, the end of the flow "
        "window, found %g",
        options.flow_to, strain.back()));
  }
  return absl::OkStatus();
}

// Mean of each row's neighbors within ± width/2 of strain. At the ends the
// window is narrowed to stay centred, so that a straight line stays one.
std::vector<double> RunningMean(std::span<const double> strain,
                                std::span<const double> stress, double width) {
  std::vector<double> smooth(stress.size());
  for (std::size_t k = 0; k < stress.size(); ++k) {
    const std::size_t room = std::min(k, stress.size() - 1 - k);
    double sum = stress[k];
    std::size_t reach = 0;
    while (reach < room && strain[k + reach + 1] - strain[k - reach - 1] <=
                               width + kStrainRounding) {
      ++reach;
      sum += stress[k + reach] + stress[k - reach];
    }
    smooth[k] = sum / static_cast<double>(2 * reach + 1);
  }
  return smooth;
}

// Slope of the least-squares line through the rows up to strain `to`.
absl::StatusOr<double> Slope(std::span<const double> strain,
                             std::span<const double> stress, double to) {
  std::size_t n = 0;
  while (n < strain.size() && strain[n] <= to + kStrainRounding) ++n;
  if (n < 2) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "stress-strain: expected two rows or more up to strain %g for the "
        "tangent modulus, found %d",
        to, n));
  }
  double mean_strain = 0;
  double mean_stress = 0;
  for (std::size_t k = 0; k < n; ++k) {
    mean_strain += strain[k] / static_cast<double>(n);
    mean_stress += stress[k] / static_cast<double>(n);
  }
  double product = 0;
  double square = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const double d = strain[k] - mean_strain;
    product += d * (stress[k] - mean_stress);
    square += d * d;
  }
  return product / square;
}

}  // namespace

absl::StatusOr<StressStrain> AnalyzeStressStrain(
    std::span<const double> strain, std::span<const double> stress,
    const StressStrainOptions& options) {
  absl::Status status = CheckCurve(strain, stress, options);
  if (!status.ok()) return status;
  absl::StatusOr<double> slope = Slope(strain, stress, options.elastic_to);
  if (!slope.ok()) return slope.status();

  StressStrain result;
  result.tangent_modulus = *slope;
  const std::vector<double> smooth =
      RunningMean(strain, stress, options.smoothing_strain);
  result.yield_stress = smooth[0];
  result.yield_strain = strain[0];
  std::vector<double> flow;
  for (std::size_t k = 0; k < strain.size(); ++k) {
    if (strain[k] <= options.yield_window + kStrainRounding &&
        smooth[k] > result.yield_stress) {
      result.yield_stress = smooth[k];
      result.yield_strain = strain[k];
    }
    if (strain[k] >= options.flow_from - kStrainRounding &&
        strain[k] <= options.flow_to + kStrainRounding) {
      flow.push_back(stress[k]);
    }
  }
  if (flow.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "stress-strain: expected rows between strains %g and %g for the flow "
        "stress, found none",
        options.flow_from, options.flow_to));
  }
  const Average average = BlockAverage(flow);
  result.flow_stress = average.mean;
  result.flow_stress_error = average.standard_error;
  result.stress_drop = result.yield_stress - result.flow_stress;
  return result;
}

}  // namespace lehr::md::analysis
