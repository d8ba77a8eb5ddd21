#include "client/plot/curve_average.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "client/statistics.h"

namespace lehr::client {
namespace {

// Strains that are the same by the protocol differ by rounding; what differs by
// less than this part of the range is the same x.
constexpr double kSameX = 1e-6;

double RangeOf(const XyCurve& curve) {
  return curve.x.back() - curve.x.front();
}

bool HaveTheSameX(std::span<const XyCurve> curves) {
  const XyCurve& first = curves.front();
  const double near = kSameX * RangeOf(first);
  return std::all_of(curves.begin(), curves.end(), [&](const XyCurve& other) {
    return std::equal(
        first.x.begin(), first.x.end(), other.x.begin(), other.x.end(),
        [near](double a, double b) { return std::abs(a - b) <= near; });
  });
}

std::vector<double> GridOf(std::span<const XyCurve> curves, int most) {
  std::vector<double> grid;
  const XyCurve& first = curves.front();
  if (HaveTheSameX(curves)) {
    const std::size_t size = first.x.size();
    const auto limit = static_cast<std::size_t>(most);
    const std::size_t stride = (size + limit - 1) / limit;
    for (std::size_t i = 0; i < size; i += stride) grid.push_back(first.x[i]);
    return grid;
  }
  double low = first.x.front();
  double high = first.x.back();
  std::size_t rows = first.x.size();
  for (const XyCurve& curve : curves) {
    low = std::max(low, curve.x.front());
    high = std::min(high, curve.x.back());
    rows = std::max(rows, curve.x.size());
  }
  const int count = std::min(static_cast<int>(rows), most);
  if (low > high || count < 2) return grid;
  for (int i = 0; i < count; ++i) {
    grid.push_back(low + (high - low) * i / (count - 1));
  }
  return grid;
}

double ValueAt(const XyCurve& curve, double x) {
  const auto after = std::lower_bound(curve.x.begin(), curve.x.end(), x);
  if (after == curve.x.begin()) return curve.y.front();
  if (after == curve.x.end()) return curve.y.back();
  const auto i = static_cast<std::size_t>(after - curve.x.begin());
  const double width = curve.x[i] - curve.x[i - 1];
  const double part = width > 0 ? (x - curve.x[i - 1]) / width : 1;
  return curve.y[i - 1] + part * (curve.y[i] - curve.y[i - 1]);
}

}  // namespace

XyCurve RunningMean(const XyCurve& curve, double width) {
  XyCurve smooth = curve;
  const std::size_t size = curve.x.size();
  std::vector<double> sums(size + 1, 0);
  for (std::size_t i = 0; i < size; ++i) sums[i + 1] = sums[i] + curve.y[i];
  std::size_t first = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < size; ++i) {
    while (curve.x[first] < curve.x[i] - width / 2) ++first;
    while (end < size && curve.x[end] <= curve.x[i] + width / 2) ++end;
    const std::size_t half = std::min(i - first, end - 1 - i);
    smooth.y[i] = (sums[i + half + 1] - sums[i - half]) /
                  static_cast<double>(2 * half + 1);
  }
  return smooth;
}

std::vector<Sample> AverageCurves(std::span<const XyCurve> curves, int most) {
  std::vector<XyCurve> full;
  for (const XyCurve& curve : curves) {
    if (!curve.x.empty()) full.push_back(curve);
  }
  std::vector<Sample> samples;
  if (full.empty()) return samples;
  for (const double x : GridOf(full, most)) {
    std::vector<double> values;
    for (const XyCurve& curve : full) values.push_back(ValueAt(curve, x));
    const MeanEstimate found = EstimateMean(values);
    if (found.n == 0) continue;
    Sample sample{x, found.mean, 0, ErrorKind::kNone, found.n};
    if (found.standard_error.has_value()) {
      sample.error = *found.standard_error;
      sample.kind = ErrorKind::kReplicas;
    }
    samples.push_back(sample);
  }
  return samples;
}

}  // namespace lehr::client
