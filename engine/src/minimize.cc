#include "lehr/md/minimize.h"

#include <cmath>
#include <memory>

#include <absl/strings/str_format.h>

#include "engine/src/landscape.h"
#include "engine/src/lbfgs.h"
#include "engine/src/relaxation.h"
#include "engine/src/simulation_checks.h"

namespace lehr::md {
namespace {

absl::Status CheckOptions(const MinimizeOptions& options) {
  if (options.force_tolerance > 0 && options.pressure_tolerance > 0 &&
      options.max_evaluations > 0 && options.threads > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "minimize: expected positive tolerances, evaluations and threads, found "
      "%g eV/Å, %g bar, %d, %d",
      options.force_tolerance, options.pressure_tolerance,
      options.max_evaluations, options.threads));
}

}  // namespace

absl::StatusOr<MinimizeResult> Minimize(const Potential& potential,
                                        const MinimizeOptions& options,
                                        State* state) {
  for (const absl::Status& status :
       {CheckOptions(options), CheckState(*state)}) {
    if (!status.ok()) return status;
  }
  const std::unique_ptr<ForceField> field =
      potential.MakeForceField(state->atoms.species, options.threads);
  Landscape landscape(field.get(), *state, options.relax_box, options.threads);
  LbfgsMemory memory(kRelaxationMemory, options.threads);
  Landscape::Point point = landscape.Start();
  Landscape::Value value;
  const absl::Status status =
      Relax({.force = options.force_tolerance,
             .stress = options.pressure_tolerance,
             .max_evaluations = options.max_evaluations,
             .keep_going = options.keep_going},
            options.threads, &landscape, &memory, &point, &value);
  if (!status.ok()) return status;
  *state = landscape.At(point);
  return MinimizeResult{.evaluations = landscape.evaluations(),
                        .energy = value.energy,
                        .largest_force = value.largest_force,
                        .stress = value.stress};
}

}  // namespace lehr::md
