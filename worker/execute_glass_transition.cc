#include <vector>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/glass_transition.h"
#include "proto/support/rpc_status.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

absl::StatusOr<md::analysis::CoolingRows> RowsOf(const v1::Curve& curve) {
  md::analysis::CoolingRows rows;
  const struct {
    const char* name;
    std::span<const double>* values;
  } columns[] = {{"time_ps", &rows.time},
                 {"temperature", &rows.temperature},
                 {"volume_per_atom", &rows.volume},
                 {"potential_energy", &rows.energy}};
  for (const auto& column : columns) {
    const auto found = FindColumn(curve, column.name);
    if (!found.ok()) return found.status();
    *column.values = *found;
  }
  return rows;
}

md::analysis::GlassTransitionOptions OptionsOf(
    const v1::GlassTransitionMeasurement& measurement) {
  md::analysis::GlassTransitionOptions options;
  options.bin = measurement.bin_kelvin();
  options.glass_from = measurement.glass_from_kelvin();
  options.glass_to = measurement.glass_to_kelvin();
  options.liquid_from = measurement.liquid_from_kelvin();
  options.liquid_to = measurement.liquid_to_kelvin();
  return options;
}

}  // namespace

absl::StatusOr<Outcome> MeasureGlassTransition(
    const v1::GlassTransitionMeasurement& measurement, const Task& task) {
  if (absl::Status count =
          CheckCurves("glass_transition", measurement.segments(), task.curves);
      !count.ok()) {
    return count;
  }
  std::vector<md::analysis::CoolingRows> laws;
  for (std::size_t k = 0; k < task.curves.size(); ++k) {
    const auto rows = RowsOf(task.curves[k]);
    if (!rows.ok()) {
      return Annotate(rows.status(), absl::StrFormat("cooling %d", k + 1));
    }
    if (!rows->time.empty()) laws.push_back(*rows);
  }
  const auto found =
      md::analysis::FindGlassTransition(laws, OptionsOf(measurement));
  if (!found.ok()) return found.status();
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  auto& observables = outcome.observables;
  observables.push_back(
      MakeObservable("glass_transition_temperature", "K", found->temperature));
  if (found->temperature_from_energy.has_value()) {
    observables.push_back(MakeObservable("glass_transition_temperature_energy",
                                         "K", *found->temperature_from_energy));
  }
  observables.push_back(
      MakeObservable("glass_expansion", "1/K", found->glass_expansion));
  observables.push_back(
      MakeObservable("liquid_expansion", "1/K", found->liquid_expansion));
  return outcome;
}

}  // namespace lehr::worker
