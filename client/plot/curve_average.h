#ifndef LEHR_CLIENT_PLOT_CURVE_AVERAGE_H_
#define LEHR_CLIENT_PLOT_CURVE_AVERAGE_H_

#include <span>
#include <vector>

#include "client/plot/figure.h"

namespace lehr::client {

// An XyCurve is one curve of one run; x rises, both have equally many values.
struct XyCurve {
  std::vector<double> x;
  std::vector<double> y;
};

// Each y becomes the mean of those within half of `width` of it in x; at the
// ends, of those that there are on both sides alike, so that a straight line
// stays one. 0 changes nothing.
XyCurve RunningMean(const XyCurve& curve, double width);

// The mean of the curves and its standard error, at up to `most` x: those of
// the first curve if all have them, else equally spaced ones where all curves
// have values, between which they are taken as straight. Empty curves are left
// out.
std::vector<Sample> AverageCurves(std::span<const XyCurve> curves, int most);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_CURVE_AVERAGE_H_
