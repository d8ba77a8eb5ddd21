#include "client/time_format.h"

#include <cmath>
#include <cstdint>

#include <absl/strings/str_format.h>

namespace lehr::client {

absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) +
         absl::Nanoseconds(duration.nanos());
}

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

std::string IsoTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", time, absl::UTCTimeZone());
}

std::string LocalTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, absl::LocalTimeZone());
}

std::string FormatSpan(absl::Duration span) {
  if (span == absl::InfiniteDuration()) return "for ever";
  const double exact = absl::ToDoubleSeconds(span);
  if (exact < 9.95) return absl::StrFormat("%.1f s", exact);
  const auto seconds = static_cast<std::int64_t>(std::llround(exact));
  if (seconds < 60) return absl::StrFormat("%d s", seconds);
  if (seconds < 3600) {
    return absl::StrFormat("%d min %d s", seconds / 60, seconds % 60);
  }
  if (seconds < 86400) {
    return absl::StrFormat("%d h %d min", seconds / 3600, seconds / 60 % 60);
  }
  return absl::StrFormat("%d d %d h", seconds / 86400, seconds / 3600 % 24);
}

}  // namespace lehr::client
