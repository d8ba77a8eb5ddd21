#include "client/results_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

#include "client/number_format.h"
#include "client/observable_columns.h"
#include "client/replica_groups.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// The observables of a point by name. A name that is there again (a protocol
// that measures twice) gets a number: energy, energy_2.
std::vector<std::pair<std::string, const v1::Observable*>> Named(
    const v1::PointResult& point) {
  std::vector<std::pair<std::string, const v1::Observable*>> named;
  std::map<std::string, int> times;
  for (const v1::Observable& observable : point.observables()) {
    const int time = ++times[observable.name()];
    named.emplace_back(time == 1 ? observable.name()
                                 : absl::StrCat(observable.name(), "_", time),
                       &observable);
  }
  return named;
}

// All observables of all points, in the order in which they first come.
std::vector<ObservableColumn> ObservableColumns(
    const std::vector<v1::PointResult>& points) {
  std::vector<ObservableColumn> columns;
  std::set<std::string> seen;
  for (const v1::PointResult& point : points) {
    for (const auto& [name, observable] : Named(point)) {
      if (seen.insert(name).second)
        columns.push_back({name, observable->unit()});
    }
  }
  return columns;
}

std::vector<std::string> ParameterNames(
    const std::vector<v1::PointResult>& points) {
  std::vector<std::string> names;
  for (const v1::PointResult& point : points) {
    for (const v1::ParameterValue& parameter : point.parameters()) {
      if (std::find(names.begin(), names.end(), parameter.name()) ==
          names.end()) {
        names.push_back(parameter.name());
      }
    }
  }
  return names;
}

const v1::Observable* Find(const v1::PointResult& point,
                           const std::string& column) {
  for (const auto& [name, observable] : Named(point)) {
    if (name == column) return observable;
  }
  return nullptr;
}

std::string ErrorLines(const std::vector<v1::PointResult>& points) {
  std::string lines;
  for (const v1::PointResult& point : points) {
    if (point.error().empty()) continue;
    absl::StrAppend(&lines, "point ", point.point(), ": ", point.error(), "\n");
  }
  return lines;
}

}  // namespace

std::string ColumnName(const std::string& name, const std::string& unit) {
  return CsvHeading(name, unit);
}

std::string ResultsText(const std::vector<v1::PointResult>& points,
                        bool all_observables) {
  const auto parameters = ParameterNames(points);
  const auto columns = ObservableColumns(points);
  const auto shown = all_observables
                         ? AllColumns(columns)
                         : ColumnsWithSymbols(columns, UsualSymbols());
  const auto has = [&](auto condition) {
    return std::any_of(points.begin(), points.end(), condition);
  };
  const bool replicas = has([](const auto& p) { return p.replica() > 0; });
  const bool states =
      has([](const auto& p) { return p.state() != v1::SWEEP_STATE_DONE; });
  TextTable table;
  table.AddColumn("point", TextTable::Align::kRight);
  table.AddColumn("treatment");
  for (const std::string& name : parameters) {
    table.AddColumn(name, TextTable::Align::kRight);
  }
  if (replicas) table.AddColumn("replica", TextTable::Align::kRight);
  if (states) table.AddColumn("state");
  for (const auto& column : shown) {
    table.AddColumn(column.header, TextTable::Align::kRight);
  }
  for (const v1::PointResult& point : points) {
    std::vector<std::string> row = {absl::StrCat(point.point()),
                                    point.treatment()};
    for (const std::string& name : parameters) {
      const auto value = FindParameter(point, name);
      row.push_back(value.has_value() ? FormatValue(*value) : "–");
    }
    if (replicas) row.push_back(absl::StrCat(point.replica()));
    if (states) row.push_back(Word(point.state()));
    for (const auto& column : shown) {
      row.push_back(ObservableText(Find(point, column.name)));
    }
    table.AddRow(std::move(row));
  }
  return table.ToString() + ErrorLines(points);
}

std::string ResultsCsv(const std::vector<v1::PointResult>& points) {
  const auto parameters = ParameterNames(points);
  const auto columns = ObservableColumns(points);
  std::vector<std::string> header = {"point", "treatment"};
  header.insert(header.end(), parameters.begin(), parameters.end());
  header.insert(header.end(), {"replica", "state"});
  std::vector<bool> with_error;
  for (const ObservableColumn& column : columns) {
    header.push_back(ColumnName(column.name, column.unit));
    with_error.push_back(
        std::any_of(points.begin(), points.end(), [&](const auto& point) {
          const auto* observable = Find(point, column.name);
          return observable != nullptr && observable->has_standard_error();
        }));
    if (with_error.back()) {
      header.push_back(
          ColumnName(column.name + "_standard_error", column.unit));
    }
  }
  std::string csv = CsvLine(header);
  for (const v1::PointResult& point : points) {
    std::vector<std::string> row = {absl::StrCat(point.point()),
                                    point.treatment()};
    for (const std::string& name : parameters) {
      const auto value = FindParameter(point, name);
      row.push_back(value.has_value() ? FormatExact(*value) : "");
    }
    row.push_back(absl::StrCat(point.replica()));
    row.push_back(Word(point.state()));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto* observable = Find(point, columns[i].name);
      row.push_back(observable ? FormatExact(observable->value()) : "");
      if (!with_error[i]) continue;
      row.push_back(observable && observable->has_standard_error()
                        ? FormatExact(observable->standard_error())
                        : "");
    }
    csv += CsvLine(row);
  }
  return csv;
}

Json ResultsJson(const std::vector<v1::PointResult>& points) {
  Json list = Json::array();
  for (const v1::PointResult& point : points) {
    Json row = {
        {"point", point.point()},           {"treatment", point.treatment()},
        {"replica", point.replica()},       {"state", Word(point.state())},
        {"parameters", Json::object()},     {"observables", Json::object()},
        {"standard_errors", Json::object()}};
    for (const v1::ParameterValue& parameter : point.parameters()) {
      row["parameters"][parameter.name()] = parameter.value();
    }
    for (const auto& [name, observable] : Named(point)) {
      const std::string column = ColumnName(name, observable->unit());
      row["observables"][column] = observable->value();
      if (observable->has_standard_error()) {
        row["standard_errors"][column] = observable->standard_error();
      }
    }
    if (!point.error().empty()) row["error"] = point.error();
    list.push_back(std::move(row));
  }
  return list;
}

}  // namespace lehr::client
