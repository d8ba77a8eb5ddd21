#ifndef LEHR_MD_ANALYSIS_LINE_H_
#define LEHR_MD_ANALYSIS_LINE_H_

#include <span>

#include "lehr/md/analysis/estimate.h"

namespace lehr::md::analysis {

// A straight line through the centre (x̄, ȳ) of the points that it was fitted
// to.
struct Line {
  double slope = 0;
  double mean_x = 0;
  double mean_y = 0;

  double At(double x) const { return mean_y + slope * (x - mean_x); }
};

// The least-squares line y(x); both spans are equally long and not empty. If
// all x are the same the slope is 0.
Line FitLine(std::span<const double> x, std::span<const double> y);

// The slope with a standard error that holds for correlated y. The slope is
// Σ (x_k − x̄) y_k / S, S = Σ (x_k − x̄)², so its error is the sum over the
// residuals r_k of (x_k − x̄) r_k / S. The points, in their order in time, are
// cut into B = 10 blocks (single points if there are fewer), long against the
// correlation, so that the partial sums s_b are independent: the variance is
// Σ s_b² B / (B − 2), two numbers having been fitted. With 1000 points it reads
// 10 % low for a correlation of 0.9 from point to point; blocks whose length is
// chosen from the series itself (BlockAverage), 30 %. 0 for fewer than three
// points.
Estimate FitSlope(std::span<const double> x, std::span<const double> y);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_LINE_H_
