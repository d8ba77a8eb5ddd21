#include <utility>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/stress_strain.h"
#include "worker/convert.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"

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

}  // namespace

absl::StatusOr<Outcome> MeasureStressStrain(
    const v1::StressStrainMeasurement& measurement, const Task& task) {
  const auto axis = ToEngine(measurement.axis());
  if (!axis.ok()) return axis.status();
  if (task.curves.size() != 1) {
    return absl::FailedPreconditionError(
        absl::StrFormat("stress_strain: expected the curve of a deformation, "
                        "found %d curves",
                        task.curves.size()));
  }
  const v1::Curve& curve = task.curves.front();
  const char name = AxisName(*axis);
  const auto strain = FindColumn(curve, absl::StrFormat("strain_%c", name));
  if (!strain.ok()) return strain.status();
  const auto stress =
      FindColumn(curve, absl::StrFormat("stress_%c%c", name, name));
  if (!stress.ok()) return stress.status();

  md::analysis::StressStrainOptions options;
  options.smoothing_strain = measurement.smoothing_strain();
  options.yield_window = measurement.yield_window_strain();
  options.flow_from = measurement.flow_from_strain();
  options.flow_to = ReachableFlowTo(measurement.flow_to_strain(), *strain);
  const auto found =
      md::analysis::AnalyzeStressStrain(*strain, *stress, options);
  if (!found.ok()) return found.status();

  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  auto& observables = outcome.observables;
  observables.push_back(
      MakeObservable("yield_stress", "GPa", found->yield_stress));
  observables.push_back(
      MakeObservable("yield_strain", "1", found->yield_strain));
  v1::Observable flow =
      MakeObservable("flow_stress", "GPa", found->flow_stress);
  if (found->flow_stress_error > 0) {
    flow.set_standard_error(found->flow_stress_error);
  }
  observables.push_back(std::move(flow));
  observables.push_back(
      MakeObservable("stress_drop", "GPa", found->stress_drop));
  observables.push_back(
      MakeObservable("tangent_modulus", "GPa", found->tangent_modulus));
  return outcome;
}

}  // namespace lehr::worker
