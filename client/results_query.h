#ifndef LEHR_CLIENT_RESULTS_QUERY_H_
#define LEHR_CLIENT_RESULTS_QUERY_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "client/filter.h"
#include "client/sql_answer.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A ResultsQuery is what a person wants to know of the results of some sweeps.
struct ResultsQuery {
  std::string where;                  // a filter; empty: all points
  std::vector<std::string> columns;   // empty: the usual ones
  std::vector<std::string> group_by;  // empty: not grouped
  std::vector<std::string> sort;      // "name" or "name:desc"; empty: by number
  bool all_observables = false;       // instead of the usual ones
  bool compare = false;               // with intervals and differences, as text
};

// A point of an answer.
struct QueriedPoint {
  v1::PointResult result;  // only the observables that are needed
  int baseline = -1;       // number of the point to compare with; -1: none
  bool is_chosen = true;   // false: only there as a baseline of others
};

// A sweep of an answer.
struct QueriedSweep {
  std::int64_t sweep_id = 0;
  std::string name;
  std::vector<ResultColumn> columns;
  std::vector<QueriedPoint> points;  // by number
};

// A QueryAnswer has the points that fit, of all sweeps, and what is to be shown
// of them.
struct QueryAnswer {
  std::vector<QueriedSweep> sweeps;
  std::vector<ResultColumn> columns;  // of all sweeps; "sweep" first
  std::vector<ResultColumn> shown;    // that were asked for; empty: the usual
  std::vector<ResultColumn> groups;   // by which points are grouped
  struct Order {
    ResultColumn column;
    bool descending = false;
  };
  std::vector<Order> orders;
  bool all_observables = false;
};

// Who answers a statement: AskServer() of some server.
using AskSql =
    std::function<absl::StatusOr<SqlAnswer>(const v1::RunSqlRequest&)>;

// Nothing but names of columns is asked for before the query has been found
// right. The points are filtered by the database, which reads only the columns
// that are needed. `parameters` in group_by means what makes points replicas of
// each other: sweep, treatment and all parameters. NOT_FOUND if there is no
// such sweep; INVALID_ARGUMENT: an option and what is wrong in it.
absl::StatusOr<QueryAnswer> AskResults(
    const AskSql& ask, const std::vector<std::int64_t>& sweep_ids,
    const ResultsQuery& query);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_RESULTS_QUERY_H_
