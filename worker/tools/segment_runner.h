#ifndef LEHR_WORKER_TOOLS_SEGMENT_RUNNER_H_
#define LEHR_WORKER_TOOLS_SEGMENT_RUNNER_H_

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"
#include "proto/plan/plan.h"
#include "worker/attempt_control.h"
#include "worker/execute.h"
#include "worker/tools/potential_source.h"

namespace lehr::worker {

// SegmentRunner does the segments of a path, one after the other, as leases of
// a server would: with the same Executor, which gets states, curves and the
// potential by hash. Kept are the start, the latest state, and those that
// `save` stages named, the last of each name: measurements may compare with
// them. One thread.
class SegmentRunner {
 public:
  // A path from `start`. `potential`, and `lammps` if it is not null, must
  // outlive the runner.
  SegmentRunner(const PotentialSource& potential, const md::State& start,
                int threads, const Engine* lammps = nullptr);

  // Does the next segment of the path. Errors as Executor::Execute; CANCELLED
  // once `control` says so. After an error there is no next one.
  absl::StatusOr<Outcome> Run(const plan::PlannedSegment& segment,
                              AttemptControl* control);

  // The last good state of a segment whose simulation left the model.
  const std::optional<md::State>& failed() const { return failed_; }

 private:
  // A state that the path went through: the start, then the end of each
  // segment that leads on.
  struct PathState {
    std::string sha256;
    std::vector<std::string> names;  // of `save` stages, the last of each name
  };

  std::string Keep(std::string content);
  // Goes on to the end of a segment.
  void Advance(const plan::PlannedSegment& segment, const Outcome& outcome);
  // Forgets states that nothing can ask for any more.
  void Forget();
  v1::Lease LeaseOf(const plan::PlannedSegment& segment) const;

  const PotentialSource& potential_;
  std::unordered_map<std::string, std::string> contents_;  // by hash
  std::vector<PathState> states_;
  // Of the curve of each segment that led there; empty where it has none.
  std::vector<std::string> curve_sha256s_;
  std::optional<md::State> failed_;
  Executor executor_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_SEGMENT_RUNNER_H_
