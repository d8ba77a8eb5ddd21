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
// potential by hash. Only the latest state is kept. One thread.
class SegmentRunner {
 public:
  // A path from `start`. `potential` must outlive the runner.
  SegmentRunner(const PotentialSource& potential, const md::State& start,
                int threads);

  // Does the next segment of the path. Errors as Executor::Execute; CANCELLED
  // once `control` says so. After an error there is no next one.
  absl::StatusOr<Outcome> Run(const plan::PlannedSegment& segment,
                              AttemptControl* control);

  // The last good state of a segment whose simulation left the model.
  const std::optional<md::State>& failed() const { return failed_; }

 private:
  std::string Keep(std::string content);
  v1::Lease LeaseOf(const plan::PlannedSegment& segment) const;

  const PotentialSource& potential_;
  std::unordered_map<std::string, std::string> contents_;  // by hash
  std::string state_sha256_;  // of where the path has got to
  // Of the curve of each segment that led there; empty where it has none.
  std::vector<std::string> curve_sha256s_;
  std::optional<md::State> failed_;
  Executor executor_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_SEGMENT_RUNNER_H_
