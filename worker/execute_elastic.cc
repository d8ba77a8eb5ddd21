#include <algorithm>
#include <utility>

#include <absl/strings/str_format.h>

#include "lehr/md/elastic.h"
#include "worker/execute_measurement.h"

namespace lehr::worker {
namespace {

// Thirteen relaxations of some hundred force evaluations each; shown as the
// total until more were needed.
constexpr std::int64_t kUsualEvaluations = 13 * 300;

}  // namespace

v1::Observable MakeObservable(std::string name, std::string unit,
                              double value) {
  v1::Observable observable;
  observable.set_name(std::move(name));
  observable.set_unit(std::move(unit));
  observable.set_value(value);
  return observable;
}

absl::StatusOr<Outcome> MeasureElastic(
    const v1::ElasticMeasurement& measurement, Task task) {
  const auto atoms = static_cast<std::int64_t>(task.start.atoms.size());
  md::ElasticOptions options;
  options.strain = measurement.strain();
  options.force_tolerance = measurement.force_tolerance_ev_per_angstrom();
  options.threads = task.threads;
  options.keep_going = [&](std::int64_t evaluations) {
    task.control->Report(evaluations, std::max(kUsualEvaluations, evaluations),
                         atoms);
    return task.control->KeepGoing();
  };
  const auto constants = md::MeasureElasticConstants(*task.potential, options,
                                                     std::move(task.start));
  if (!constants.ok()) return constants.status();
  Outcome outcome;
  outcome.atoms = atoms;
  outcome.steps_taken = constants->evaluations;
  auto& observables = outcome.observables;
  observables.push_back(
      MakeObservable("young_modulus", "GPa", constants->young));
  observables.push_back(
      MakeObservable("shear_modulus", "GPa", constants->shear_voigt));
  observables.push_back(
      MakeObservable("bulk_modulus", "GPa", constants->bulk_voigt));
  observables.push_back(
      MakeObservable("poisson_ratio", "1", constants->poisson));
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = i; j < 6; ++j) {
      observables.push_back(MakeObservable(
          absl::StrFormat("c%d%d", i + 1, j + 1), "GPa", constants->c[i][j]));
    }
  }
  return outcome;
}

}  // namespace lehr::worker
