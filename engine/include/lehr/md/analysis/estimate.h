#ifndef LEHR_MD_ANALYSIS_ESTIMATE_H_
#define LEHR_MD_ANALYSIS_ESTIMATE_H_

namespace lehr::md::analysis {

// A number that was read from data, in the unit that its name says.
struct Estimate {
  double value = 0;
  double standard_error = 0;  // 0 where the data are too few to say
};

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_ESTIMATE_H_
