#ifndef LEHR_CLIENT_REPORT_REPORT_TABLES_H_
#define LEHR_CLIENT_REPORT_REPORT_TABLES_H_

#include <string>

#include "client/plot/sweep_data.h"

namespace lehr::client {

// What the conditions have, as HTML: one table for each kind of measurement
// that the sweep has made, means over replicas with their standard errors, and
// behind each, where there is a baseline, the paired differences to it with
// their errors and p-values.
std::string ResultTables(const SweepData& data);

// All of it and more for programs, a line for each condition and observable:
// treatment, parameters, observable, unit, n, mean, standard error over
// replicas, or within the run of a single one, 95 % interval, and the paired
// difference to the baseline with its standard error, pairs and p-value.
std::string SummaryCsv(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_REPORT_TABLES_H_
