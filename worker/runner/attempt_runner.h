#ifndef LEHR_WORKER_RUNNER_ATTEMPT_RUNNER_H_
#define LEHR_WORKER_RUNNER_ATTEMPT_RUNNER_H_

#include <functional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_cache.h"
#include "worker/attempt_control.h"
#include "worker/checkpointer.h"
#include "worker/runner/runner_process.h"

namespace lehr::worker {

// How an attempt ended.
struct AttemptResult {
  // OK: `result` has what was produced.
  absl::Status status;
  wire::Result result = {};
  // What is known beyond the status' code, as the next.
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
  // What the runner wrote last, if it died.
  std::string log = {};
};

// AttemptRunner has a runner do what leases say, and another one if that dies
// or does not come on. One thread, see RunnerProcess.
class AttemptRunner {
 public:
  // Brings an artifact, as long as `go_on()`.
  using Fetch = std::function<absl::StatusOr<std::string>(
      const std::string& sha256, const std::function<bool()>& go_on)>;

  // A runner that says nothing for `stall_limit` is killed. All must outlive
  // this.
  AttemptRunner(RunnerProcess* runner, ArtifactCache* cache, Fetch fetch,
                absl::Duration stall_limit)
      : runner_(*runner),
        cache_(*cache),
        fetch_(std::move(fetch)),
        stall_limit_(stall_limit) {}

  // Does it; `tick` is called every now and then, at least each tenth of a
  // second or so. Once `control` is stopped the attempt ends with CANCELLED,
  // after a last checkpoint was given to `checkpointer` if the reason is one
  // that saves.
  AttemptResult Run(const v1::Lease& lease, AttemptControl* control,
                    Checkpointer* checkpointer,
                    const std::function<void()>& tick);

  // Measures speeds as long as `go_on()`. Errors of MeasureSpeeds, and those of
  // a runner that died.
  absl::StatusOr<std::vector<v1::Speed>> Measure(
      const v1::CalibrationWanted& wanted, const std::function<bool()>& go_on);

 private:
  void Bring(const std::string& sha256, const std::function<bool()>& go_on);
  // The end of the runner, and the next one.
  AttemptResult Buried();
  // Kills a runner that has not spoken since `alive`, or not ended since it
  // was asked to, at `stop_asked`.
  void KillIfStuck(const AttemptControl& control, absl::Time alive,
                   absl::Time stop_asked);

  RunnerProcess& runner_;
  ArtifactCache& cache_;
  const Fetch fetch_;
  const absl::Duration stall_limit_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_ATTEMPT_RUNNER_H_
