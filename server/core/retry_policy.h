#ifndef LEHR_SERVER_CORE_RETRY_POLICY_H_
#define LEHR_SERVER_CORE_RETRY_POLICY_H_

#include <optional>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"

namespace lehr::server {

// How many workers may be lost in a row while they have a segment, without a
// checkpoint in between, before the segment is held to be what kills them.
// Workers are lost for reasons of their own (preemption, power), which should
// not come ten times between two checkpoints.
inline constexpr int kMostLosses = 10;

// The class of a failure of which only the code was told.
v1::FailureClass ClassOf(absl::StatusCode code);

// Whether a failure of this class says something of the host on which it
// happened: it was lost, it is full, it cannot reach something, or what it
// computes with dies.
bool IsOfTheHost(v1::FailureClass failure);

// How long to wait before a segment is tried again of which `failures` attempts
// (from 1) have ended in this class; nullopt if it is to be given up. Each
// class has a budget of its own:
//
//   LOST: the tenth (kMostLosses) in a row without a checkpoint;
//
//   PREEMPTED, WALLTIME, DRAINED: none, as nothing has failed;
//
//   RESOURCE: the third; after 1 min, 2 min;
//
//   TRANSIENT: the fifth; after 5 s, 10 s, 20 s, ..., at most 15 min;
//
//   CRASH: the second;
//
//   NUMERIC, SPEC: the first, as the same work fails in the same way;
//
//   INTERNAL: the first, as a person is to look at it.
std::optional<absl::Duration> RetryDelay(v1::FailureClass failure,
                                         int failures);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_RETRY_POLICY_H_
