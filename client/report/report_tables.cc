#include "client/report/report_tables.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/observable_columns.h"
#include "client/plot/parameter_figure.h"
#include "client/plot/parameter_label.h"
#include "client/report/cells.h"
#include "client/report/html.h"
#include "client/statistics_text.h"
#include "client/table_cells.h"

namespace lehr::client {
namespace {

// A table of the report: what one kind of measurement finds out. Symbols as
// papers write them; the order is theirs.
struct TableKind {
  const char* title;
  std::span<const ObservableSymbol> columns;
};

constexpr ObservableSymbol kEnergy[] = {
    {"delta_potential_energy", "ΔE"},
    {"delta_inherent_structure_energy", "ΔE_IS"},
    {"potential_energy", "E"},
    {"density", "ρ"}};
constexpr ObservableSymbol kTension[] = {{"yield_stress", "σ_y"},
                                         {"flow_stress", "σ_f"},
                                         {"stress_drop", "Δσ"},
                                         {"yield_strain", "ε_y"}};
constexpr ObservableSymbol kElastic[] = {{"young_modulus", "E"},
                                         {"shear_modulus", "G"},
                                         {"bulk_modulus", "K"},
                                         {"poisson_ratio", "ν"},
                                         {"isothermal_young_modulus", "E_T"},
                                         {"isothermal_shear_modulus", "G_T"}};
constexpr ObservableSymbol kStructure[] = {
    {"solid_like", "solid-like"},
    {"transition", "transition"},
    {"liquid_like", "liquid-like"},
    {"icosahedra_Cu", "⟨0,0,12,0⟩ of Cu"}};
constexpr ObservableSymbol kOrder[] = {{"mro_size_mean", "mean MRO (atoms)"},
                                       {"mro_size_max", "largest MRO (atoms)"},
                                       {"free_volume_fraction", "free volume"},
                                       {"five_fold_symmetry", "W"}};
constexpr ObservableSymbol kShear[] = {
    {"s_atoms", "S-atoms"},
    {"s_cluster_max", "largest S cluster (atoms)"},
    {"strain_localization", "ψ"}};
constexpr ObservableSymbol kCreep[] = {{"creep_rate", "dε/dt"},
                                       {"elastic_strain", "elastic strain"},
                                       {"creep_strain", "creep strain"},
                                       {"residual_strain", "residual strain"}};
constexpr ObservableSymbol kOther[] = {
    {"coordination_number", "CN"},
    {"glass_transition_temperature", "T_g"},
    {"replica_overlap", "Q"},
    {"first_minimum", "first minimum of g(r)"},
    {"first_peak_q", "first peak of S(q)"}};

constexpr TableKind kTables[] = {{"Energy", kEnergy},
                                 {"Tension", kTension},
                                 {"Elastic constants", kElastic},
                                 {"Atomic packing", kStructure},
                                 {"Medium-range order and free volume", kOrder},
                                 {"Local shear", kShear},
                                 {"Creep", kCreep},
                                 {"Other", kOther}};

std::vector<std::string> ParameterNames(const SweepData& data) {
  std::vector<std::string> names;
  for (const v1::PointResult& point : data.points()) {
    for (const v1::ParameterValue& parameter : point.parameters()) {
      if (std::find(names.begin(), names.end(), parameter.name()) ==
          names.end()) {
        names.push_back(parameter.name());
      }
    }
  }
  return names;
}

std::string Heading(const SweepData& data, const ObservableSymbol& column) {
  const std::string unit = UnitOf(data, column.name);
  return unit == "1"
             ? std::string(column.symbol)
             : absl::StrCat(std::string(column.symbol), " (", unit, ")");
}

std::vector<ObservableSymbol> KnownColumns(const SweepData& data,
                                           const TableKind& kind) {
  std::vector<ObservableSymbol> known;
  for (const ObservableSymbol& column : kind.columns) {
    if (!UnitOf(data, column.name).empty()) known.push_back(column);
  }
  return known;
}

int ReplicasOf(const PointGroup& group,
               const std::vector<ObservableSymbol>& columns) {
  int most = 0;
  for (const ObservableSymbol& column : columns) {
    most = std::max(most, EstimateObservable(group, column.name).estimate.n);
  }
  return most;
}

std::string ValuesTable(const SweepData& data, const TableKind& kind,
                        const std::vector<ObservableSymbol>& columns) {
  HtmlTable table;
  table.AddColumn("condition");
  table.AddColumn("n", true);
  for (const auto& column : columns) {
    table.AddColumn(Heading(data, column), true);
  }
  for (const PointGroup& group : data.groups()) {
    const int replicas = ReplicasOf(group, columns);
    if (replicas == 0) continue;
    std::vector<std::string> row = {ConditionText(data, group),
                                    absl::StrCat(replicas)};
    for (const auto& column : columns) {
      row.push_back(ValueCell(EstimateObservable(group, column.name)));
    }
    table.AddRow(row);
  }
  return absl::StrCat("<h3>", kind.title, "</h3>\n",
                      table.ToString("Mean ± standard error over n replicas"));
}

std::string DifferencesTable(const SweepData& data,
                             std::vector<ObservableSymbol> columns) {
  const Baselines baselines(data.points(), data.baseline());
  // The baseline has no difference to itself.
  std::erase_if(columns, [&](const ObservableSymbol& column) {
    return std::none_of(
        data.groups().begin(), data.groups().end(), [&](const auto& group) {
          return CompareToBaseline(group, baselines, column.name).difference.n >
                 0;
        });
  });
  HtmlTable table;
  table.AddColumn("condition");
  table.AddColumn("pairs", true);
  for (const auto& column : columns) {
    table.AddColumn(Heading(data, column), true);
    table.AddColumn("p", true);
  }
  for (const PointGroup& group : data.groups()) {
    int pairs = 0;
    std::vector<std::string> cells;
    for (const auto& column : columns) {
      const PairedDifference found =
          CompareToBaseline(group, baselines, column.name);
      pairs = std::max(pairs, found.difference.n);
      cells.push_back(Joined(MeanText(found.difference)));
      cells.push_back(PValueText(found.p_value));
    }
    if (pairs == 0) continue;
    cells.insert(cells.begin(),
                 {ConditionText(data, group), absl::StrCat(pairs)});
    table.AddRow(cells);
  }
  if (table.empty()) return "";
  return table.ToString(absl::StrCat(
      "Difference to ", WordsOf(data.baseline()),
      ", paired by replica; p: two-sided, Student's t; a single pair has no "
      "error"));
}

std::vector<std::string> SummaryRow(const PointGroup& group,
                                    const Baselines& baselines,
                                    const std::vector<std::string>& parameters,
                                    const std::string& observable) {
  const GroupEstimate found = EstimateObservable(group, observable);
  const PairedDifference paired =
      CompareToBaseline(group, baselines, observable);
  std::vector<std::string> row = {group.points.front()->treatment()};
  for (const std::string& name : parameters) {
    row.push_back(ExactCell(FindParameter(*group.points.front(), name)));
  }
  const auto& interval = found.estimate.interval;
  const bool pairs = paired.difference.n > 0;
  row.insert(
      row.end(),
      {observable, found.unit, absl::StrCat(found.estimate.n),
       FormatExact(found.estimate.mean),
       ExactCell(found.estimate.standard_error),
       ExactCell(found.error_within_run),
       interval.has_value() ? FormatExact(interval->low) : "",
       interval.has_value() ? FormatExact(interval->high) : "",
       absl::StrCat(paired.difference.n),
       pairs ? FormatExact(paired.difference.mean) : "",
       ExactCell(paired.difference.standard_error), ExactCell(paired.p_value)});
  return row;
}

std::vector<std::string> ObservableNames(const SweepData& data) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const v1::PointResult& point : data.points()) {
    for (const v1::Observable& observable : point.observables()) {
      if (seen.insert(observable.name()).second) {
        names.push_back(observable.name());
      }
    }
  }
  return names;
}

}  // namespace

std::string ResultTables(const SweepData& data) {
  std::string html;
  for (const TableKind& kind : kTables) {
    const auto columns = KnownColumns(data, kind);
    if (columns.empty()) continue;
    absl::StrAppend(&html, ValuesTable(data, kind, columns),
                    DifferencesTable(data, columns));
  }
  return html;
}

std::string SummaryCsv(const SweepData& data) {
  const auto parameters = ParameterNames(data);
  std::vector<std::string> head = {"treatment"};
  head.insert(head.end(), parameters.begin(), parameters.end());
  head.insert(head.end(),
              {"observable", "unit", "n", "mean", "standard_error",
               "standard_error_within_run", "interval_95_low",
               "interval_95_high", "pairs", "difference_to_baseline",
               "difference_standard_error", "p_value"});
  const Baselines baselines(data.points(), data.baseline());
  std::string csv = CsvLine(head);
  for (const PointGroup& group : data.groups()) {
    for (const std::string& observable : ObservableNames(data)) {
      const auto found = EstimateObservable(group, observable);
      if (found.estimate.n == 0) continue;
      csv += CsvLine(SummaryRow(group, baselines, parameters, observable));
    }
  }
  return csv;
}

}  // namespace lehr::client
