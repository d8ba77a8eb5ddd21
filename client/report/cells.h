#ifndef LEHR_CLIENT_REPORT_CELLS_H_
#define LEHR_CLIENT_REPORT_CELLS_H_

#include <optional>
#include <string>

#include "client/plot/sweep_data.h"
#include "client/replica_groups.h"

namespace lehr::client {

// Cells that tables of a report have in common.

// "thermal pressure, 900 K".
std::string ConditionText(const SweepData& data, const PointGroup& group);

// The mean with its standard error over replicas. A single replica's error is
// that within its run, and says so.
std::string ValueCell(const GroupEstimate& found);

// For files: all digits; empty without a value.
std::string ExactCell(const std::optional<double>& value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_CELLS_H_
