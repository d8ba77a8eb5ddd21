#include "worker/convert.h"
#include "worker/dynamics_observables.h"
#include "worker/dynamics_run.h"
#include "worker/execute_advance.h"

namespace lehr::worker {

absl::StatusOr<Outcome> AdvanceDynamics(const v1::DynamicsLaw& law,
                                        std::int64_t steps, Task task) {
  const auto engine_law = ToEngine(law);
  if (!engine_law.ok()) return engine_law.status();
  const std::int64_t record_steps = task.record_steps;
  auto result = RunDynamics(*engine_law, steps, record_steps, std::move(task));
  if (!result.ok()) return result.status();
  Outcome outcome;
  outcome.steps_taken = result->steps_taken;
  outcome.atoms = static_cast<std::int64_t>(result->state.atoms.size());
  if (result->tuning.skin > 0) outcome.tuning = result->tuning;
  outcome.end_state = std::move(result->state);
  outcome.curve = std::move(result->curve);
  outcome.observables = ObserveDynamics(*engine_law, *outcome.curve);
  return outcome;
}

}  // namespace lehr::worker
