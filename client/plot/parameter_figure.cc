#include "client/plot/parameter_figure.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/plot/condition_panels.h"

namespace lehr::client {
namespace {

std::vector<Series> SeriesOf(const ConditionPanel& conditions,
                             std::string_view observable) {
  std::vector<Series> all;
  for (const ConditionLine& line : conditions.lines) {
    Series series{line.name, line.look, Mark::kPoints, {}};
    for (const Condition& condition : line.conditions) {
      const auto sample = SampleOf(*condition.group, observable, condition.x);
      if (sample.has_value()) series.samples.push_back(*sample);
    }
    if (!series.samples.empty()) all.push_back(std::move(series));
  }
  return all;
}

Panel PanelOf(const SweepData& data, const ConditionPanel& conditions,
              const Quantity& quantity) {
  Panel panel;
  panel.x = conditions.x;
  panel.y = {std::string(quantity.symbol), std::string(quantity.observable),
             UnitOf(data, quantity.observable)};
  panel.title = conditions.title;
  panel.categories = conditions.categories;
  panel.series = SeriesOf(conditions, quantity.observable);
  const PointGroup* baseline = BaselineGroup(data);
  if (baseline == nullptr) return panel;
  if (quantity.is_difference) {
    panel.level = Sample{};
    panel.level->replicas = static_cast<int>(baseline->points.size());
  } else {
    panel.level = SampleOf(*baseline, quantity.observable, 0);
  }
  if (panel.level.has_value()) panel.level_name = BaselineName(data);
  return panel;
}

bool HasValues(const ConditionPanel& conditions,
               std::span<const Quantity> quantities) {
  return std::any_of(
      quantities.begin(), quantities.end(), [&](const Quantity& quantity) {
        return !SeriesOf(conditions, quantity.observable).empty();
      });
}

}  // namespace

std::optional<Sample> SampleOf(const PointGroup& group,
                               std::string_view observable, double x) {
  const GroupEstimate found = EstimateObservable(group, observable);
  if (found.estimate.n == 0) return std::nullopt;
  Sample sample;
  sample.x = x;
  sample.y = found.estimate.mean;
  sample.replicas = found.estimate.n;
  if (found.estimate.standard_error.has_value()) {
    sample.kind = ErrorKind::kReplicas;
    sample.error = *found.estimate.standard_error;
  } else if (found.error_within_run.has_value()) {
    sample.kind = ErrorKind::kWithinRun;
    sample.error = *found.error_within_run;
  }
  return sample;
}

std::string UnitOf(const SweepData& data, std::string_view observable) {
  for (const v1::PointResult& point : data.points()) {
    const v1::Observable* found = FindObservable(point, observable);
    if (found != nullptr) return found->unit();
  }
  return "";
}

absl::StatusOr<Figure> ParameterFigure(const SweepData& data,
                                       std::span<const Quantity> quantities) {
  std::vector<Quantity> known;
  for (const Quantity& quantity : quantities) {
    if (!UnitOf(data, quantity.observable).empty()) known.push_back(quantity);
  }
  std::vector<ConditionPanel> conditions = ConditionPanels(data);
  std::erase_if(conditions, [&](const ConditionPanel& panel) {
    return !HasValues(panel, known);
  });
  if (known.empty() || conditions.empty()) {
    return absl::NotFoundError(absl::StrFormat(
        "expected a point that has measured %s, found none",
        absl::StrJoin(quantities, " or ",
                      [](std::string* out, const Quantity& quantity) {
                        out->append(quantity.observable);
                      })));
  }
  Figure figure;
  figure.columns = conditions.size();
  for (const Quantity& quantity : known) {
    for (const ConditionPanel& panel : conditions) {
      figure.panels.push_back(PanelOf(data, panel, quantity));
    }
  }
  figure.note = ErrorNote(figure);
  return figure;
}

}  // namespace lehr::client
