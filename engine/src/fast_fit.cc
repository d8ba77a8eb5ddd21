#include "engine/src/fast_fit.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/src/eam_tables.h"

namespace lehr::md {
namespace {

// cos((2 k + 1) π / 12). Numbers, as the cosine of a library may differ.
constexpr std::size_t kNodeCount = kDegree + 1;
constexpr std::array<double, kNodeCount> kNodes = {
    -0.9659258262890683, -0.7071067811865476, -0.2588190451025207,
    0.2588190451025207,  0.7071067811865476,  0.9659258262890683};

// Points of an interval at which its error is looked at.
constexpr int kChecks = 40;

// Halvings of a length and of a tolerance's exponent.
constexpr int kLengthSteps = 14;
constexpr int kToleranceSteps = 20;

// Coefficients in t of the polynomial through (kNodes[k], y[k]): Newton's
// divided differences, multiplied out.
Polynomial ThroughNodes(Polynomial y) {
  for (std::size_t order = 1; order < kNodeCount; ++order) {
    for (std::size_t k = kNodeCount - 1; k >= order; --k) {
      y[k] = (y[k] - y[k - 1]) / (kNodes[k] - kNodes[k - order]);
    }
  }
  Polynomial c = {};
  for (std::size_t k = kNodeCount; k-- > 0;) {
    for (std::size_t j = kNodeCount - 1; j > 0; --j) {
      c[j] = c[j - 1] - kNodes[k] * c[j];
    }
    c[0] = y[k] - kNodes[k] * c[0];
  }
  return c;
}

double Value(const Polynomial& polynomial, double u) {
  double sum = 0;
  for (std::size_t k = kNodeCount; k-- > 0;) sum = sum * u + polynomial[k];
  return sum;
}

// Of the curves on [begin, end].
double LargestError(std::span<const Curve> curves, double begin, double end) {
  double largest = 0;
  for (const Curve& curve : curves) {
    largest = std::max(largest, FitError(curve, begin, end));
  }
  return largest;
}

// Where the interval that ends at `end` may begin, at the bin's begin `most` or
// below.
double LowestBegin(std::span<const Curve> curves, double least, double most,
                   double end, double tolerance) {
  if (LargestError(curves, most, end) > tolerance) return most;
  double good = most;
  double bad = std::max(least, 0.5 * most);
  if (LargestError(curves, bad, end) <= tolerance) return bad;
  for (int k = 0; k < kLengthSteps; ++k) {
    const double middle = 0.5 * (good + bad);
    (LargestError(curves, middle, end) <= tolerance ? good : bad) = middle;
  }
  return good;
}

// Ends from the highest to the lowest.
std::vector<double> Divide(std::span<const Curve> curves, const Bins& bins,
                           double least, double end, double tolerance) {
  std::vector<double> ends = {end};
  int bin = kBins;  // of the last end; the next is in a lower one
  while (bin > 0 && ends.size() <= kPieces) {
    const double most = bin == kBins ? 0.5 * (BinBegin(bins, bin - 1) + end)
                                     : BinBegin(bins, bin);
    if (most <= least) break;
    const double begin =
        LowestBegin(curves, least, most, ends.back(), tolerance);
    if (begin <= least) break;
    // The begin of a bin is an end in the bin below.
    bin = std::min(bin - 1, BinOf(bins, begin));
    ends.push_back(begin);
  }
  ends.push_back(least);
  return ends;
}

}  // namespace

RadialFunction::RadialFunction(std::span<const double> values, double step,
                               bool over_r)
    : values_(values.begin(), values.end()),
      slopes_(KnotSlopes(values)),
      step_(step),
      over_r_(over_r) {}

RadialFunction::Sample RadialFunction::At(double r) const {
  const double p = r / step_;
  const std::size_t m =
      std::min(static_cast<std::size_t>(p), values_.size() - 2);
  const double x = std::min(p - static_cast<double>(m), 1.0);
  const double rise = values_[m + 1] - values_[m];
  const double c = 3 * rise - 2 * slopes_[m] - slopes_[m + 1];
  const double d = slopes_[m] + slopes_[m + 1] - 2 * rise;
  const double value = ((d * x + c) * x + slopes_[m]) * x + values_[m];
  const double slope = ((3 * d * x + 2 * c) * x + slopes_[m]) / step_;
  if (!over_r_) return {value, slope};
  return {value / r, (slope - value / r) / r};
}

double BinBegin(const Bins& bins, int bin) {
  const double r = bins.begin + bin / bins.per_length;
  return r * r;
}

int BinOf(const Bins& bins, double s) {
  return static_cast<int>((std::sqrt(s) - bins.begin) * bins.per_length);
}

Polynomial FitPolynomial(const RadialFunction& function, double begin,
                         double end) {
  const double center = 0.5 * (begin + end);
  const double half = 0.5 * (end - begin);
  Polynomial values = {};
  for (std::size_t k = 0; k < kNodeCount; ++k) {
    values[k] = function.At(std::sqrt(center + half * kNodes[k])).value;
  }
  Polynomial result = ThroughNodes(values);
  double power = 1;  // half^k
  for (double& coefficient : result) {
    coefficient /= power;
    power *= half;
  }
  return result;
}

double FitError(const Curve& curve, double begin, double end) {
  const Polynomial fit = FitPolynomial(*curve.function, begin, end);
  const double center = 0.5 * (begin + end);
  double largest = 0;
  for (int check = 0; check <= kChecks; ++check) {
    const double s = begin + (end - begin) * check / kChecks;
    const double value = curve.function->At(std::sqrt(s)).value;
    const double error = std::abs(Value(fit, s - center) - value);
    largest =
        std::max(largest, error * curve.weight /
                              std::max(1.0, std::abs(value) * curve.weight));
  }
  return largest;
}

std::vector<double> ChooseIntervals(std::span<const Curve> curves,
                                    const Bins& bins, double begin,
                                    double end) {
  double too_small = 1e-12;
  double enough = 1e2;
  for (int k = 0; k < kToleranceSteps; ++k) {
    const double tolerance = std::sqrt(too_small * enough);
    const bool fits =
        Divide(curves, bins, begin, end, tolerance).size() <= kPieces + 1;
    (fits ? enough : too_small) = tolerance;
  }
  std::vector<double> ends = Divide(curves, bins, begin, end, enough);
  std::reverse(ends.begin(), ends.end());
  return ends;
}

}  // namespace lehr::md
