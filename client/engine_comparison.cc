#include "client/engine_comparison.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/replica_groups.h"
#include "client/statistics_text.h"
#include "client/text_table.h"

namespace lehr::client {
namespace {

// Of all rows together, how often equal engines would be told apart.
constexpr double kLevel = 0.05;

// Without scatter there is no test: numbers that agree to this, relatively, are
// one number; LAMMPS' constants have seven digits.
constexpr double kSameNumber = 1e-6;

bool IsOfTheGlass(std::string_view observable) {
  return !observable.starts_with("elastic_") &&
         observable != "density_overflows";
}

std::string GroupName(const PointGroup& group) {
  const v1::PointResult& point = *group.points.front();
  std::string name = point.treatment();
  for (const v1::ParameterValue& parameter : point.parameters()) {
    absl::StrAppendFormat(&name, ", %s %g", parameter.name(),
                          parameter.value());
  }
  return name;
}

std::vector<double> ValuesOf(const PointGroup& group,
                             std::string_view observable) {
  std::vector<double> values;
  for (const v1::PointResult* point : group.points) {
    const v1::Observable* const found = FindObservable(*point, observable);
    if (found != nullptr) values.push_back(found->value());
  }
  return values;
}

// One for each quantity that all engines know, in the order in which the first
// point has them.
void AddRows(const PointGroup& lehr, const PointGroup& lammps,
             std::vector<ComparisonRow>* rows) {
  std::set<std::string_view> seen;
  for (const v1::Observable& known : lehr.points.front()->observables()) {
    if (!IsOfTheGlass(known.name()) || !seen.insert(known.name()).second) {
      continue;
    }
    const std::vector<double> here = ValuesOf(lehr, known.name());
    const std::vector<double> there = ValuesOf(lammps, known.name());
    if (here.empty() || there.empty()) continue;
    rows->push_back({.group = GroupName(lehr),
                     .observable = known.name(),
                     .unit = known.unit(),
                     .difference = CompareSamples(there, here)});
  }
}

Verdict VerdictOf(const ComparisonRow& row) {
  if (row.holm_p_value.has_value()) {
    return *row.holm_p_value < kLevel ? Verdict::kDiffer : Verdict::kAgree;
  }
  const IndependentDifference& difference = row.difference;
  const bool no_scatter =
      difference.standard_error.has_value() && *difference.standard_error == 0;
  if (!no_scatter) return Verdict::kUnknown;
  const double size =
      std::max(std::abs(difference.a.mean), std::abs(difference.b.mean));
  return std::abs(difference.difference) <= kSameNumber * size
             ? Verdict::kAgree
             : Verdict::kDiffer;
}

const char* TextOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAgree:
      return "agree";
    case Verdict::kDiffer:
      return "differ";
    case Verdict::kUnknown:
      return "too few replicas";
  }
  return "";
}

Json OrNull(const std::optional<double>& value) {
  return value.has_value() ? Json(*value) : Json();
}

}  // namespace

std::vector<ComparisonRow> CompareEngines(
    std::span<const v1::PointResult> lehr,
    std::span<const v1::PointResult> lammps) {
  const std::vector<PointGroup> here = GroupReplicas(lehr);
  const std::vector<PointGroup> there = GroupReplicas(lammps);
  std::vector<ComparisonRow> rows;
  for (std::size_t i = 0; i < std::min(here.size(), there.size()); ++i) {
    AddRows(here[i], there[i], &rows);
  }
  std::vector<std::optional<double>> p_values;
  for (const ComparisonRow& row : rows) {
    p_values.push_back(row.difference.p_value);
  }
  const auto adjusted = HolmAdjusted(p_values);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].holm_p_value = adjusted[i];
    rows[i].verdict = VerdictOf(rows[i]);
  }
  return rows;
}

bool AnyDiffers(std::span<const ComparisonRow> rows) {
  return std::any_of(rows.begin(), rows.end(), [](const ComparisonRow& row) {
    return row.verdict == Verdict::kDiffer;
  });
}

std::string ComparisonText(std::span<const ComparisonRow> rows) {
  TextTable table;
  table.AddColumn("treatment");
  table.AddColumn("quantity");
  for (const char* header :
       {"lehr", "LAMMPS", "difference", "t", "p", "p (Holm)"}) {
    table.AddColumn(header, TextTable::Align::kRight);
  }
  table.AddColumn("verdict");
  std::string_view group;
  for (const ComparisonRow& row : rows) {
    const IndependentDifference& difference = row.difference;
    table.AddRow(
        {row.group == group ? "" : row.group,
         row.unit == "1" ? row.observable
                         : absl::StrFormat("%s (%s)", row.observable, row.unit),
         Joined(MeanText(difference.b)), Joined(MeanText(difference.a)),
         Joined(
             FormatWithError(difference.difference, difference.standard_error)),
         difference.t.has_value() ? absl::StrFormat("%.2f", *difference.t)
                                  : "–",
         PValueText(difference.p_value), PValueText(row.holm_p_value),
         TextOf(row.verdict)});
    group = row.group;
  }
  return table.ToString();
}

Json ComparisonJson(std::span<const ComparisonRow> rows) {
  Json list = Json::array();
  for (const ComparisonRow& row : rows) {
    const IndependentDifference& difference = row.difference;
    list.push_back({{"treatment", row.group},
                    {"observable", row.observable},
                    {"unit", row.unit},
                    {"lehr",
                     {{"n", difference.b.n},
                      {"mean", difference.b.mean},
                      {"standard_error", OrNull(difference.b.standard_error)}}},
                    {"lammps",
                     {{"n", difference.a.n},
                      {"mean", difference.a.mean},
                      {"standard_error", OrNull(difference.a.standard_error)}}},
                    {"difference", difference.difference},
                    {"standard_error", OrNull(difference.standard_error)},
                    {"t", OrNull(difference.t)},
                    {"p_value", OrNull(difference.p_value)},
                    {"holm_p_value", OrNull(row.holm_p_value)},
                    {"verdict", TextOf(row.verdict)}});
  }
  return list;
}

}  // namespace lehr::client
