#include "client/exit_code.h"

namespace lehr::client {

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kInvalidArgument:
      return kExitBadInput;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kExitNoServer;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kCancelled:
      return kExitInterrupted;
    default:
      return kExitOther;
  }
}

int ExitCodeOf(v1::SweepState state) {
  const bool bad =
      state == v1::SWEEP_STATE_FAILED || state == v1::SWEEP_STATE_CANCELLED;
  return bad ? kExitSweepFailed : kExitOk;
}

}  // namespace lehr::client
