#ifndef LEHR_SERVER_CORE_SPEC_CHECK_H_
#define LEHR_SERVER_CORE_SPEC_CHECK_H_

#include "lehr/v1/sweep.pb.h"
#include "server/core/violations.h"

namespace lehr::server {

// Adds what is wrong with a sweep's name and material: names, elements,
// fractions, potential.
void CheckNameAndMaterial(const v1::SweepSpec& spec, Violations* violations);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_SPEC_CHECK_H_
