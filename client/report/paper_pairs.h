#ifndef LEHR_CLIENT_REPORT_PAPER_PAIRS_H_
#define LEHR_CLIENT_REPORT_PAPER_PAIRS_H_

#include <functional>
#include <optional>
#include <string>

#include "client/plot/sweep_data.h"
#include "client/replica_groups.h"
#include "client/statistics.h"

namespace lehr::client {

// What one point says about a question; nothing if it does not know.
using ValueOfPoint =
    std::function<std::optional<double>(const v1::PointResult&)>;

// The observable as the treatment left it, or `strained`: as the last
// measurement on the way has it. `data` must outlive the result.
ValueOfPoint ObservableOf(const SweepData& data, const std::string& observable,
                          bool strained);

// Over points of equal replica: `high` less `low`.
PairedDifference BetweenConditions(const PointGroup& low,
                                   const PointGroup& high,
                                   const ValueOfPoint& value_of);

// The values themselves as differences: to zero.
PairedDifference AgainstZero(const PointGroup& group,
                             const ValueOfPoint& value_of);

// Observables that are differences to the baseline already: "delta_...".
bool IsDifference(const std::string& observable);

// A condition less the baseline, as the treatment left them.
PairedDifference AgainstBaseline(const SweepData& data, const PointGroup& group,
                                 const std::string& observable);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_PAIRS_H_
