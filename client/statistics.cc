#include "client/statistics.h"

#include <algorithm>
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

// In two passes: energies differ in the fifth digit. Equal values have no
// scatter, though their mean may differ from them in its last digit.
double StandardError(std::span<const double> values, double mean) {
  if (std::ranges::all_of(values, [&values](double value) {
        return std::abs(value - values.front()) <=
               4 * std::numeric_limits<double>::epsilon() *
                   std::abs(values.front());
      })) {
    return 0;
  }
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

IndependentDifference CompareSamples(std::span<const double> a,
                                     std::span<const double> b) {
  IndependentDifference result;
  result.a = EstimateMean(a);
  result.b = EstimateMean(b);
  result.difference = result.a.mean - result.b.mean;
  if (!result.a.standard_error.has_value() ||
      !result.b.standard_error.has_value()) {
    return result;
  }
  const double u = *result.a.standard_error * *result.a.standard_error;
  const double v = *result.b.standard_error * *result.b.standard_error;
  result.standard_error = std::sqrt(u + v);
  if (*result.standard_error == 0) return result;
  const double freedom =
      (u + v) * (u + v) / (u * u / (result.a.n - 1) + v * v / (result.b.n - 1));
  result.t = result.difference / *result.standard_error;
  const boost::math::students_t student(freedom);
  result.p_value = 2 * boost::math::cdf(boost::math::complement(
                           student, std::abs(*result.t)));
  return result;
}

std::vector<std::optional<double>> HolmAdjusted(
    std::span<const std::optional<double>> p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (p_values[i].has_value()) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return *p_values[i] < *p_values[j];
  });
  std::vector<std::optional<double>> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto left = static_cast<double>(order.size() - k);
    largest = std::max(largest, std::min(1.0, *p_values[order[k]] * left));
    adjusted[order[k]] = largest;
  }
  return adjusted;
}

}  // namespace lehr::client
