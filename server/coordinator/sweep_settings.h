#ifndef LEHR_SERVER_COORDINATOR_SWEEP_SETTINGS_H_
#define LEHR_SERVER_COORDINATOR_SWEEP_SETTINGS_H_

#include <absl/status/status.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::server {

// A sweep is paused when this many of its segments have failed, unless it is
// told otherwise: enough to see what they have in common.
inline constexpr int kUsualMaxFailures = 20;

// INVALID_ARGUMENT, with the field, if a limit is negative, or a tag or the
// user too long or empty.
absl::Status CheckSettings(const v1::SubmitSweepRequest& request);
absl::Status CheckSettings(const v1::UpdateSweepRequest& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_SWEEP_SETTINGS_H_
