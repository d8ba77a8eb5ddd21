#ifndef LEHR_TESTS_PROTO_PLAN_RANDOM_SWEEPS_H_
#define LEHR_TESTS_PROTO_PLAN_RANDOM_SWEEPS_H_

#include <random>

#include "lehr/v1/sweep.pb.h"

namespace lehr::plan {

// A valid sweep with a few parameters, treatments, protocols, cycles and
// references, whose stages repeat often enough to be shared.
v1::SweepSpec RandomSweep(std::mt19937_64* random);

}  // namespace lehr::plan

#endif  // LEHR_TESTS_PROTO_PLAN_RANDOM_SWEEPS_H_
