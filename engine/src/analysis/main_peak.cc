#include "lehr/md/analysis/main_peak.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lehr::md::analysis {

double FindMainPeak(std::span<const double> x, std::span<const double> y,
                    double half_width) {
  const std::size_t n = std::min(x.size(), y.size());
  if (n == 0) return 0;
  const auto largest = static_cast<std::size_t>(
      std::max_element(y.begin(), y.begin() + static_cast<std::ptrdiff_t>(n)) -
      y.begin());
  if (n < 3) return x[largest];
  const double step = x[1] - x[0];
  const double reach = std::max(1.0, std::floor(half_width / step));
  const auto points = static_cast<double>(n);
  const auto place = static_cast<double>(largest);
  if (place < reach || place + reach > points - 1) return x[largest];
  // y = a + b u + c (u² − s) with u the number of points from the largest and s
  // the mean of u²: the three terms are orthogonal over −m..m.
  const double s = reach * (reach + 1) / 3;
  double b = 0;
  double b_norm = 0;
  double c = 0;
  double c_norm = 0;
  for (double u = -reach; u <= reach; u += 1) {
    const double value = y[static_cast<std::size_t>(place + u)];
    b += u * value;
    b_norm += u * u;
    c += (u * u - s) * value;
    c_norm += (u * u - s) * (u * u - s);
  }
  b /= b_norm;
  c /= c_norm;
  if (!(c < 0)) return x[largest];
  const double vertex = -b / (2 * c);
  return std::abs(vertex) <= reach ? x[largest] + vertex * step : x[largest];
}

}  // namespace lehr::md::analysis
