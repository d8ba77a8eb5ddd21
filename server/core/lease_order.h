#ifndef LEHR_SERVER_CORE_LEASE_ORDER_H_
#define LEHR_SERVER_CORE_LEASE_ORDER_H_

#include <cstdint>
#include <vector>

#include "proto/plan/plan.h"

namespace lehr::server {

// Work of a segment [atom-steps]. Saturates at a value of which a million can
// be summed in 64 bits.
std::int64_t AtomStepsOf(std::int64_t atoms, std::int64_t steps);

// That of each segment of the plan, without the head_steps[i] that a shorter
// segment on the same path takes.
std::vector<std::int64_t> AtomStepsOf(
    const plan::Plan& plan, const std::vector<std::int64_t>& head_steps);

// For each segment of the plan, the longest way from it to an end of the plan,
// itself included, where segment i is atom_steps[i] long; ways go from parent
// to child, from a measurement to the work whose law needs its result, and from
// a segment to the one that continues it.
// Workers take the longest way first (critical path), so that the sweep does
// not end with one of them busy on a long way begun late.
std::vector<std::int64_t> PathAtomSteps(
    const plan::Plan& plan, const std::vector<std::int64_t>& atom_steps);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_LEASE_ORDER_H_
