#ifndef LEHR_CLIENT_REPORT_PAPER_NUMBER_H_
#define LEHR_CLIENT_REPORT_PAPER_NUMBER_H_

#include <optional>
#include <string>

#include "client/plot/sweep_data.h"
#include "client/replica_groups.h"
#include "client/report/paper_study.h"
#include "client/report/paper_verdict.h"

namespace lehr::client {

// A NumberResult is how a mean of ours stands to a published number: it agrees
// if the 95 % interval over our replicas has theirs in it, unless half of that
// is more than a tenth of the number, which decides nothing.
struct NumberResult {
  Verdict verdict = Verdict::kNotTested;
  const PointGroup* group = nullptr;  // null if the sweep has no such condition
  GroupEstimate found;
  std::string verdict_text;
};
NumberResult JudgeValue(const SweepData& data, const PaperValue& value);

// A ChangeResult is the same for what a treatment changes, over pairs of equal
// replica. A change that is smaller than half the interval is not decided: the
// sweep could not have seen it.
struct ChangeResult {
  Verdict verdict = Verdict::kNotTested;
  const PointGroup* group = nullptr;
  double paper = 0;
  PairedDifference found;
  std::string verdict_text;
};

// Nothing where the paper has no number for as-cast, or this is it.
std::optional<ChangeResult> JudgeChange(const SweepData& data,
                                        const PaperValue& value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_NUMBER_H_
