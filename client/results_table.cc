#include "client/results_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include "client/number_format.h"
#include "client/text_table.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// What the table shows without --all, and how papers write it.
struct Symbol {
  std::string_view name;
  std::string_view symbol;
};
constexpr Symbol kSymbols[] = {{"delta_potential_energy", "ΔE"},
                               {"young_modulus", "E"},
                               {"shear_modulus", "G"},
                               {"isothermal_young_modulus", "E_T"},
                               {"isothermal_shear_modulus", "G_T"},
                               {"yield_stress", "σ_y"},
                               {"flow_stress", "σ_f"},
                               {"stress_drop", "Δσ"},
                               {"glass_transition_temperature", "T_g"},
                               {"creep_strain", "ε_creep"},
                               {"creep_rate", "dε/dt"},
                               {"replica_overlap", "Q"},
                               {"coordination_number", "CN"},
                               {"icosahedra_Cu", "FI_Cu"},
                               {"solid_like", "solid"},
                               {"liquid_like", "liquid"},
                               {"mro_size_weighted", "MRO"},
                               {"free_volume_fraction", "v_f"},
                               {"five_fold_symmetry", "W"},
                               {"s_atoms", "S"},
                               {"strain_localization", "ψ"}};

struct Column {
  std::string name;
  std::string unit;
};

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
std::vector<Column> ObservableColumns(
    const std::vector<v1::PointResult>& points) {
  std::vector<Column> columns;
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

std::optional<double> FindParameter(const v1::PointResult& point,
                                    const std::string& name) {
  for (const v1::ParameterValue& parameter : point.parameters()) {
    if (parameter.name() == name) return parameter.value();
  }
  return std::nullopt;
}

// The columns of the short table that some point has, with their headers.
std::vector<std::pair<std::string, std::string>> ShownColumns(
    const std::vector<Column>& columns, bool all) {
  std::vector<std::pair<std::string, std::string>> shown;
  const auto header = [](std::string_view word, const std::string& unit) {
    return unit.empty() || unit == "1"
               ? std::string(word)
               : absl::StrCat(std::string(word), " (", unit, ")");
  };
  if (all) {
    for (const Column& column : columns) {
      shown.emplace_back(column.name, header(column.name, column.unit));
    }
    return shown;
  }
  for (const Symbol& symbol : kSymbols) {
    for (const Column& column : columns) {
      if (column.name == symbol.name) {
        shown.emplace_back(column.name, header(symbol.symbol, column.unit));
      }
    }
  }
  return shown;
}

std::string Cell(const v1::Observable* observable) {
  if (observable == nullptr) return "–";
  const ValueAndError text = FormatWithError(
      observable->value(), observable->has_standard_error()
                               ? std::optional(observable->standard_error())
                               : std::nullopt);
  return text.error.empty() ? text.value : text.value + " ± " + text.error;
}

// A field of RFC 4180.
std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) {
                      out->append(CsvField(cell));
                    }),
      "\n");
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
  const auto shown = ShownColumns(ObservableColumns(points), all_observables);
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
    table.AddColumn(column.second, TextTable::Align::kRight);
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
      row.push_back(Cell(Find(point, column.first)));
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
  for (const Column& column : columns) {
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
