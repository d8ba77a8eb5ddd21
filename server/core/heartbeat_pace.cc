#include "server/core/heartbeat_pace.h"

#include <algorithm>

namespace lehr::server {

HeartbeatPace PaceAt(absl::Duration interval, const HeartbeatPace& least) {
  if (interval <= least.interval) return least;
  return {.interval = interval,
          .time_to_live =
              std::max(least.time_to_live, 3 * interval + absl::Seconds(10))};
}

HeartbeatPace PaceFor(std::size_t live_workers, const HeartbeatPace& least) {
  const absl::Duration needed =
      absl::Seconds(static_cast<double>(live_workers) / kHeartbeatsPerSecond);
  return PaceAt(std::min(needed, kLongestHeartbeatInterval), least);
}

bool IsAnotherPace(absl::Duration told, absl::Duration interval) {
  const double ratio = absl::FDivDuration(interval, told);
  return ratio > 1.25 || ratio < 0.8;
}

}  // namespace lehr::server
