#ifndef LEHR_WORKER_MEASURED_PAIRS_H_
#define LEHR_WORKER_MEASURED_PAIRS_H_

#include <cstdint>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/pair_distribution.h"
#include "worker/execute.h"
#include "worker/preparation.h"

namespace lehr::worker {

// g(r) of the configuration that a PairDistributionMeasurement or a
// StructureFactorMeasurement asks for, to which `task` is brought.
// `evaluations` are those that it took. CANCELLED if the attempt was stopped;
// the errors of Preparation and of AnalyzePairDistribution.
template <typename Measurement>
absl::StatusOr<md::analysis::PairDistribution> MeasurePairs(
    const Measurement& measurement, Task* task, std::int64_t* evaluations) {
  Preparation preparation(measurement.configuration(),
                          measurement.force_tolerance_ev_per_angstrom(), 1,
                          *task);
  if (absl::Status ready = preparation.Bring(&task->start); !ready.ok()) {
    return ready;
  }
  *evaluations = preparation.evaluations();
  auto pairs = md::analysis::AnalyzePairDistribution(
      {&task->start, 1}, {.range = measurement.range_angstrom(),
                          .bin = measurement.bin_angstrom(),
                          .threads = task->threads});
  if (!pairs.ok()) return pairs.status();
  if (absl::Status wanted = StillWanted(*task); !wanted.ok()) return wanted;
  return pairs;
}

}  // namespace lehr::worker

#endif  // LEHR_WORKER_MEASURED_PAIRS_H_
