#include "client/results_query.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/observable_columns.h"
#include "proto/support/csv.h"
#include "proto/support/rpc_status.h"

namespace lehr::client {
namespace {

// Every point of the largest sweep; the server's largest is more.
constexpr std::int64_t kMostPoints = 2'000'000;
constexpr std::int64_t kSeconds = 60;

constexpr char kParameters[] = "parameters";

absl::StatusOr<SqlAnswer> Ask(const AskSql& ask, const std::string& statement) {
  v1::RunSqlRequest request;
  request.set_statement(statement);
  request.set_max_rows(kMostPoints);
  request.mutable_time_limit()->set_seconds(kSeconds);
  return ask(request);
}

absl::Status AskSweep(const AskSql& ask, QueriedSweep* sweep) {
  const auto named =
      Ask(ask, absl::StrCat("SELECT name FROM sweeps WHERE sweep_id = ",
                            sweep->sweep_id));
  if (!named.ok()) return named.status();
  if (named->rows.empty()) {
    return absl::NotFoundError(
        absl::StrFormat("no sweep %d: `lehr list` shows all", sweep->sweep_id));
  }
  sweep->name = named->rows[0].values(0).text();
  const auto columns = Ask(
      ask,
      absl::StrCat("SELECT name, role, unit FROM columns_", sweep->sweep_id));
  if (!columns.ok()) return columns.status();
  for (const v1::SqlRow& row : columns->rows) {
    const std::string& name = row.values(0).text();
    const std::string& unit = row.values(2).text();
    sweep->columns.push_back(
        {name, row.values(1).text(), unit, CsvHeading(name, unit)});
  }
  return absl::OkStatus();
}

// Those of all sweeps, each once: the columns of a point, then parameters, then
// the others.
std::vector<ResultColumn> Merged(const std::vector<QueriedSweep>& sweeps) {
  std::vector<ResultColumn> merged = {{"sweep", "point", "", "sweep"}};
  std::set<std::string> seen = {"sweep"};
  const auto add = [&](auto wanted) {
    for (const QueriedSweep& sweep : sweeps) {
      for (const ResultColumn& column : sweep.columns) {
        if (wanted(column.role) && seen.insert(column.name).second) {
          merged.push_back(column);
        }
      }
    }
  };
  add([](const std::string& role) { return role == "point"; });
  add([](const std::string& role) { return role == "parameter"; });
  add([](const std::string&) { return true; });
  return merged;
}

absl::StatusOr<ResultColumn> Named(const std::string& option,
                                   const std::string& name,
                                   std::span<const ResultColumn> columns) {
  const ResultColumn* const column = FindColumn(columns, name);
  if (column != nullptr) return *column;
  return absl::InvalidArgumentError(
      absl::StrCat(option, ": ", UnknownColumn(name, columns)));
}

// Whether a group has one value of it.
bool IsGrouped(const QueryAnswer& answer, const ResultColumn& column) {
  return column.role == "observable" ||
         std::any_of(
             answer.groups.begin(), answer.groups.end(),
             [&](const auto& group) { return group.name == column.name; });
}

absl::Status NotGrouped(const std::string& option, const std::string& name) {
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: expected with --group-by an observable or one of "
                      "its columns, found \"%s\"",
                      option, name));
}

absl::Status ReadGroups(const ResultsQuery& query, QueryAnswer* answer) {
  for (const std::string& name : query.group_by) {
    if (name == kParameters) {
      for (const ResultColumn& column : answer->columns) {
        if (column.role == "parameter" || column.name == "treatment" ||
            (column.name == "sweep" && answer->sweeps.size() > 1)) {
          answer->groups.push_back(column);
        }
      }
      continue;
    }
    auto column = Named("--group-by", name, answer->columns);
    if (!column.ok()) return column.status();
    if (column->role != "point" && column->role != "parameter") {
      return absl::InvalidArgumentError(absl::StrFormat(
          "--group-by: expected a parameter or a column of points, found the "
          "%s \"%s\"",
          column->role, name));
    }
    answer->groups.push_back(*std::move(column));
  }
  return absl::OkStatus();
}

absl::Status ReadShown(const ResultsQuery& query, QueryAnswer* answer) {
  for (const std::string& name : query.columns) {
    auto column = Named("--columns", name, answer->columns);
    if (!column.ok()) return column.status();
    if (!answer->groups.empty() && !IsGrouped(*answer, *column)) {
      return NotGrouped("--columns", name);
    }
    answer->shown.push_back(*std::move(column));
  }
  return absl::OkStatus();
}

absl::Status ReadOrders(const ResultsQuery& query, QueryAnswer* answer) {
  for (const std::string& text : query.sort) {
    std::string_view name = text;
    const bool descending = name.ends_with(":desc");
    if (descending) name.remove_suffix(std::string_view(":desc").size());
    auto column = Named("--sort", std::string(name), answer->columns);
    if (!column.ok()) return column.status();
    if (!answer->groups.empty() && !IsGrouped(*answer, *column)) {
      return NotGrouped("--sort", std::string(name));
    }
    answer->orders.push_back({*std::move(column), descending});
  }
  return absl::OkStatus();
}

absl::Status ReadQuery(const ResultsQuery& query, QueryAnswer* answer) {
  if (auto status = ReadGroups(query, answer); !status.ok()) return status;
  if (auto status = ReadShown(query, answer); !status.ok()) return status;
  return ReadOrders(query, answer);
}

// Names of the observables whose values are needed.
std::set<std::string> NeededObservables(const ResultsQuery& query,
                                        const QueryAnswer& answer) {
  std::set<std::string> needed;
  const auto add = [&needed](const ResultColumn& column) {
    if (column.role == "observable" || column.role == "error") {
      needed.insert(column.observable());
    }
  };
  for (const ResultColumn& column : answer.shown) add(column);
  for (const QueryAnswer::Order& order : answer.orders) add(order.column);
  if (!answer.shown.empty()) return needed;
  if (query.all_observables) {
    for (const ResultColumn& column : answer.columns) add(column);
    return needed;
  }
  for (const ObservableSymbol& symbol : UsualSymbols()) {
    needed.emplace(symbol.name);
  }
  return needed;
}

// What is read of a sweep, in this order.
std::vector<const ResultColumn*> ReadColumns(
    const QueriedSweep& sweep, const std::set<std::string>& observables) {
  std::vector<const ResultColumn*> read;
  for (const ResultColumn& column : sweep.columns) {
    const bool of_observable = observables.contains(column.observable());
    if (column.role == "point" || column.role == "parameter" || of_observable) {
      read.push_back(&column);
    }
  }
  return read;
}

std::string Statement(const QueriedSweep& sweep, const Filter& filter,
                      const std::vector<const ResultColumn*>& read,
                      bool with_baselines) {
  const std::string where = filter.sql.empty() ? "1" : filter.sql;
  std::string missing;
  for (const std::string& name : filter.columns) {
    const bool is_there =
        name == "sweep" || FindColumn(sweep.columns, name) != nullptr;
    if (!is_there) absl::StrAppend(&missing, ", NULL AS ", SqlName(name));
  }
  const std::string points = absl::StrCat("results_", sweep.sweep_id);
  return absl::StrCat(
      "SELECT (", where, ") AS is_chosen, ",
      absl::StrJoin(read, ", ",
                    [](std::string* out, const ResultColumn* column) {
                      out->append(SqlName(column->name));
                    }),
      " FROM (SELECT *, ", SqlLiteral(sweep.name), " AS sweep", missing,
      " FROM ", points, ") WHERE ", where,
      with_baselines
          ? absl::StrCat(" OR point IN (SELECT baseline_point FROM points"
                         " WHERE sweep_id = ",
                         sweep.sweep_id, ")")
          : "",
      " ORDER BY point");
}

std::optional<double> NumberOf(const v1::SqlValue& value) {
  if (value.has_real()) return value.real();
  if (value.has_integer()) return static_cast<double>(value.integer());
  return std::nullopt;
}

void SetPointColumn(const std::string& name, const v1::SqlValue& value,
                    QueriedPoint* point) {
  v1::PointResult& result = point->result;
  const auto number = static_cast<std::int32_t>(value.integer());
  if (name == "point") result.set_point(number);
  if (name == "replica") result.set_replica(number);
  if (name == "baseline_point" && value.has_integer()) point->baseline = number;
  if (name == "treatment") result.set_treatment(value.text());
  if (name == "error") result.set_error(value.text());
  if (name == "state") {
    v1::SweepState state = v1::SWEEP_STATE_UNSPECIFIED;
    v1::SweepState_Parse("SWEEP_STATE_" + value.text(), &state);
    result.set_state(state);
  }
}

// An error stands right behind its observable.
void SetValue(const ResultColumn& column, double number,
              v1::PointResult* result) {
  if (column.role == "parameter") {
    v1::ParameterValue& parameter = *result->add_parameters();
    parameter.set_name(column.name);
    parameter.set_value(number);
  } else if (column.role == "observable") {
    v1::Observable& observable = *result->add_observables();
    observable.set_name(column.name);
    observable.set_unit(column.unit);
    observable.set_value(number);
  } else if (result->observables_size() > 0) {
    v1::Observable& last = *result->mutable_observables()->rbegin();
    if (column.observable() == last.name()) last.set_standard_error(number);
  }
}

QueriedPoint PointOf(const v1::SqlRow& row,
                     const std::vector<const ResultColumn*>& read) {
  QueriedPoint point;
  point.is_chosen = row.values(0).integer() != 0;
  for (int i = 1; i < row.values_size(); ++i) {
    const ResultColumn& column = *read[static_cast<std::size_t>(i - 1)];
    if (column.role == "point") {
      SetPointColumn(column.name, row.values(i), &point);
    } else if (const auto number = NumberOf(row.values(i));
               number.has_value()) {
      SetValue(column, *number, &point.result);
    }
  }
  return point;
}

}  // namespace

absl::StatusOr<QueryAnswer> AskResults(
    const AskSql& ask, const std::vector<std::int64_t>& sweep_ids,
    const ResultsQuery& query) {
  QueryAnswer answer;
  answer.all_observables = query.all_observables;
  for (const std::int64_t sweep_id : sweep_ids) {
    QueriedSweep& sweep = answer.sweeps.emplace_back();
    sweep.sweep_id = sweep_id;
    if (auto status = AskSweep(ask, &sweep); !status.ok()) return status;
  }
  answer.columns = Merged(answer.sweeps);
  Filter filter;
  if (!query.where.empty()) {
    auto parsed = ParseFilter(query.where, answer.columns);
    if (!parsed.ok()) return Annotate(parsed.status(), "--where");
    filter = *std::move(parsed);
  }
  if (auto status = ReadQuery(query, &answer); !status.ok()) return status;
  const std::set<std::string> needed = NeededObservables(query, answer);
  for (QueriedSweep& sweep : answer.sweeps) {
    const auto read = ReadColumns(sweep, needed);
    const auto rows =
        Ask(ask, Statement(sweep, filter, read, !answer.groups.empty()));
    if (!rows.ok()) return rows.status();
    for (const v1::SqlRow& row : rows->rows) {
      sweep.points.push_back(PointOf(row, read));
    }
  }
  return answer;
}

}  // namespace lehr::client
