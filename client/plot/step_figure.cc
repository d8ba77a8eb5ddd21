#include "client/plot/step_figure.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

#include "client/plot/condition_panels.h"
#include "client/plot/curve_figure.h"

namespace lehr::client {
namespace {

// Strain in %, along the axis that the path has strained most; unset where the
// plan does not know it.
std::optional<double> StrainOf(const MeasuringStep& step) {
  std::optional<double> most;
  for (std::size_t i = 0; i < kStrains; ++i) {
    const auto& strain = step.state.strain[i];
    if (!step.state.strained[i] || !strain.has_value()) continue;
    if (!most.has_value() || *strain > *most) most = strain;
  }
  const bool untouched =
      std::none_of(step.state.strained.begin(), step.state.strained.end(),
                   [](bool strained) { return strained; });
  if (untouched) return 0;
  return most.has_value() ? std::optional<double>(100 * *most) : std::nullopt;
}

// The number behind "cycle " in the label: "energy of cycle 3" has 3.
std::optional<double> CycleOf(const MeasuringStep& step) {
  const std::string& label = step.planned->label;
  constexpr std::string_view kWord = "cycle ";
  const std::size_t at = label.rfind(kWord);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t begin = at + kWord.size();
  const std::size_t end = label.find_first_not_of("0123456789", begin);
  double number = 0;
  if (!absl::SimpleAtod(label.substr(begin, end - begin), &number)) {
    return std::nullopt;
  }
  return number;
}

std::optional<double> TimeOf(const MeasuringStep& step) {
  return step.state.time_ps;
}

const v1::Observable* Find(const MeasuringStep& step, std::string_view name) {
  for (const v1::Observable* observable : step.observables) {
    if (observable->name() == name) return observable;
  }
  return nullptr;
}

// How the steps of a point become a curve.
struct StepKind {
  std::string measure;
  std::string observable;
  std::function<std::optional<double>(const MeasuringStep&)> x_of;
};

// What the first point with two values or more shows; empty if none does.
XyCurve CurveOfPoint(const SweepData& data, const v1::PointResult& point,
                     const StepKind& kind) {
  std::map<double, double> values;
  for (const MeasuringStep* step : data.StepsOf(point, kind.measure)) {
    const v1::Observable* found = Find(*step, kind.observable);
    const auto x = kind.x_of(*step);
    if (found != nullptr && x.has_value()) values[*x] = found->value();
  }
  XyCurve curve;
  if (values.size() < 2) return curve;
  for (const auto& [x, y] : values) {
    curve.x.push_back(x);
    curve.y.push_back(y);
  }
  return curve;
}

bool AnyCurve(const SweepData& data, const StepKind& kind) {
  return std::any_of(data.points().begin(), data.points().end(),
                     [&](const v1::PointResult& point) {
                       return !CurveOfPoint(data, point, kind).x.empty();
                     });
}

const StepKind& FiveFold() {
  static const auto* const kKind =
      new StepKind{"structure", "five_fold_symmetry", StrainOf};
  return *kKind;
}

absl::StatusOr<Figure> StepFigure(const SweepData& data, const StepKind& kind,
                                  const Label& x, const Label& y) {
  if (!AnyCurve(data, kind)) {
    return absl::NotFoundError(absl::StrFormat(
        "expected a point that has measured %s twice or more on its way, found "
        "none",
        kind.observable));
  }
  return CurveFigure(
      data, {kind.measure, x, y,
             [&kind](const SweepData& of,
                     const MeasuringStep& step) -> absl::StatusOr<XyCurve> {
               const auto point =
                   std::find_if(of.points().begin(), of.points().end(),
                                [&](const v1::PointResult& other) {
                                  return other.point() == step.point;
                                });
               return CurveOfPoint(of, *point, kind);
             }});
}

}  // namespace

absl::StatusOr<Figure> LocalizationFigure(const SweepData& data) {
  return StepFigure(
      data, FiveFold(), {"true strain {/:Italic ε}", "true_strain", "%"},
      {"five-fold symmetry {/:Italic W}", "five_fold_symmetry", "1"});
}

XyCurve FiveFoldCurve(const SweepData& data, const v1::PointResult& point) {
  return CurveOfPoint(data, point, FiveFold());
}

absl::StatusOr<Figure> EnergyHistoryFigure(const SweepData& data) {
  const Label energy = {"potential energy", "potential_energy", "eV/atom"};
  const StepKind cycles = {"energy", "potential_energy", CycleOf};
  if (AnyCurve(data, cycles)) {
    return StepFigure(data, cycles, {"cycles", "cycles", "1"}, energy);
  }
  return StepFigure(data, {"energy", "potential_energy", TimeOf},
                    {"time {/:Italic t}", "time", "ps"}, energy);
}

}  // namespace lehr::client
