#include "server/coordinator/running_progress.h"

#include <algorithm>

#include "server/core/lease_order.h"

namespace lehr::server {

v1::Progress ProgressOf(const Roster& roster, const RunningRow& running) {
  const v1::Progress* reported =
      roster.ProgressOf(running.session, {running.segment_id, running.attempt});
  if (reported != nullptr) return *reported;
  v1::Progress progress;
  progress.mutable_id()->set_segment_id(running.segment_id);
  progress.mutable_id()->set_attempt(running.attempt);
  progress.set_steps_done(
      std::max(running.checkpoint_step, running.head_steps));
  progress.set_steps_total(running.steps);
  progress.set_atoms(running.atoms);
  return progress;
}

v1::RunningSegment DescribeRunning(const Roster& roster,
                                   const RunningRow& running) {
  v1::RunningSegment segment;
  segment.set_label(running.rerun ? running.label + " (again)" : running.label);
  segment.set_worker(running.worker);
  *segment.mutable_progress() = ProgressOf(roster, running);
  return segment;
}

// A minimization's steps are only known at its end, so shares are used, not
// steps.
double ShareDone(const RunningRow& running, const v1::Progress& progress) {
  const std::int64_t to_take = progress.steps_total() - running.head_steps;
  if (to_take <= 0) return 0;
  const double share =
      static_cast<double>(progress.steps_done() - running.head_steps) /
      static_cast<double>(to_take);
  return std::clamp(share, 0.0, 1.0);
}

std::int64_t DoneAtomSteps(const RunningRow& running,
                           const v1::Progress& progress) {
  const auto planned = static_cast<double>(
      AtomStepsOf(running.atoms, running.steps - running.head_steps));
  return static_cast<std::int64_t>(ShareDone(running, progress) * planned);
}

}  // namespace lehr::server
