#include "server/core/retry_policy.h"

#include <algorithm>
#include <limits>

namespace lehr::server {
namespace {

// Given up at failure number `most`; waits first, 2 first, 4 first, ... before.
struct Policy {
  int most = 1;
  absl::Duration first = absl::ZeroDuration();
};

constexpr int kNever = std::numeric_limits<int>::max();
constexpr absl::Duration kLongestWait = absl::Minutes(15);

Policy PolicyOf(v1::FailureClass failure) {
  switch (failure) {
    case v1::FAILURE_CLASS_LOST:
      return {.most = kMostLosses};
    case v1::FAILURE_CLASS_PREEMPTED:
    case v1::FAILURE_CLASS_WALLTIME:
    case v1::FAILURE_CLASS_DRAINED:
      return {.most = kNever};
    case v1::FAILURE_CLASS_RESOURCE:
      return {.most = 3, .first = absl::Minutes(1)};
    case v1::FAILURE_CLASS_TRANSIENT:
      return {.most = 5, .first = absl::Seconds(5)};
    case v1::FAILURE_CLASS_CRASH:
      return {.most = 2};
    default:
      return {};
  }
}

}  // namespace

v1::FailureClass ClassOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOutOfRange:
      return v1::FAILURE_CLASS_NUMERIC;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kUnimplemented:
      return v1::FAILURE_CLASS_SPEC;
    case absl::StatusCode::kResourceExhausted:
      return v1::FAILURE_CLASS_RESOURCE;
    // The last two: dropped by the worker although it had the lease, and
    // nothing is wrong with the work.
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return v1::FAILURE_CLASS_TRANSIENT;
    default:
      return v1::FAILURE_CLASS_INTERNAL;
  }
}

bool IsOfTheHost(v1::FailureClass failure) {
  return failure == v1::FAILURE_CLASS_LOST ||
         failure == v1::FAILURE_CLASS_RESOURCE ||
         failure == v1::FAILURE_CLASS_TRANSIENT ||
         failure == v1::FAILURE_CLASS_CRASH;
}

std::optional<absl::Duration> RetryDelay(v1::FailureClass failure,
                                         int failures) {
  const Policy policy = PolicyOf(failure);
  if (failures >= policy.most) return std::nullopt;
  absl::Duration delay = policy.first;
  for (int i = 1; i < failures && delay > absl::ZeroDuration(); ++i) {
    if (delay >= kLongestWait) break;
    delay = std::min(delay * 2, kLongestWait);
  }
  return delay;
}

}  // namespace lehr::server
