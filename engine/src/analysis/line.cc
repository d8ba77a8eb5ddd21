#include "lehr/md/analysis/line.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lehr::md::analysis {
namespace {

constexpr std::size_t kBlocks = 10;

// Σ (x − x̄)².
double Spread(std::span<const double> x, double mean) {
  double sum = 0;
  for (const double value : x) sum += (value - mean) * (value - mean);
  return sum;
}

}  // namespace

Line FitLine(std::span<const double> x, std::span<const double> y) {
  Line line;
  const auto n = static_cast<double>(x.size());
  for (std::size_t k = 0; k < x.size(); ++k) {
    line.mean_x += x[k] / n;
    line.mean_y += y[k] / n;
  }
  double product = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    product += (x[k] - line.mean_x) * (y[k] - line.mean_y);
  }
  const double spread = Spread(x, line.mean_x);
  if (spread > 0) line.slope = product / spread;
  return line;
}

Estimate FitSlope(std::span<const double> x, std::span<const double> y) {
  const Line line = FitLine(x, y);
  Estimate slope = {.value = line.slope};
  const double spread = Spread(x, line.mean_x);
  if (x.size() <= 2 || !(spread > 0)) return slope;
  const std::size_t n = x.size();
  const std::size_t blocks = std::min(kBlocks, n);
  double variance = 0;
  for (std::size_t b = 0; b < blocks; ++b) {
    double part = 0;
    for (std::size_t k = b * n / blocks; k < (b + 1) * n / blocks; ++k) {
      part += (x[k] - line.mean_x) * (y[k] - line.At(x[k])) / spread;
    }
    variance += part * part;
  }
  const auto count = static_cast<double>(blocks);
  slope.standard_error = std::sqrt(variance * count / (count - 2));
  return slope;
}

}  // namespace lehr::md::analysis
