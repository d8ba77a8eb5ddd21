#ifndef LEHR_SERVER_CORE_RETRY_POLICY_H_
#define LEHR_SERVER_CORE_RETRY_POLICY_H_

#include <optional>

#include <absl/status/status.h>
#include <absl/time/time.h>

namespace lehr::server {

// How many workers may be lost in a row while they have a segment, without a
// checkpoint in between, before the segment is held to be what kills them.
// Workers are lost for reasons of their own (preemption, power), which should
// not come ten times between two checkpoints.
inline constexpr int kMostLosses = 10;

// How long to wait before a segment is tried again whose attempt failed with
// `code` and that has now failed `failures` times (from 1); nullopt if it is to
// be given up. The code alone decides: what the simulation or the spec is to
// blame for is never tried again, a bug of ours once, an environment that is
// away or full a few times with doubling waits.
std::optional<absl::Duration> RetryDelay(absl::StatusCode code, int failures);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_RETRY_POLICY_H_
