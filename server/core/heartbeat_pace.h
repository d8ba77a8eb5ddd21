#ifndef LEHR_SERVER_CORE_HEARTBEAT_PACE_H_
#define LEHR_SERVER_CORE_HEARTBEAT_PACE_H_

#include <cstddef>

#include <absl/time/time.h>

namespace lehr::server {

// How often workers are heard, and after how long without they are lost.
struct HeartbeatPace {
  absl::Duration interval;
  absl::Duration time_to_live;
};

// Heartbeats a second that all workers together may send: 1 to 3 % of a core.
inline constexpr double kHeartbeatsPerSecond = 500;
// However many workers there are.
inline constexpr absl::Duration kLongestHeartbeatInterval = absl::Seconds(60);

// The pace of a worker that was told `interval`. If that is longer than the
// least, three heartbeats may be lost, and 10 s more pass, before it is.
HeartbeatPace PaceAt(absl::Duration interval, const HeartbeatPace& least);

// The pace for so many live workers: `least` while there are few, then as much
// slower as it takes.
HeartbeatPace PaceFor(std::size_t live_workers, const HeartbeatPace& least);

// Whether a worker that was told `told` should be told `interval` instead:
// small changes are not worth a word.
bool IsAnotherPace(absl::Duration told, absl::Duration interval);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_HEARTBEAT_PACE_H_
