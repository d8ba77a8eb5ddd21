// One row a group.

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>

#include "client/number_format.h"
#include "client/replica_groups.h"
#include "client/results_cells.h"
#include "client/results_view.h"
#include "client/statistics_text.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// What a group says about one observable.
struct Estimates {
  GroupEstimate mean;
  PairedDifference paired;
};

struct Group {
  std::vector<RowPoint> rows;
  std::vector<Estimates> estimates;  // as ObservablesToShow()
};

using Observables = std::vector<std::pair<ResultColumn, std::string>>;

// The points that others are compared with.
class BaselineFinder {
 public:
  explicit BaselineFinder(const QueryAnswer& answer) {
    for (const QueriedSweep& sweep : answer.sweeps) {
      std::map<int, const v1::PointResult*> by_number;
      for (const QueriedPoint& point : sweep.points) {
        by_number[point.result.point()] = &point.result;
      }
      for (const QueriedPoint& point : sweep.points) {
        const auto found = by_number.find(point.baseline);
        if (found != by_number.end()) {
          baselines_[&point.result] = found->second;
        }
      }
    }
  }

  const v1::PointResult* Of(const v1::PointResult& point) const {
    const auto found = baselines_.find(&point);
    return found == baselines_.end() ? nullptr : found->second;
  }

 private:
  std::map<const v1::PointResult*, const v1::PointResult*> baselines_;
};

// In the order in which they first come.
std::vector<Group> GroupsOf(const QueryAnswer& answer) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> places;
  for (const RowPoint& row : SortedRows(answer)) {
    std::string key;
    for (const ResultColumn& column : answer.groups) {
      absl::StrAppend(&key, ExactCell(row, column), "\n");
    }
    const auto [place, is_new] = places.emplace(key, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].rows.push_back(row);
  }
  return groups;
}

// Groups by the means of an observable; others are in order already.
void SortByMeans(const QueryAnswer& answer, const Observables& observables,
                 std::vector<Group>* groups) {
  for (auto order = answer.orders.rbegin(); order != answer.orders.rend();
       ++order) {
    const auto shown = std::find_if(
        observables.begin(), observables.end(), [&](const auto& observable) {
          return observable.first.name == order->column.name;
        });
    if (shown == observables.end()) continue;
    const auto at = static_cast<std::size_t>(shown - observables.begin());
    const bool descending = order->descending;
    std::stable_sort(groups->begin(), groups->end(),
                     [&](const Group& a, const Group& b) {
                       const MeanEstimate& x = a.estimates[at].mean.estimate;
                       const MeanEstimate& y = b.estimates[at].mean.estimate;
                       if (x.n == 0 || y.n == 0) return x.n > y.n;
                       return descending ? x.mean > y.mean : x.mean < y.mean;
                     });
  }
}

std::vector<Group> Estimated(const QueryAnswer& answer,
                             const Observables& observables) {
  const BaselineFinder baselines(answer);
  std::vector<Group> groups = GroupsOf(answer);
  for (Group& group : groups) {
    PointGroup points;
    for (const RowPoint& row : group.rows) {
      points.points.push_back(&row.point->result);
    }
    for (const auto& [column, header] : observables) {
      group.estimates.push_back({EstimateObservable(points, column.name),
                                 CompareToBaseline(
                                     points,
                                     [&](const v1::PointResult& point) {
                                       return baselines.Of(point);
                                     },
                                     column.name)});
    }
  }
  SortByMeans(answer, observables, &groups);
  return groups;
}

// Of how many values a mean is, where these are not all of the group's.
std::string MeanCell(const Group& group, const Estimates& estimates) {
  const MeanEstimate& mean = estimates.mean.estimate;
  const std::string text = Joined(MeanText(estimates.mean));
  if (mean.n == 0 || mean.n == static_cast<int>(group.rows.size())) return text;
  return absl::StrCat(text, " (n = ", mean.n, ")");
}

// The columns of CSV that one observable has; names before the unit.
struct Quantity {
  const char* name;
  bool has_unit;
  std::optional<double> (*value)(const Estimates&);
};

std::optional<double> IfAny(const MeanEstimate& estimate) {
  if (estimate.n == 0) return std::nullopt;
  return estimate.mean;
}
std::optional<double> End(const MeanEstimate& estimate, bool high) {
  if (!estimate.interval.has_value()) return std::nullopt;
  return high ? estimate.interval->high : estimate.interval->low;
}

constexpr Quantity kQuantities[] = {
    {"mean", true, [](const Estimates& e) { return IfAny(e.mean.estimate); }},
    {"n", false,
     [](const Estimates& e) {
       return std::optional<double>(e.mean.estimate.n);
     }},
    {"standard_error", true,
     [](const Estimates& e) { return e.mean.estimate.standard_error; }},
    {"low_95", true,
     [](const Estimates& e) { return End(e.mean.estimate, false); }},
    {"high_95", true,
     [](const Estimates& e) { return End(e.mean.estimate, true); }},
    {"error_within_run", true,
     [](const Estimates& e) { return e.mean.error_within_run; }},
    {"difference", true,
     [](const Estimates& e) { return IfAny(e.paired.difference); }},
    {"difference_standard_error", true,
     [](const Estimates& e) { return e.paired.difference.standard_error; }},
    {"pairs", false,
     [](const Estimates& e) {
       return std::optional<double>(e.paired.difference.n);
     }},
    {"p_value", false, [](const Estimates& e) { return e.paired.p_value; }},
};

}  // namespace

std::string GroupsText(const QueryAnswer& answer, bool compare) {
  const Observables observables = ObservablesToShow(answer);
  TextTable table;
  for (const ResultColumn& column : answer.groups) {
    table.AddColumn(column.name, column.is_text() ? TextTable::Align::kLeft
                                                  : TextTable::Align::kRight);
  }
  table.AddColumn("n", TextTable::Align::kRight);
  for (const auto& [column, header] : observables) {
    table.AddColumn(header, TextTable::Align::kRight);
    if (!compare) continue;
    table.AddColumn("95 %", TextTable::Align::kRight);
    table.AddColumn("- baseline", TextTable::Align::kRight);
    table.AddColumn("p", TextTable::Align::kRight);
  }
  bool has_single = false;
  for (const Group& group : Estimated(answer, observables)) {
    std::vector<std::string> cells;
    for (const ResultColumn& column : answer.groups) {
      cells.push_back(TextCell(group.rows.front(), column));
    }
    cells.push_back(absl::StrCat(group.rows.size()));
    for (const Estimates& estimates : group.estimates) {
      has_single = has_single || estimates.mean.estimate.n == 1;
      cells.push_back(MeanCell(group, estimates));
      if (!compare) continue;
      cells.push_back(IntervalText(estimates.mean.estimate));
      cells.push_back(Joined(MeanText(estimates.paired.difference)));
      cells.push_back(PValueText(estimates.paired.p_value));
    }
    table.AddRow(std::move(cells));
  }
  std::string text = table.ToString();
  if (has_single) absl::StrAppend(&text, std::string(kSingleReplicaNote), "\n");
  return text;
}

std::string GroupsCsv(const QueryAnswer& answer) {
  const Observables observables = ObservablesToShow(answer);
  std::vector<std::string> cells;
  for (const ResultColumn& column : answer.groups) {
    cells.push_back(column.heading);
  }
  cells.emplace_back("points");
  for (const auto& [column, header] : observables) {
    for (const Quantity& quantity : kQuantities) {
      cells.push_back(CsvHeading(absl::StrCat(column.name, "_", quantity.name),
                                 quantity.has_unit ? column.unit : "1"));
    }
  }
  std::string csv = CsvLine(cells);
  for (const Group& group : Estimated(answer, observables)) {
    cells.clear();
    for (const ResultColumn& column : answer.groups) {
      cells.push_back(ExactCell(group.rows.front(), column));
    }
    cells.push_back(absl::StrCat(group.rows.size()));
    for (const Estimates& estimates : group.estimates) {
      for (const Quantity& quantity : kQuantities) {
        const auto value = quantity.value(estimates);
        cells.push_back(value.has_value() ? FormatExact(*value) : "");
      }
    }
    csv += CsvLine(cells);
  }
  return csv;
}

Json GroupsJson(const QueryAnswer& answer) {
  const Observables observables = ObservablesToShow(answer);
  Json list = Json::array();
  for (const Group& group : Estimated(answer, observables)) {
    Json object = Json::object();
    for (const ResultColumn& column : answer.groups) {
      object[column.heading] = JsonCell(group.rows.front(), column);
    }
    object["points"] = group.rows.size();
    Json& all = object["observables"] = Json::object();
    for (std::size_t i = 0; i < observables.size(); ++i) {
      const ResultColumn& column = observables[i].first;
      Json& one = all[column.name] = Json{{"unit", column.unit}};
      for (const Quantity& quantity : kQuantities) {
        const auto value = quantity.value(group.estimates[i]);
        one[quantity.name] = value.has_value() ? Json(*value) : Json();
      }
    }
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace lehr::client
