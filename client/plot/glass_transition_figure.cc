#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/plot/curve_figure.h"
#include "client/plot/line_fit.h"
#include "client/plot/measured_curves.h"
#include "client/plot/parameter_label.h"
#include "client/statistics.h"

namespace lehr::client {
namespace {

constexpr char kMeasure[] = "glass_transition";
constexpr char kObservable[] = "glass_transition_temperature";
constexpr int kMostRows = 400;

// Cooling is part of the sample, which many points share: the replicas that
// were cooled in the same way, each once.
struct Cooled {
  const PointGroup* group = nullptr;
  std::vector<XyCurve> curves;
  std::vector<double> temperatures;  // T_g
  const MeasuringStep* step = nullptr;
};

absl::StatusOr<std::vector<Cooled>> CooledGroups(const SweepData& data) {
  std::vector<Cooled> all;
  std::set<const v1::Segment*> seen;
  for (const PointGroup& group : data.groups()) {
    Cooled cooled{&group, {}, {}, nullptr};
    for (const v1::PointResult* point : group.points) {
      const MeasuringStep* step = data.StepOf(*point, kMeasure);
      if (step == nullptr || !seen.insert(step->segment).second) continue;
      auto curve = CoolingCurve(data, *step);
      if (!curve.ok()) return curve.status();
      cooled.curves.push_back(*std::move(curve));
      cooled.step = step;
      const v1::Observable* found = FindObservable(*point, kObservable);
      if (found != nullptr) cooled.temperatures.push_back(found->value());
    }
    if (cooled.step != nullptr) all.push_back(std::move(cooled));
  }
  return all;
}

// The line through the samples with x from `from` to `to`.
StraightLine FitWithin(const std::vector<Sample>& samples, double from,
                       double to) {
  std::vector<double> x;
  std::vector<double> y;
  for (const Sample& sample : samples) {
    if (sample.x < from || sample.x > to) continue;
    x.push_back(sample.x);
    y.push_back(sample.y);
  }
  return FitStraightLine(x, y);
}

void AddGuides(const Cooled& cooled, Series points, Panel* panel) {
  const auto& windows =
      cooled.step->planned->work.measurement().glass_transition();
  const StraightLine glass = FitWithin(
      points.samples, windows.glass_from_kelvin(), windows.glass_to_kelvin());
  const StraightLine liquid = FitWithin(
      points.samples, windows.liquid_from_kelvin(), windows.liquid_to_kelvin());
  const double low = points.samples.front().x;
  const double high = points.samples.back().x;
  const int look = points.look;
  panel->series.push_back(std::move(points));
  // Each a little beyond their crossing, which is near the mean of T_g.
  const double crossing =
      (glass.at_zero - liquid.at_zero) / (liquid.slope - glass.slope);
  const double beyond = 0.08 * (high - low);
  const auto guide = [&](const StraightLine& line, double from, double to) {
    if (!std::isfinite(crossing)) return;
    panel->series.push_back(
        {"", look, Mark::kGuide, {{from, line.At(from)}, {to, line.At(to)}}});
  };
  guide(glass, low, std::min(high, crossing + beyond));
  guide(liquid, std::max(low, crossing - beyond), high);
}

}  // namespace

absl::StatusOr<Figure> GlassTransitionFigure(const SweepData& data) {
  const auto all = CooledGroups(data);
  if (!all.ok()) return all.status();
  if (all->empty()) {
    return absl::NotFoundError(
        "expected a point that has measured glass_transition, found none");
  }
  Panel panel;
  panel.x = {"temperature {/:Italic T}", "temperature", "K"};
  panel.y = {"volume per atom {/:Italic V}", "volume_per_atom", "Å^3"};
  int look = all->size() == 1 ? 0 : 1;
  for (const Cooled& cooled : *all) {
    Series points{"", look++, Mark::kScatter, {}};
    points.samples = AverageCurves(cooled.curves, kMostRows);
    const MeanEstimate found = EstimateMean(cooled.temperatures);
    const std::string transition =
        Joined(FormatWithError(found.mean, found.standard_error)) + " K";
    if (all->size() == 1) {
      panel.vertical = found.mean;
      panel.vertical_name = "{/:Italic T}_g = " + transition;
    } else {
      for (const auto& parameter : cooled.group->points.front()->parameters()) {
        points.name += absl::StrFormat(
            "%s %s, ", WordsOf(parameter.name()),
            ValueText(ParameterLabel(data.sweep().spec(), parameter.name()),
                      parameter.value()));
      }
      points.name += "T_g " + transition;
    }
    if (found.n == 0 || points.samples.empty()) continue;
    AddGuides(cooled, std::move(points), &panel);
  }
  Figure figure;
  figure.panels.push_back(std::move(panel));
  figure.note = ErrorNote(figure);
  return figure;
}

}  // namespace lehr::client
