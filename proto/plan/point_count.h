#ifndef LEHR_PROTO_PLAN_POINT_COUNT_H_
#define LEHR_PROTO_PLAN_POINT_COUNT_H_

#include <cstdint>

#include "lehr/v1/sweep.pb.h"

namespace lehr::plan {

// How many points MakePlan() would make, without making them: whoever takes
// fewer can say so before that costs time and memory. 0 if something is wrong
// with the sweep, which MakePlan() tells.
std::int64_t CountPoints(const v1::SweepSpec& spec);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_POINT_COUNT_H_
