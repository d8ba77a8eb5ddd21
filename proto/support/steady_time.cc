#include "proto/support/steady_time.h"

#include <chrono>

#include <absl/time/clock.h>

namespace lehr {

absl::Time SteadyNow() {
  using Clock = std::chrono::steady_clock;
  static const absl::Time kWall = absl::Now();
  static const Clock::time_point kStart = Clock::now();
  return kWall + absl::FromChrono(Clock::now() - kStart);
}

}  // namespace lehr
