#include "client/plot/measured_curves.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "client/plot/line_fit.h"
#include "proto/plan/curves_read.h"

namespace lehr::client {
namespace {

constexpr std::array<std::string_view, 3> kAxes = {"x", "y", "z"};

absl::Status LacksCurves(const MeasuringStep& step, int expected,
                         std::size_t found) {
  return absl::NotFoundError(absl::StrFormat(
      "point %d: segment %d (%s): expected curves of the %d segments before "
      "it, found %d",
      step.point, step.segment->segment_id(), step.segment->label(), expected,
      found));
}

// Columns of a curve, each as long as the first.
absl::StatusOr<std::vector<std::vector<double>>> Columns(
    const v1::Curve& curve, const std::vector<std::string>& names) {
  std::vector<std::vector<double>> columns;
  for (const std::string& name : names) {
    auto column = ColumnOf(curve, name);
    if (!column.ok()) return column.status();
    if (!columns.empty() && column->size() != columns.front().size()) {
      return absl::DataLossError(absl::StrFormat(
          "curve: expected %d rows in every column, found %d in %s",
          columns.front().size(), column->size(), name));
    }
    columns.push_back(*std::move(column));
  }
  return columns;
}

// The curves that a measurement reads, in the order of the path.
absl::StatusOr<std::vector<v1::Curve>> CurvesBefore(const SweepData& data,
                                                    const MeasuringStep& step) {
  const int count = plan::CurvesRead(step.planned->work.measurement());
  const auto segments = data.SegmentsBefore(step, count);
  if (static_cast<int>(segments.size()) < count) {
    return LacksCurves(step, count, segments.size());
  }
  std::vector<v1::Curve> curves;
  for (const v1::Segment* segment : segments) {
    auto curve = data.CurveOf(*segment);
    if (!curve.ok()) return curve.status();
    curves.push_back(*std::move(curve));
  }
  return curves;
}

// The measurement's own curve.
absl::StatusOr<XyCurve> OwnCurve(const SweepData& data,
                                 const MeasuringStep& step, const char* x,
                                 const char* y) {
  const auto curve = data.CurveOf(*step.segment);
  if (!curve.ok()) return curve.status();
  auto columns = Columns(*curve, {x, y});
  if (!columns.ok()) return columns.status();
  return XyCurve{std::move((*columns)[0]), std::move((*columns)[1])};
}

// Time and edges of segments that follow each other.
struct EdgeHistory {
  std::vector<double> time;  // ps since the first row's segment began
  std::array<std::vector<double>, 3> lengths;
};

absl::Status Append(const v1::Curve& curve, EdgeHistory* history) {
  const auto columns =
      Columns(curve, {"time_ps", "length_x", "length_y", "length_z"});
  if (!columns.ok()) return columns.status();
  const double begin = history->time.empty() ? 0 : history->time.back();
  for (const double time : (*columns)[0]) {
    history->time.push_back(begin + time);
  }
  for (std::size_t a = 0; a < 3; ++a) {
    const auto& lengths = (*columns)[a + 1];
    history->lengths[a].insert(history->lengths[a].end(), lengths.begin(),
                               lengths.end());
  }
  return absl::OkStatus();
}

// Mean edges over the end of the history.
std::array<double, 3> MeanEdges(const EdgeHistory& history, double last_ps) {
  std::array<double, 3> sums = {};
  int rows = 0;
  for (std::size_t i = history.time.size(); i-- > 0;) {
    // Half a femtosecond, so that rounding leaves out no row.
    if (history.time[i] <= history.time.back() - last_ps + 5e-4) break;
    for (std::size_t a = 0; a < 3; ++a) sums[a] += history.lengths[a][i];
    ++rows;
  }
  for (double& sum : sums) sum /= rows;
  return sums;
}

XyCurve EquivalentStrains(const EdgeHistory& loaded,
                          const std::array<double, 3>& reference) {
  XyCurve curve;
  for (std::size_t i = 0; i < loaded.time.size(); ++i) {
    std::array<double, 3> e = {};
    for (std::size_t a = 0; a < 3; ++a) {
      e[a] = loaded.lengths[a][i] / reference[a] - 1;
    }
    const double squares = std::pow(e[0] - e[1], 2) + std::pow(e[1] - e[2], 2) +
                           std::pow(e[0] - e[2], 2);
    curve.x.push_back(loaded.time[i]);
    curve.y.push_back(100 * std::sqrt(2.0 / 9.0 * squares));
  }
  return curve;
}

// Sum of volumes and number of rows, by number of the bin.
using Bins = std::map<double, std::pair<double, int>>;

// Rows belong to the temperature that the thermostat had in mind, the
// least-squares line through those of their law, as for T_g
// (lehr/md/analysis/glass_transition.h): by the momentary one, which
// fluctuates, the outer bins would collect chance deviations.
absl::Status AddToBins(const v1::Curve& curve, double bin, Bins* bins) {
  const auto columns =
      Columns(curve, {"time_ps", "temperature", "volume_per_atom"});
  if (!columns.ok()) return columns.status();
  const std::vector<double>& time = (*columns)[0];
  const StraightLine cooling = FitStraightLine(time, (*columns)[1]);
  for (std::size_t i = 0; i < time.size(); ++i) {
    auto& [sum, rows] = (*bins)[std::floor(cooling.At(time[i]) / bin)];
    sum += (*columns)[2][i];
    ++rows;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<XyCurve> StressStrainCurve(const SweepData& data,
                                          const MeasuringStep& step) {
  const auto& measurement = step.planned->work.measurement().stress_strain();
  const auto curves = CurvesBefore(data, step);
  if (!curves.ok()) return curves.status();
  const int axis = measurement.axis() - v1::AXIS_X;
  const std::string name(kAxes.at(static_cast<std::size_t>(axis)));
  auto columns =
      Columns(curves->back(), {"strain_" + name, "stress_" + name + name});
  if (!columns.ok()) return columns.status();
  XyCurve curve = {std::move((*columns)[0]), std::move((*columns)[1])};
  const double sign = !curve.x.empty() && curve.x.back() < 0 ? -1 : 1;
  for (double& strain : curve.x) strain *= sign * 100;
  for (double& stress : curve.y) stress *= sign;
  return RunningMean(curve, 100 * measurement.smoothing_strain());
}

absl::StatusOr<XyCurve> CreepCurve(const SweepData& data,
                                   const MeasuringStep& step) {
  const auto& measurement = step.planned->work.measurement().creep();
  const auto curves = CurvesBefore(data, step);
  if (!curves.ok()) return curves.status();
  EdgeHistory before;
  EdgeHistory loaded;
  int part = 0;
  for (const v1::Curve& curve : *curves) {
    absl::Status added = Append(
        curve, part++ < measurement.before_segments() ? &before : &loaded);
    if (!added.ok()) return added;
  }
  if (before.time.empty()) return LacksCurves(step, 1, 0);
  return EquivalentStrains(loaded,
                           MeanEdges(before, measurement.reference_ps()));
}

absl::StatusOr<XyCurve> PairDistributionCurve(const SweepData& data,
                                              const MeasuringStep& step) {
  return OwnCurve(data, step, "r", "g");
}

absl::StatusOr<XyCurve> StructureFactorCurve(const SweepData& data,
                                             const MeasuringStep& step) {
  return OwnCurve(data, step, "q", "S");
}

absl::StatusOr<XyCurve> CoolingCurve(const SweepData& data,
                                     const MeasuringStep& step) {
  const double bin =
      step.planned->work.measurement().glass_transition().bin_kelvin();
  const auto curves = CurvesBefore(data, step);
  if (!curves.ok()) return curves.status();
  Bins bins;
  for (const v1::Curve& curve : *curves) {
    absl::Status added = AddToBins(curve, bin, &bins);
    if (!added.ok()) return added;
  }
  XyCurve means;
  for (const auto& [number, total] : bins) {
    means.x.push_back((number + 0.5) * bin);
    means.y.push_back(total.first / total.second);
  }
  return means;
}

}  // namespace lehr::client
