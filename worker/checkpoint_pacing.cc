#include "worker/checkpoint_pacing.h"

#include <algorithm>
#include <cmath>

namespace lehr::worker {
namespace {

// Saving more often gains less than a person notices; less often, and a day
// with many losses goes by before the formula has learned of them.
constexpr absl::Duration kShortestInterval = absl::Seconds(30);
constexpr absl::Duration kLongestInterval = absl::Hours(2);

}  // namespace

absl::Duration CheckpointInterval(absl::Duration cost,
                                  absl::Duration mean_time_between_losses) {
  const double seconds =
      std::sqrt(2 * absl::ToDoubleSeconds(cost) *
                absl::ToDoubleSeconds(mean_time_between_losses));
  return std::clamp(absl::Seconds(seconds), kShortestInterval,
                    kLongestInterval);
}

void CheckpointPacing::Took(absl::Duration cost) {
  const absl::MutexLock lock(&mutex_);
  cost_ = cost;
}

void CheckpointPacing::SetMeanTimeBetweenLosses(absl::Duration time) {
  const absl::MutexLock lock(&mutex_);
  mean_time_between_losses_ = std::max(time, absl::ZeroDuration());
}

absl::Duration CheckpointPacing::cost() const {
  const absl::MutexLock lock(&mutex_);
  return cost_;
}

absl::Duration CheckpointPacing::Interval() const {
  if (fixed_.has_value()) return *fixed_;
  const absl::MutexLock lock(&mutex_);
  return CheckpointInterval(cost_, mean_time_between_losses_);
}

}  // namespace lehr::worker
