#ifndef LEHR_WORKER_DYNAMICS_RUN_H_
#define LEHR_WORKER_DYNAMICS_RUN_H_

#include <cstdint>

#include <absl/status/statusor.h>

#include "lehr/md/law.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state.h"
#include "lehr/v1/observable.pb.h"
#include "worker/execute.h"

namespace lehr::worker {

// A DynamicsResult is the end of a dynamics, with the records of all attempts.
struct DynamicsResult {
  md::State state;
  v1::Curve curve;
  std::int64_t steps_taken = 0;  // by this attempt
  md::Tuning tuning;             // at its end
};

// Takes `steps` steps under `law` from task.start, or the rest of them from
// task.resume, with a record every `record_steps`. If there are records of an
// earlier attempt, their interval holds instead, so that the curve is even.
//
// The task's engine is called for a quarter of a second or so at a time, to
// report progress and to see whether to stop. Snapshots are only taken at the
// end of a record: the engine's sums for the next record are not part of a
// state, and so a resumed curve is the undisturbed one. CANCELLED if the
// attempt was stopped; OUT_OF_RANGE and others as md::Simulation says.
absl::StatusOr<DynamicsResult> RunDynamics(const md::DynamicsLaw& law,
                                           std::int64_t steps,
                                           std::int64_t record_steps,
                                           Task task);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DYNAMICS_RUN_H_
