#include "client/statistics.h"

#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace lehr::client {
namespace {

// Two-sided 95 %.
constexpr double kUpperQuantile = 0.975;

double Sum(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// In two passes: energies differ in the fifth digit.
double StandardError(std::span<const double> values, double mean) {
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double n = static_cast<double>(values.size());
  return std::sqrt(squares / (n - 1) / n);
}

}  // namespace

MeanEstimate EstimateMean(std::span<const double> values) {
  std::vector<double> finite;
  for (const double value : values) {
    if (std::isfinite(value)) finite.push_back(value);
  }
  MeanEstimate estimate;
  estimate.n = static_cast<int>(finite.size());
  if (finite.empty()) {
    estimate.mean = std::numeric_limits<double>::quiet_NaN();
    return estimate;
  }
  estimate.mean = Sum(finite) / estimate.n;
  if (estimate.n < 2) return estimate;
  const double error = StandardError(finite, estimate.mean);
  const boost::math::students_t student(estimate.n - 1);
  const double reach = boost::math::quantile(student, kUpperQuantile) * error;
  estimate.standard_error = error;
  estimate.interval = {estimate.mean - reach, estimate.mean + reach};
  return estimate;
}

PairedDifference ComparePairs(std::span<const double> values,
                              std::span<const double> baselines) {
  assert(values.size() == baselines.size());
  std::vector<double> differences;
  for (std::size_t i = 0; i < values.size(); ++i) {
    differences.push_back(values[i] - baselines[i]);
  }
  PairedDifference paired;
  paired.difference = EstimateMean(differences);
  const std::optional<double>& error = paired.difference.standard_error;
  if (!error.has_value() || *error == 0) return paired;
  const double t = std::abs(paired.difference.mean) / *error;
  const boost::math::students_t student(paired.difference.n - 1);
  paired.p_value = 2 * boost::math::cdf(boost::math::complement(student, t));
  return paired;
}

}  // namespace lehr::client
