#ifndef LEHR_CLIENT_PLOT_LINE_FIT_H_
#define LEHR_CLIENT_PLOT_LINE_FIT_H_

#include <span>

namespace lehr::client {

// y = at_zero + slope x.
struct StraightLine {
  double slope = 0;
  double at_zero = 0;
  double At(double x) const { return at_zero + slope * x; }
};

// The least-squares line through points of which there are equally many x and
// y; NaN for fewer than two different x.
StraightLine FitStraightLine(std::span<const double> x,
                             std::span<const double> y);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_LINE_FIT_H_
