// One row a point.

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "client/replica_groups.h"
#include "client/results_cells.h"
#include "client/results_view.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// A column with what stands above it for people.
struct Shown {
  ResultColumn column;
  std::string header;
};

bool AnyPoint(const std::vector<RowPoint>& rows, auto condition) {
  return std::any_of(rows.begin(), rows.end(), [&](const RowPoint& row) {
    return condition(row.point->result);
  });
}

// Columns of points that say something, and parameters.
std::vector<Shown> UsualPointColumns(const QueryAnswer& answer,
                                     const std::vector<RowPoint>& rows,
                                     bool for_people) {
  const bool replicas = !for_people || AnyPoint(rows, [](const auto& point) {
    return point.replica() > 0;
  });
  const bool states = !for_people || AnyPoint(rows, [](const auto& point) {
    return point.state() != v1::SWEEP_STATE_DONE;
  });
  std::vector<Shown> shown;
  std::vector<Shown> later;
  for (const ResultColumn& column : answer.columns) {
    const std::string& name = column.name;
    if (column.role == "parameter" || name == "point" || name == "treatment" ||
        (name == "sweep" && answer.sweeps.size() > 1)) {
      shown.push_back({column, name});
    }
    if ((name == "replica" && replicas) || (name == "state" && states)) {
      later.push_back({column, name});
    }
  }
  shown.insert(shown.end(), later.begin(), later.end());
  return shown;
}

std::vector<Shown> ShownColumns(const QueryAnswer& answer,
                                const std::vector<RowPoint>& rows,
                                bool for_people) {
  std::vector<Shown> shown;
  for (const ResultColumn& column : answer.shown) {
    shown.push_back({column, HeaderOf(column)});
  }
  if (!shown.empty()) return shown;
  shown = UsualPointColumns(answer, rows, for_people);
  for (const auto& [column, header] : ObservablesToShow(answer)) {
    shown.push_back({column, header});
    const bool has_error =
        !for_people && AnyPoint(rows, [&](const auto& point) {
          const auto* const found = FindObservable(point, column.name);
          return found != nullptr && found->has_standard_error();
        });
    if (!has_error) continue;
    const std::string name = column.name + "_standard_error";
    shown.push_back({{column.name + "_error", "error", column.unit,
                      CsvHeading(name, column.unit)},
                     name});
  }
  return shown;
}

}  // namespace

std::string PointsText(const QueryAnswer& answer) {
  const std::vector<RowPoint> rows = SortedRows(answer);
  const std::vector<Shown> shown = ShownColumns(answer, rows, true);
  TextTable table;
  for (const Shown& column : shown) {
    table.AddColumn(column.header, column.column.is_text()
                                       ? TextTable::Align::kLeft
                                       : TextTable::Align::kRight);
  }
  for (const RowPoint& row : rows) {
    std::vector<std::string> cells;
    for (const Shown& column : shown) {
      cells.push_back(TextCell(row, column.column));
    }
    table.AddRow(std::move(cells));
  }
  return table.ToString();
}

std::string PointsCsv(const QueryAnswer& answer) {
  const std::vector<RowPoint> rows = SortedRows(answer);
  const std::vector<Shown> shown = ShownColumns(answer, rows, false);
  std::vector<std::string> cells;
  for (const Shown& column : shown) cells.push_back(column.column.heading);
  std::string csv = CsvLine(cells);
  for (const RowPoint& row : rows) {
    cells.clear();
    for (const Shown& column : shown) {
      cells.push_back(ExactCell(row, column.column));
    }
    csv += CsvLine(cells);
  }
  return csv;
}

Json PointsJson(const QueryAnswer& answer) {
  const std::vector<RowPoint> rows = SortedRows(answer);
  const std::vector<Shown> shown = ShownColumns(answer, rows, false);
  Json list = Json::array();
  for (const RowPoint& row : rows) {
    Json object = Json::object();
    for (const Shown& column : shown) {
      object[column.column.heading] = JsonCell(row, column.column);
    }
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace lehr::client
