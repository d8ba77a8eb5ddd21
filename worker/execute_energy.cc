#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/minimize.h"
#include "proto/support/rpc_status.h"
#include "worker/convert.h"
#include "worker/curve.h"
#include "worker/dynamics_run.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// Longest interval between the values that are averaged [steps]: 0.1 ps at 2
// fs, well below the correlation times of a glass, so that nothing is lost.
constexpr std::int64_t kLongestInterval = 50;
// With fewer values than this a blocking analysis says little.
constexpr std::int64_t kFewestValues = 64;

// The largest interval that divides both numbers of steps (so that no record
// mixes settling with the average) within the bounds above. A function of the
// work alone.
std::int64_t SamplingInterval(std::int64_t settle_steps, std::int64_t steps) {
  const std::int64_t both = std::gcd(settle_steps, steps);
  std::int64_t interval = std::clamp<std::int64_t>(
      std::min(steps / kFewestValues, both), 1, kLongestInterval);
  while (both % interval != 0) --interval;
  return interval;
}

using Series = std::vector<double>;

// The column's values after `skip` rows.
absl::StatusOr<Series> Values(const v1::Curve& curve, std::string_view name,
                              std::size_t skip) {
  const auto column = FindColumn(curve, name);
  if (!column.ok()) return column.status();
  if (column->size() <= skip) {
    return absl::InternalError(
        absl::StrFormat("curve of the measurement: expected more than %d rows, "
                        "found %d",
                        skip, column->size()));
  }
  return Series(column->begin() + static_cast<std::ptrdiff_t>(skip),
                column->end());
}

double MassPerAtom(const md::State& state) {
  double mass = 0;
  for (const std::int32_t species : state.atoms.species) {
    mass += state.masses[static_cast<std::size_t>(species)];
  }
  return mass / static_cast<double>(state.atoms.size());
}

// Pressure [GPa], compression positive: −(σ_xx + σ_yy + σ_zz) / 3.
absl::StatusOr<Series> Pressures(const v1::Curve& curve, std::size_t skip) {
  Series pressures;
  for (const std::string_view name : {"stress_xx", "stress_yy", "stress_zz"}) {
    const auto stresses = Values(curve, name, skip);
    if (!stresses.ok()) return stresses.status();
    pressures.resize(stresses->size(), 0.0);
    for (std::size_t i = 0; i < pressures.size(); ++i) {
      pressures[i] -= (*stresses)[i] / 3;
    }
  }
  return pressures;
}

absl::StatusOr<std::vector<v1::Observable>> AverageHold(const v1::Curve& curve,
                                                        std::size_t skip,
                                                        double mass_per_atom) {
  std::vector<v1::Observable> observables;
  const auto energy = Values(curve, "potential_energy", skip);
  if (!energy.ok()) return energy.status();
  observables.push_back(MakeMean("potential_energy", "eV/atom", *energy));
  const auto temperature = Values(curve, "temperature", skip);
  if (!temperature.ok()) return temperature.status();
  observables.push_back(MakeMean("temperature", "K", *temperature));
  const auto volume = Values(curve, "volume_per_atom", skip);
  if (!volume.ok()) return volume.status();
  observables.push_back(MakeMean("volume_per_atom", "A^3", *volume));
  Series density;
  for (const double value : *volume) {
    density.push_back(DensityGramPerCubicCentimetre(mass_per_atom, value));
  }
  observables.push_back(MakeMean("density", "g/cm^3", density));
  const auto pressure = Pressures(curve, skip);
  if (!pressure.ok()) return pressure.status();
  observables.push_back(MakeMean("pressure", "GPa", *pressure));
  return observables;
}

// Minimizes `state` in its box.
absl::StatusOr<md::MinimizeResult> InherentStructure(
    const v1::EnergyMeasurement& measurement, std::int64_t dynamics_steps,
    const Task& task, md::State* state) {
  const auto atoms = static_cast<std::int64_t>(state->atoms.size());
  md::MinimizeOptions options;
  options.force_tolerance = measurement.force_tolerance_ev_per_angstrom();
  options.threads = task.threads;
  options.keep_going = [&](std::int64_t evaluations) {
    const std::int64_t done = dynamics_steps + evaluations;
    task.control->Report(done, done, atoms);
    return task.control->KeepGoing();
  };
  return task.engine->Minimize(task.interaction, options, state);
}

}  // namespace

absl::StatusOr<Outcome> MeasureEnergy(const v1::EnergyMeasurement& measurement,
                                      Task task) {
  const auto law = ToEngine(measurement.dynamics());
  if (!law.ok()) return law.status();
  if (measurement.settle_steps() < 0 || measurement.steps() < 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "energy: expected settle_steps >= 0 and steps >= 1, found %d and %d",
        measurement.settle_steps(), measurement.steps()));
  }
  const std::int64_t interval =
      SamplingInterval(measurement.settle_steps(), measurement.steps());
  const std::int64_t steps = measurement.settle_steps() + measurement.steps();
  // A checkpoint with other records, by whatever worker, would measure
  // something else.
  if (task.resume.has_value() &&
      RecordSteps(task.resume->curve, task.resume->step) != interval) {
    task.resume.reset();
  }
  auto hold = RunDynamics(*law, steps, interval, task);
  if (!hold.ok()) return hold.status();
  auto observables = AverageHold(
      hold->curve,
      static_cast<std::size_t>(measurement.settle_steps() / interval),
      MassPerAtom(task.start));
  if (!observables.ok()) return observables.status();

  const auto inherent =
      InherentStructure(measurement, steps, task, &task.start);
  if (!inherent.ok()) {
    return Annotate(inherent.status(), "inherent structure");
  }
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.steps_taken = hold->steps_taken + inherent->evaluations;
  outcome.observables = *std::move(observables);
  outcome.observables.push_back(
      MakeObservable("inherent_structure_energy", "eV/atom",
                     inherent->energy / static_cast<double>(outcome.atoms)));
  return outcome;
}

}  // namespace lehr::worker
