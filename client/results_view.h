#ifndef LEHR_CLIENT_RESULTS_VIEW_H_
#define LEHR_CLIENT_RESULTS_VIEW_H_

#include <string>

#include "client/proto_json.h"
#include "client/results_query.h"

namespace lehr::client {

// What a query found, one row a point: the columns that were asked for, or
// those of `lehr results`, in the order that was asked for. For people: values
// with their standard errors within the run, as many digits as these allow.
std::string PointsText(const QueryAnswer& answer);
// For programs: all digits, columns with their unit. The usual columns have
// their errors behind them, named ones stand alone.
std::string PointsCsv(const QueryAnswer& answer);
// A list of objects by the headings of CSV, null where there is nothing.
Json PointsJson(const QueryAnswer& answer);

// The same one row a group: n points, and of each observable the mean and its
// standard error over them, with `compare` the 95 % interval, the paired
// difference to the baseline and its p-value. CSV and JSON have them always.
std::string GroupsText(const QueryAnswer& answer, bool compare);
std::string GroupsCsv(const QueryAnswer& answer);
Json GroupsJson(const QueryAnswer& answer);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_RESULTS_VIEW_H_
