#ifndef LEHR_MD_ANALYSIS_BLOCK_AVERAGE_H_
#define LEHR_MD_ANALYSIS_BLOCK_AVERAGE_H_

#include <span>

namespace lehr::md::analysis {

struct Average {
  double mean = 0;
  double standard_error = 0;  // of the mean; 0 for fewer than four values
};

// Mean of a correlated series and its standard error by blocking: the error
// estimate is taken at the block length where it no longer grows. Flyvbjerg and
// Petersen, J. Chem. Phys. 91, 461 (1989), doi:10.1063/1.457480.
Average BlockAverage(std::span<const double> values);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_BLOCK_AVERAGE_H_
