#ifndef LEHR_CLIENT_REPORT_PAPER_COMPARISON_H_
#define LEHR_CLIENT_REPORT_PAPER_COMPARISON_H_

#include <string>

#include "client/plot/sweep_data.h"

namespace lehr::client {

// The paper's numbers, and what its treatments change, beside ours, and
// verdicts on them and on what it states; as HTML and, for `comparison.csv`, as
// CSV, which has also what the sweep cannot test. Empty unless
// IsOfPaperStudy().
struct Comparison {
  std::string html;
  std::string csv;
};
Comparison CompareWithPaper(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_COMPARISON_H_
