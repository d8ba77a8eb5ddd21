#include "client/tree_axis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "client/tree_row.h"

namespace lehr::client {
namespace {

// A median duration that takes less than this share of a linear axis is too
// short: 3 of 900 pixels.
constexpr double kShortest = 1.0 / 300;
// Intervals between ticks, at most.
constexpr double kIntervals = 9;
// Ticks of a logarithmic axis keep this distance, a label's width, as a share
// of its length.
constexpr double kLabelShare = 0.06;

// The smallest of 1, 2, 5, 10, ... that is not below `least`.
double RoundUp(double least) {
  const double decade = std::pow(10.0, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0}) {
    // A little tolerance: 0.1 * 3 may be more than 0.3.
    if (digit * decade >= least * (1 - 1e-9)) return digit * decade;
  }
  return 10 * decade;
}

}  // namespace

TimeAxis::TimeAxis(std::vector<double> durations, double end, double length)
    : end_(end > 0 ? end : 1), length_(length) {
  std::erase_if(durations, [](double duration) { return duration <= 0; });
  if (durations.empty()) return;
  const auto middle =
      durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::nth_element(durations.begin(), middle, durations.end());
  if (*middle < kShortest * end_) scale_ = *middle;
}

double TimeAxis::At(double time) const {
  const double share =
      is_linear() ? time / end_
                  : std::log1p(time / scale_) / std::log1p(end_ / scale_);
  return length_ * std::clamp(share, 0.0, 1.0);
}

std::vector<TimeAxis::Tick> TimeAxis::Ticks() const {
  std::vector<Tick> ticks = {{0, "0"}};
  if (is_linear()) {
    const double step = RoundUp(end_ / kIntervals);
    for (int k = 1; k * step <= end_ * (1 + 1e-9); ++k) {
      ticks.push_back({k * step, PhysicalTimeText(k * step)});
    }
    return ticks;
  }
  for (double time = RoundUp(scale_); time <= end_;
       time = RoundUp(time * 1.5)) {
    if (At(time) - At(ticks.back().time) < kLabelShare * length_) continue;
    ticks.push_back({time, PhysicalTimeText(time)});
  }
  return ticks;
}

}  // namespace lehr::client
