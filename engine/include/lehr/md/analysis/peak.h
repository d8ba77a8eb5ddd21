#ifndef LEHR_MD_ANALYSIS_PEAK_H_
#define LEHR_MD_ANALYSIS_PEAK_H_

#include <span>

namespace lehr::md::analysis {

// Of the means of `values` over 0.1 ps each, the one of largest magnitude, with
// its sign. `time` [ps] rises from 0; each value is a mean over the time since
// the one before. A mean takes in whole rows until they are 0.1 ps or longer;
// what is left at the end is left out. 0 if there is no value. (After a sudden
// step of the stress the box oscillates, with peaks about as long.)
double PeakOfShortMeans(std::span<const double> time,
                        std::span<const double> values);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_PEAK_H_
