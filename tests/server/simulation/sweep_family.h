#ifndef LEHR_TESTS_SERVER_SIMULATION_SWEEP_FAMILY_H_
#define LEHR_TESTS_SERVER_SIMULATION_SWEEP_FAMILY_H_

#include <cstdint>
#include <string>

#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"

namespace lehr::server {

// Sweeps that overlap: each has some treatments of another. What the model
// knows comes first.
inline constexpr int kModelledFamilies = 5;
inline constexpr int kFamilies = 8;

// A submission of family `family` (0 .. kFamilies - 1) of one of several
// samples, without options.
v1::SubmitSweepRequest SubmissionOf(int family, int sample,
                                    const std::string& request_id,
                                    int priority);

// The state that a worker has after `step` steps: made from the path alone, as
// ResultOf() is.
std::string CheckpointStateOf(const v1::Lease& lease, std::int64_t step);

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_SWEEP_FAMILY_H_
