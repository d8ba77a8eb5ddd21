#include "worker/time_left.h"

#include <algorithm>
#include <cstdint>

#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

namespace lehr::worker {
namespace {

// The runner stops within a second, the grace of a departure is ten.
constexpr absl::Duration kStopping = absl::Seconds(15);

}  // namespace

absl::StatusOr<absl::Time> EndOfTime(const std::string& time_left,
                                     const char* slurm_job_end_time,
                                     absl::Time now) {
  if (!time_left.empty()) {
    absl::Duration left;
    if (!absl::ParseDuration(time_left, &left) ||
        left <= absl::ZeroDuration()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "--time-left: expected a duration as 3h50m or 90s, found \"%s\"",
          time_left));
    }
    return now + left;
  }
  std::int64_t seconds = 0;
  if (slurm_job_end_time != nullptr &&
      absl::SimpleAtoi(slurm_job_end_time, &seconds) &&
      absl::FromUnixSeconds(seconds) > now) {
    return absl::FromUnixSeconds(seconds);
  }
  return absl::InfiniteFuture();
}

absl::Time TimeToLeave(absl::Time begin, absl::Time end,
                       absl::Duration checkpoint_cost) {
  if (end == absl::InfiniteFuture()) return end;
  return std::max(end - kStopping - 3 * checkpoint_cost,
                  begin + (end - begin) / 2);
}

}  // namespace lehr::worker
