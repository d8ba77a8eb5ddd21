#include "proto/support/span_text.h"

#include <cmath>
#include <cstdint>

#include <absl/strings/str_format.h>

namespace lehr {

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

}  // namespace lehr
