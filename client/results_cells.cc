#include "client/results_cells.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "client/number_format.h"
#include "client/observable_columns.h"
#include "client/replica_groups.h"
#include "client/table_cells.h"

namespace lehr::client {
namespace {

constexpr char kNothing[] = "–";

std::optional<double> PointNumber(const QueriedPoint& point,
                                  const std::string& name) {
  if (name == "point") return point.result.point();
  if (name == "replica") return point.result.replica();
  if (name == "baseline_point" && point.baseline >= 0) return point.baseline;
  return std::nullopt;
}

// Whether `a` stands before `b`: -1, or behind it: 1.
int Compare(const RowPoint& a, const RowPoint& b,
            const QueryAnswer::Order& order) {
  if (order.column.is_text()) {
    const int words =
        WordsIn(a, order.column).compare(WordsIn(b, order.column));
    return order.descending ? -words : words;
  }
  const auto first = NumberIn(a, order.column);
  const auto second = NumberIn(b, order.column);
  if (!first.has_value() || !second.has_value()) {
    return (second.has_value() ? 1 : 0) - (first.has_value() ? 1 : 0);
  }
  const int numbers = (*first > *second ? 1 : 0) - (*first < *second ? 1 : 0);
  return order.descending ? -numbers : numbers;
}

}  // namespace

std::optional<double> NumberIn(const RowPoint& row,
                               const ResultColumn& column) {
  const v1::PointResult& result = row.point->result;
  if (column.role == "parameter") return FindParameter(result, column.name);
  if (column.role == "point") return PointNumber(*row.point, column.name);
  const v1::Observable* const found =
      FindObservable(result, column.observable());
  if (found == nullptr) return std::nullopt;
  if (column.role == "observable") return found->value();
  if (!found->has_standard_error()) return std::nullopt;
  return found->standard_error();
}

std::string WordsIn(const RowPoint& row, const ResultColumn& column) {
  const v1::PointResult& result = row.point->result;
  if (column.name == "sweep") return row.sweep->name;
  if (column.name == "treatment") return result.treatment();
  if (column.name == "state") return Word(result.state());
  return result.error();
}

std::vector<RowPoint> SortedRows(const QueryAnswer& answer) {
  std::vector<RowPoint> rows;
  for (const QueriedSweep& sweep : answer.sweeps) {
    for (const QueriedPoint& point : sweep.points) {
      if (point.is_chosen) rows.push_back({&sweep, &point});
    }
  }
  if (answer.orders.empty()) return rows;
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const RowPoint& a, const RowPoint& b) {
                     for (const QueryAnswer::Order& order : answer.orders) {
                       const int compared = Compare(a, b, order);
                       if (compared != 0) return compared < 0;
                     }
                     return false;
                   });
  return rows;
}

std::string TextCell(const RowPoint& row, const ResultColumn& column) {
  if (column.is_text()) return WordsIn(row, column);
  if (column.role == "observable") {
    return ObservableText(FindObservable(row.point->result, column.name));
  }
  const auto number = NumberIn(row, column);
  return number.has_value() ? FormatValue(*number) : kNothing;
}

std::string ExactCell(const RowPoint& row, const ResultColumn& column) {
  if (column.is_text()) return WordsIn(row, column);
  const auto number = NumberIn(row, column);
  return number.has_value() ? FormatExact(*number) : "";
}

Json JsonCell(const RowPoint& row, const ResultColumn& column) {
  if (column.is_text()) return WordsIn(row, column);
  const auto number = NumberIn(row, column);
  if (!number.has_value()) return nullptr;
  if (column.role == "point") return static_cast<int>(*number);
  return *number;
}

std::string HeaderOf(const ResultColumn& column) {
  return AllColumns({{column.name, column.unit}}).front().header;
}

std::vector<std::pair<ResultColumn, std::string>> ObservablesToShow(
    const QueryAnswer& answer) {
  std::vector<std::pair<ResultColumn, std::string>> shown;
  for (const ResultColumn& column : answer.shown) {
    if (column.role == "observable")
      shown.emplace_back(column, HeaderOf(column));
  }
  if (!answer.shown.empty()) return shown;
  std::set<std::string> measured;
  for (const QueriedSweep& sweep : answer.sweeps) {
    for (const QueriedPoint& point : sweep.points) {
      for (const auto& observable : point.result.observables()) {
        measured.insert(observable.name());
      }
    }
  }
  std::vector<ObservableColumn> columns;
  for (const ResultColumn& column : answer.columns) {
    if (column.role == "observable" && measured.contains(column.name)) {
      columns.push_back({column.name, column.unit});
    }
  }
  const auto names = answer.all_observables
                         ? AllColumns(columns)
                         : ColumnsWithSymbols(columns, UsualSymbols());
  for (const ShownColumn& name : names) {
    shown.emplace_back(*FindColumn(answer.columns, name.name), name.header);
  }
  return shown;
}

}  // namespace lehr::client
