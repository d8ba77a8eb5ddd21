#include "lehr/md/analysis/peak.h"

#include <cmath>
#include <cstddef>

namespace lehr::md::analysis {
namespace {

constexpr double kShort = 0.1;  // ps
// Times are sums of steps; comparisons allow for their rounding [ps].
constexpr double kTimeRounding = 1e-6;

}  // namespace

double PeakOfShortMeans(std::span<const double> time,
                        std::span<const double> values) {
  double peak = 0;
  bool found = false;
  double begin = 0;
  double sum = 0;
  double count = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    sum += values[k];
    count += 1;
    const bool is_full = time[k] - begin >= kShort - kTimeRounding;
    // All of a series that is shorter than that is better than nothing.
    const bool is_all = !found && k + 1 == values.size();
    if (!is_full && !is_all) continue;
    if (!found || std::abs(sum / count) > std::abs(peak)) peak = sum / count;
    found = true;
    begin = time[k];
    sum = count = 0;
  }
  return peak;
}

}  // namespace lehr::md::analysis
