#ifndef LEHR_PROTO_PLAN_LAW_KEY_H_
#define LEHR_PROTO_PLAN_LAW_KEY_H_

#include <string>
#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// Identity of a path: the start state and the law of dynamics under which it is
// left, whatever the number of steps; 32 bytes. All states on the path are
// checkpoints of each other. Empty for work that is not dynamics. It is the
// SegmentKey of the work with no steps.
std::string LawKey(std::string_view parent_key,
                   std::string_view potential_sha256, const v1::Work& work);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_LAW_KEY_H_
