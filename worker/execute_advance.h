#ifndef LEHR_WORKER_EXECUTE_ADVANCE_H_
#define LEHR_WORKER_EXECUTE_ADVANCE_H_

#include <cstdint>

#include <absl/status/statusor.h>

#include "lehr/v1/law.pb.h"
#include "worker/execute.h"

namespace lehr::worker {

// Work that goes from the start state to the next, one function a law. Errors
// are those of the engine's function of that name.

absl::StatusOr<Outcome> Create(const v1::CreateLaw& law, const Task& task);

absl::StatusOr<Outcome> DrawVelocities(const v1::VelocitiesLaw& law, Task task);

absl::StatusOr<Outcome> Replicate(const v1::ReplicateLaw& law,
                                  const Task& task);

absl::StatusOr<Outcome> OpenSurface(const v1::SurfaceLaw& law, Task task);

// CANCELLED if the attempt was stopped; nothing is kept then.
absl::StatusOr<Outcome> Minimize(const v1::MinimizeLaw& law, Task task);

// `steps` are counted from the law's first. CANCELLED if the attempt was
// stopped; a snapshot was saved if the reason is kLeaving. Observables: see
// ObserveDynamics.
absl::StatusOr<Outcome> AdvanceDynamics(const v1::DynamicsLaw& law,
                                        std::int64_t steps, Task task);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_EXECUTE_ADVANCE_H_
