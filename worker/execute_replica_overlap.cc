#include "lehr/md/analysis/replica_overlap.h"
#include "worker/convert.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"

namespace lehr::worker {

absl::StatusOr<Outcome> MeasureReplicaOverlap(
    const v1::ReplicaOverlapMeasurement& measurement, const Task& task) {
  const auto overlap =
      md::analysis::ReplicaOverlap(task.start, ToEngine(measurement.counts()),
                                   measurement.threshold_angstrom());
  if (!overlap.ok()) return overlap.status();
  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.observables.push_back(
      MakeObservable("replica_overlap", "1", *overlap));
  return outcome;
}

}  // namespace lehr::worker
