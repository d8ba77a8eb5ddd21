#ifndef LEHR_PROTO_PLAN_SPEC_CHECK_H_
#define LEHR_PROTO_PLAN_SPEC_CHECK_H_

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// Adds what is wrong with a sweep's name and material: names, elements,
// fractions, potential.
void CheckNameAndMaterial(const v1::SweepSpec& spec, Violations* violations);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SPEC_CHECK_H_
