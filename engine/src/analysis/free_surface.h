#ifndef LEHR_ENGINE_SRC_ANALYSIS_FREE_SURFACE_H_
#define LEHR_ENGINE_SRC_ANALYSIS_FREE_SURFACE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md::analysis {

// [N] 1 for atoms within `distance` [Å] of one that `outermost` [N] marks, and
// for those themselves, else 0. The box must be orthogonal. O(N) while
// `distance` is some neighbors long.
std::vector<std::uint8_t> NearOutermost(const Box& box,
                                        std::span<const Vec3> positions,
                                        std::span<const std::uint8_t> outermost,
                                        double distance, int threads);

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_FREE_SURFACE_H_
