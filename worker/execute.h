#ifndef LEHR_WORKER_EXECUTE_H_
#define LEHR_WORKER_EXECUTE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/md/simulation.h"
#include "lehr/md/state.h"
#include "lehr/v1/observable.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "worker/attempt_control.h"
#include "worker/checkpoint_sink.h"
#include "worker/engine.h"

namespace lehr::worker {

// An Outcome is what an attempt produced.
struct Outcome {
  std::optional<md::State> end_state;  // none for measurements
  std::optional<v1::Curve> curve;      // of dynamics, or of what was measured
  std::vector<v1::Observable> observables;
  std::int64_t steps_taken = 0;  // or force evaluations, by this attempt
  std::int64_t atoms = 0;        // of the end state, or of the one measured
  absl::Duration run_time;       // of the engine
  std::optional<md::Tuning> tuning = {};  // of dynamics
};

// A Task is what the executor of one kind of work gets: a lease with its inputs
// fetched and decoded.
struct Task {
  // The start state, at rest with respect to laws: law_step is 0 and there is
  // no thermostat or barostat. Empty for work that makes its own.
  md::State start;
  // What a measurement compares the start state with.
  std::optional<md::State> reference;
  // Where an earlier attempt of the same work got to.
  std::optional<Snapshot> resume;
  // For the elements of `start`.
  Interaction interaction;
  // What the work's law names; for work without one, Lehr's own.
  const Engine* engine = nullptr;
  // Of the segments that led to the start state, the last one's last; for
  // measurements that read them.
  std::vector<v1::Curve> curves;
  std::int64_t record_steps = 1;
  int threads = 1;
  AttemptControl* control = nullptr;
  CheckpointSink* checkpoints = nullptr;
};

// A new law begins at this state. What the thermostat and barostat of the law
// before left behind means nothing to it (md::State).
void BeginLaw(md::State* state);

// Executor does what leases say. Outcomes depend only on the work and its start
// state: not on threads, time, or attempts before. One thread, always the same
// (OpenMP keeps a team of threads for each thread that asks for one).
class Executor {
 public:
  // Content of the artifact with this SHA-256, verified.
  using Fetch = std::function<absl::StatusOr<std::string>(const std::string&)>;

  // `lammps`, if not null, is for laws that name it; it has to outlive this.
  Executor(int threads, Fetch fetch, const Engine* lammps = nullptr)
      : threads_(threads), fetch_(std::move(fetch)), lammps_(lammps) {}

  // CANCELLED once control->KeepGoing() is false, after a last snapshot was
  // given to `checkpoints` if the reason is kLeaving. INVALID_ARGUMENT if the
  // work has no meaning; what the engine and Fetch return otherwise.
  absl::StatusOr<Outcome> Execute(const v1::Lease& lease,
                                  AttemptControl* control,
                                  CheckpointSink* checkpoints);

 private:
  absl::StatusOr<Task> Prepare(const v1::Lease& lease);
  // At rest with respect to laws; `what` begins messages.
  absl::StatusOr<md::State> FetchState(const std::string& sha256,
                                       std::string_view what);
  absl::Status FetchResume(const v1::Checkpoint& checkpoint, Task* task);
  absl::StatusOr<Interaction> FetchPotential(
      const v1::Lease& lease, const std::vector<std::string>& elements);
  absl::StatusOr<const Engine*> EngineFor(const v1::Work& work) const;

  const int threads_;
  const Fetch fetch_;
  const Engine* const lammps_;

  // The potential last used: most leases in a row are of one sweep, and a table
  // takes longer to read than many segments to compute.
  std::string potential_sha256_;
  std::vector<std::string> potential_elements_;
  Interaction interaction_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_EXECUTE_H_
