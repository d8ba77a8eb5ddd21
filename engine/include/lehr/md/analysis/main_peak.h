#ifndef LEHR_MD_ANALYSIS_MAIN_PEAK_H_
#define LEHR_MD_ANALYSIS_MAIN_PEAK_H_

#include <span>

namespace lehr::md::analysis {

// Where the highest peak of `y` at equidistant `x` is: the vertex of the
// parabola that fits best (least squares) within `half_width` of the largest
// value, so that neither the distance of the points nor their scatter is in it.
// The place of the largest value itself if it is too near to an end for that,
// or the parabola has no vertex there. 0 without points.
double FindMainPeak(std::span<const double> x, std::span<const double> y,
                    double half_width);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_MAIN_PEAK_H_
