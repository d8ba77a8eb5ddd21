#include "client/steps_table.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/observable_columns.h"
#include "client/table_cells.h"
#include "client/text_table.h"
#include "proto/support/csv.h"

namespace lehr::client {
namespace {

// Between the steps of one path levels can be compared, which between points
// are those of different samples.
constexpr ObservableSymbol kEnergies[] = {
    {"potential_energy", "E_pot"}, {"inherent_structure_energy", "E_IS"}};

// A sum of times or strains without the rounding of its terms: 0.07, not
// 0.06999999999999999. 12 digits are more than any path's sum needs.
double Rounded(double sum) {
  double rounded = sum;
  return absl::SimpleAtod(absl::StrFormat("%.12g", sum), &rounded) ? rounded
                                                                   : sum;
}

// All that the tables have to know of all rows.
struct Layout {
  std::vector<std::string> parameters;
  std::vector<std::size_t> strains;
  std::vector<ObservableColumn> columns;
  std::set<std::string> with_error;  // names of observables
};

void AddParameters(const MeasuringStep& step, Layout* layout) {
  for (const plan::ParameterSetting& setting : step.of_point->parameters) {
    auto& names = layout->parameters;
    if (std::find(names.begin(), names.end(), setting.name) == names.end()) {
      names.push_back(setting.name);
    }
  }
}

Layout LayoutOf(const std::vector<MeasuringStep>& steps) {
  Layout layout;
  std::set<std::string> seen;
  std::set<std::size_t> strains;
  for (const MeasuringStep& step : steps) {
    AddParameters(step, &layout);
    for (std::size_t i = 0; i < kStrains; ++i) {
      if (step.state.strained[i]) strains.insert(i);
    }
    for (const v1::Observable* observable : step.observables) {
      const std::string& name = observable->name();
      if (seen.insert(name).second) {
        layout.columns.push_back({name, observable->unit()});
      }
      if (observable->has_standard_error()) layout.with_error.insert(name);
    }
  }
  layout.strains.assign(strains.begin(), strains.end());
  return layout;
}

std::optional<double> FindParameter(const MeasuringStep& step,
                                    const std::string& name) {
  for (const plan::ParameterSetting& setting : step.of_point->parameters) {
    if (setting.name == name) return setting.value;
  }
  return std::nullopt;
}

const v1::Observable* Find(const MeasuringStep& step, const std::string& name) {
  for (const v1::Observable* observable : step.observables) {
    if (observable->name() == name) return observable;
  }
  return nullptr;
}

std::string IdOf(const MeasuringStep& step, const char* none) {
  return step.segment == nullptr ? none
                                 : absl::StrCat(step.segment->segment_id());
}

std::string StateOf(const MeasuringStep& step) {
  return step.segment == nullptr ? "unknown" : Word(step.segment->state());
}

const std::string& LabelOf(const MeasuringStep& step) {
  return step.segment == nullptr ? step.planned->label : step.segment->label();
}

std::vector<ShownColumn> Shown(const Layout& layout, bool all) {
  if (all) return AllColumns(layout.columns);
  std::vector<ShownColumn> shown =
      ColumnsWithSymbols(layout.columns, kEnergies);
  for (ShownColumn& column :
       ColumnsWithSymbols(layout.columns, UsualSymbols())) {
    shown.push_back(std::move(column));
  }
  return shown.empty() ? AllColumns(layout.columns) : shown;
}

// What of a table for people is there only where it says something.
struct Extras {
  bool replicas = false;
  bool states = false;
};

TextTable HeadOf(const Layout& layout, const Extras& extras,
                 const std::vector<ShownColumn>& shown) {
  using Align = TextTable::Align;
  TextTable table;
  table.AddColumn("point", Align::kRight);
  table.AddColumn("treatment");
  for (const std::string& name : layout.parameters) {
    table.AddColumn(name, Align::kRight);
  }
  if (extras.replicas) table.AddColumn("replica", Align::kRight);
  table.AddColumn("segment", Align::kRight);
  table.AddColumn("label");
  if (extras.states) table.AddColumn("state");
  table.AddColumn("t (ps)", Align::kRight);
  for (const std::size_t strain : layout.strains) {
    table.AddColumn(std::string(StrainSymbol(strain)), Align::kRight);
  }
  for (const ShownColumn& column : shown) {
    table.AddColumn(column.header, Align::kRight);
  }
  return table;
}

std::vector<std::string> TextRow(const MeasuringStep& step,
                                 const Layout& layout, const Extras& extras,
                                 const std::vector<ShownColumn>& shown) {
  const auto cell = [](std::optional<double> value) {
    return value.has_value() ? FormatValue(*value) : std::string("–");
  };
  std::vector<std::string> row = {absl::StrCat(step.point),
                                  step.of_point->treatment};
  for (const std::string& name : layout.parameters) {
    row.push_back(cell(FindParameter(step, name)));
  }
  if (extras.replicas) row.push_back(absl::StrCat(step.of_point->replica));
  row.push_back(IdOf(step, "–"));
  row.push_back(LabelOf(step));
  if (extras.states) row.push_back(StateOf(step));
  row.push_back(cell(step.state.time_ps));
  for (const std::size_t strain : layout.strains) {
    row.push_back(cell(step.state.strain[strain]));
  }
  for (const ShownColumn& column : shown) {
    row.push_back(ObservableText(Find(step, column.name)));
  }
  return row;
}

std::vector<std::string> CsvHead(const Layout& layout) {
  std::vector<std::string> head = {"point", "treatment"};
  head.insert(head.end(), layout.parameters.begin(), layout.parameters.end());
  head.insert(head.end(), {"replica", "segment", "label", "state", "time_ps"});
  for (const std::size_t strain : layout.strains) {
    head.emplace_back(StrainName(strain));
  }
  for (const ObservableColumn& column : layout.columns) {
    head.push_back(CsvHeading(column.name, column.unit));
    if (layout.with_error.contains(column.name)) {
      head.push_back(CsvHeading(column.name + "_error", column.unit));
    }
  }
  return head;
}

std::vector<std::string> CsvRow(const MeasuringStep& step,
                                const Layout& layout) {
  const auto cell = [](std::optional<double> value) {
    return value.has_value() ? FormatExact(*value) : std::string();
  };
  std::vector<std::string> row = {absl::StrCat(step.point),
                                  step.of_point->treatment};
  for (const std::string& name : layout.parameters) {
    row.push_back(cell(FindParameter(step, name)));
  }
  row.insert(row.end(), {absl::StrCat(step.of_point->replica), IdOf(step, ""),
                         LabelOf(step), StateOf(step),
                         FormatExact(Rounded(step.state.time_ps))});
  for (const std::size_t i : layout.strains) {
    const std::optional<double>& strain = step.state.strain[i];
    row.push_back(strain.has_value() ? FormatExact(Rounded(*strain)) : "");
  }
  for (const ObservableColumn& column : layout.columns) {
    const v1::Observable* observable = Find(step, column.name);
    row.push_back(observable ? FormatExact(observable->value()) : "");
    if (!layout.with_error.contains(column.name)) continue;
    row.push_back(observable && observable->has_standard_error()
                      ? FormatExact(observable->standard_error())
                      : "");
  }
  return row;
}

Json RowJson(const MeasuringStep& step, const Layout& layout) {
  Json row = {{"point", step.point},
              {"treatment", step.of_point->treatment},
              {"parameters", Json::object()},
              {"replica", step.of_point->replica}};
  for (const plan::ParameterSetting& setting : step.of_point->parameters) {
    row["parameters"][setting.name] = setting.value;
  }
  if (step.segment != nullptr) row["segment_id"] = step.segment->segment_id();
  row["label"] = LabelOf(step);
  row["state"] = StateOf(step);
  row["time_ps"] = Rounded(step.state.time_ps);
  for (const std::size_t i : layout.strains) {
    if (!step.state.strain[i].has_value()) continue;
    row[std::string(StrainName(i))] = Rounded(*step.state.strain[i]);
  }
  row["observables"] = Json::object();
  row["standard_errors"] = Json::object();
  for (const v1::Observable* observable : step.observables) {
    const std::string name = CsvHeading(observable->name(), observable->unit());
    row["observables"][name] = observable->value();
    if (observable->has_standard_error()) {
      row["standard_errors"][name] = observable->standard_error();
    }
  }
  return row;
}

}  // namespace

std::string StepsText(const MeasuringSteps& steps, bool all_observables) {
  const auto has = [&steps](auto condition) {
    return std::any_of(steps.steps.begin(), steps.steps.end(), condition);
  };
  const Layout layout = LayoutOf(steps.steps);
  const std::vector<ShownColumn> shown = Shown(layout, all_observables);
  const Extras extras = {
      has([](const auto& step) { return step.of_point->replica > 0; }),
      has([](const auto& step) { return StateOf(step) != "done"; })};
  TextTable table = HeadOf(layout, extras, shown);
  for (const MeasuringStep& step : steps.steps) {
    table.AddRow(TextRow(step, layout, extras, shown));
  }
  return table.ToString();
}

std::string StepsCsv(const MeasuringSteps& steps) {
  const Layout layout = LayoutOf(steps.steps);
  std::string csv = CsvLine(CsvHead(layout));
  for (const MeasuringStep& step : steps.steps) {
    csv += CsvLine(CsvRow(step, layout));
  }
  return csv;
}

Json StepsJson(const MeasuringSteps& steps) {
  const Layout layout = LayoutOf(steps.steps);
  Json list = Json::array();
  for (const MeasuringStep& step : steps.steps) {
    list.push_back(RowJson(step, layout));
  }
  return list;
}

}  // namespace lehr::client
