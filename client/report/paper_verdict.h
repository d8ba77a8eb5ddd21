#ifndef LEHR_CLIENT_REPORT_PAPER_VERDICT_H_
#define LEHR_CLIENT_REPORT_PAPER_VERDICT_H_

#include <optional>
#include <string>

#include "client/plot/sweep_data.h"
#include "client/report/paper_study.h"
#include "client/statistics.h"

namespace lehr::client {

// What passes for a sign.
inline constexpr double kPaperSignificance = 0.05;

// How what we found stands to what the paper states.
enum class Verdict {
  kAgrees,      // the sign or number is theirs, with 95 % confidence
  kDiffers,     // it is another, or there is a change where none is stated
  kNotDecided,  // the error is too large to tell, or there is none
  kNotTested,   // the sweep has no such condition or observable
};

// A TrendResult is the verdict on one statement.
struct TrendResult {
  Verdict verdict = Verdict::kNotTested;
  std::string statement;   // "rises from 800 K to 1000 K"
  std::string difference;  // "-2.1 ± 0.4 meV/atom, p = 0.03"; may be empty
  std::string verdict_text;
  std::optional<double> p_value;  // none without an error between samples
};

// The verdict on the difference of two levels, or to the baseline, over pairs
// of equal replica: two-sided Student's t at 5 %. `sign` is the stated one; 0
// says that there is none.
Verdict JudgeDifference(const PairedDifference& found, int sign);

TrendResult JudgeTrend(const SweepData& data, const PaperTrend& trend);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_VERDICT_H_
