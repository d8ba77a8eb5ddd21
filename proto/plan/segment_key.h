#ifndef LEHR_PROTO_PLAN_SEGMENT_KEY_H_
#define LEHR_PROTO_PLAN_SEGMENT_KEY_H_

#include <string>
#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// Identity of a piece of work, 32 bytes: SHA-256 over a canonical encoding of
//   the numerics version, the SHA-256 of the potential's file, the key of the
//   segment that makes the start state (empty if there is none), and the work:
//   a law with all its numbers and the steps taken under it, or a measurement.
// The same encoding gives the key of a state (all numbers known, parent's state
// key) and the provisional identity of work that waits for a measured number
// (reference in place of the number). What does not change the physics
// (recording, names, priority, threads) is not in it. The encoding is written
// down in README.md, so that others can compute keys.
std::string SegmentKey(std::string_view parent_key,
                       std::string_view potential_sha256, const v1::Work& work);

// The bytes whose SHA-256 that is.
std::string EncodeSegment(std::string_view parent_key,
                          std::string_view potential_sha256,
                          const v1::Work& work);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SEGMENT_KEY_H_
