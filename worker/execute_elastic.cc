#include <algorithm>
#include <utility>

#include <absl/strings/str_format.h>

#include "lehr/md/elastic.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {
namespace {

// Thirteen relaxations of some hundred force evaluations each; shown as the
// total until more were needed.
constexpr std::int64_t kUsualEvaluations = 13 * 300;

}  // namespace

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
  const auto constants = md::MeasureElasticConstants(
      *task.interaction.potential, options, std::move(task.start));
  if (!constants.ok()) return constants.status();
  Outcome outcome;
  outcome.atoms = atoms;
  outcome.steps_taken = constants->evaluations;
  auto& observables = outcome.observables;
  const struct {
    const char* name;
    const char* unit;
    double value;
  } averages[] = {
      {"young_modulus", "GPa", constants->young},
      {"shear_modulus", "GPa", constants->shear_voigt},
      {"bulk_modulus", "GPa", constants->bulk_voigt},
      {"poisson_ratio", "1", constants->poisson},
      {"shear_modulus_reuss", "GPa", constants->shear_reuss},
      {"bulk_modulus_reuss", "GPa", constants->bulk_reuss},
      {"shear_modulus_hill", "GPa", constants->shear_hill},
      {"bulk_modulus_hill", "GPa", constants->bulk_hill},
      {"anisotropy", "1", constants->anisotropy},
      {"elastic_rearrangements", "1",
       static_cast<double>(constants->rearrangements)},
      {"elastic_restarts", "1", static_cast<double>(constants->restarts)},
      {"elastic_test_strain", "1", constants->smallest_strain}};
  for (const auto& [name, unit, value] : averages) {
    observables.push_back(MakeObservable(name, unit, value));
  }
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = i; j < 6; ++j) {
      observables.push_back(MakeObservable(
          absl::StrFormat("c%d%d", i + 1, j + 1), "GPa", constants->c[i][j]));
    }
  }
  return outcome;
}

}  // namespace lehr::worker
