#include "server/core/retry_policy.h"

#include <algorithm>

namespace lehr::server {
namespace {

// Waits first, 2 first, 4 first, ... for tries - 1 failures.
struct Policy {
  int tries = 1;
  absl::Duration first = absl::ZeroDuration();
  absl::Duration most = absl::ZeroDuration();
};

Policy PolicyOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      return {.tries = 2, .first = absl::ZeroDuration()};
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      // Dropped by the worker although it had the lease: nothing is wrong with
      // the work.
      return {.tries = 8, .first = absl::Seconds(1), .most = absl::Minutes(1)};
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return {.tries = 8, .first = absl::Seconds(5), .most = absl::Minutes(5)};
    case absl::StatusCode::kResourceExhausted:
      return {
          .tries = 8, .first = absl::Seconds(30), .most = absl::Minutes(15)};
    default:
      return {};
  }
}

}  // namespace

std::optional<absl::Duration> RetryDelay(absl::StatusCode code, int failures) {
  const Policy policy = PolicyOf(code);
  if (failures >= policy.tries) return std::nullopt;
  absl::Duration delay = policy.first;
  for (int i = 1; i < failures; ++i) delay = std::min(delay * 2, policy.most);
  return delay;
}

}  // namespace lehr::server
