#include <algorithm>
#include <utility>

#include "lehr/md/minimize.h"
#include "worker/execute_advance.h"

namespace lehr::worker {
namespace {

// Force evaluations of a usual minimization, shown as the total until more were
// needed.
constexpr std::int64_t kUsualEvaluations = 500;

}  // namespace

absl::StatusOr<Outcome> Minimize(const v1::MinimizeLaw& law, Task task) {
  const auto atoms = static_cast<std::int64_t>(task.start.atoms.size());
  md::MinimizeOptions options;
  options.force_tolerance = law.force_tolerance_ev_per_angstrom();
  options.relax_box = law.relax_box();
  options.threads = task.threads;
  options.keep_going = [&](std::int64_t evaluations) {
    task.control->Report(evaluations, std::max(kUsualEvaluations, evaluations),
                         atoms);
    return task.control->KeepGoing();
  };
  const auto result =
      task.engine->Minimize(task.interaction, options, &task.start);
  if (!result.ok()) return result.status();
  Outcome outcome;
  outcome.steps_taken = result->evaluations;
  outcome.atoms = atoms;
  outcome.end_state = std::move(task.start);
  return outcome;
}

}  // namespace lehr::worker
