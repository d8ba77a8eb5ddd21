#include "proto/plan/law_key.h"

#include "proto/plan/segment_key.h"

namespace lehr::plan {

std::string LawKey(std::string_view parent_key,
                   std::string_view potential_sha256, const v1::Work& work) {
  if (!work.advance().law().has_dynamics()) return {};
  v1::Work path = work;
  path.mutable_advance()->set_steps(0);
  return SegmentKey(parent_key, potential_sha256, path);
}

}  // namespace lehr::plan
