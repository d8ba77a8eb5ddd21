#include "server/core/walltime_fit.h"

#include <algorithm>

namespace lehr::server {
namespace {

// To fetch a start state and to send a state back, whatever the work.
constexpr absl::Duration kOverhead = absl::Seconds(5);
// A worker looks at its clock between steps, and a large state takes a while to
// reach the server.
constexpr double kCheckpointMargin = 2;
// Estimates are means over a kind of worker.
constexpr double kEstimateMargin = 1.5;

}  // namespace

bool MayLease(std::optional<absl::Duration> time_left,
              absl::Duration checkpoint_interval,
              std::optional<absl::Duration> estimated_time) {
  if (!time_left.has_value()) return true;
  absl::Duration needed = kCheckpointMargin * checkpoint_interval;
  if (estimated_time.has_value()) {
    needed = std::min(needed, kEstimateMargin * *estimated_time);
  }
  return *time_left >= needed + kOverhead;
}

}  // namespace lehr::server
