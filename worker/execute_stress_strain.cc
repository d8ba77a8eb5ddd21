#include <span>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/stress_strain.h"
#include "worker/convert.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// The last row is the mean of a record that ends within a record of where the
// straining ended, so its strain is up to one and a half records short. A
// window that reaches to the end of the test is not asked for more than there
// is.
double ReachableFlowTo(double flow_to, std::span<const double> strain) {
  if (strain.size() < 2) return flow_to;
  const double last = strain.back();
  const double spacing = last - strain[strain.size() - 2];
  return flow_to > last && flow_to < last + 2 * spacing ? last : flow_to;
}

std::vector<double> Turned(std::span<const double> values, double sign) {
  std::vector<double> turned(values.begin(), values.end());
  for (double& value : turned) value *= sign;
  return turned;
}

absl::StatusOr<md::analysis::StressStrain> Analyze(
    const v1::StressStrainMeasurement& measurement,
    std::span<const double> strain, std::span<const double> stress) {
  // Compression: what falls and is negative is taken as rising and positive.
  const double sign = !strain.empty() && strain.back() < 0 ? -1 : 1;
  const std::vector<double> rising = Turned(strain, sign);
  md::analysis::StressStrainOptions options;
  options.smoothing_strain = measurement.smoothing_strain();
  options.yield_window = measurement.yield_window_strain();
  options.flow_from = measurement.flow_from_strain();
  options.flow_to = ReachableFlowTo(measurement.flow_to_strain(), rising);
  return md::analysis::AnalyzeStressStrain(rising, Turned(stress, sign),
                                           options);
}

void AddStresses(const md::analysis::StressStrain& found,
                 const std::string& suffix,
                 std::vector<v1::Observable>* observables) {
  observables->push_back(
      MakeObservable("yield_stress" + suffix, "GPa", found.yield_stress));
  observables->push_back(MakeObservable(
      "flow_stress" + suffix, "GPa",
      md::analysis::Estimate{found.flow_stress, found.flow_stress_error}));
  observables->push_back(
      MakeObservable("stress_drop" + suffix, "GPa", found.stress_drop));
}

}  // namespace

absl::StatusOr<Outcome> MeasureStressStrain(
    const v1::StressStrainMeasurement& measurement, const Task& task) {
  const auto axis = ToEngine(measurement.axis());
  if (!axis.ok()) return axis.status();
  if (absl::Status count = CheckCurves("stress_strain", 1, task.curves);
      !count.ok()) {
    return count;
  }
  const v1::Curve& curve = task.curves.front();
  const char name = AxisName(*axis);
  const auto strain = FindColumn(curve, absl::StrFormat("strain_%c", name));
  if (!strain.ok()) return strain.status();
  const auto stress =
      FindColumn(curve, absl::StrFormat("stress_%c%c", name, name));
  if (!stress.ok()) return stress.status();
  const auto engineering_stress =
      FindColumn(curve, absl::StrFormat("stress_engineering_%c", name));
  if (!engineering_stress.ok()) return engineering_stress.status();
  const auto found = Analyze(measurement, *strain, *stress);
  if (!found.ok()) return found.status();
  const auto engineering = Analyze(measurement, *strain, *engineering_stress);
  if (!engineering.ok()) return engineering.status();

  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  auto& observables = outcome.observables;
  AddStresses(*found, "", &observables);
  observables.push_back(
      MakeObservable("yield_strain", "1", found->yield_strain));
  observables.push_back(
      MakeObservable("tangent_modulus", "GPa", found->tangent_modulus));
  AddStresses(*engineering, "_engineering", &observables);
  return outcome;
}

}  // namespace lehr::worker
