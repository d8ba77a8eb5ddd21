#ifndef LEHR_MD_ANALYSIS_REPLICA_OVERLAP_H_
#define LEHR_MD_ANALYSIS_REPLICA_OVERLAP_H_

#include <array>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// Share of the atoms of all copies but the first whose displacement since
// Replicate differs by less than `threshold` [Å] from that of the same atom of
// the first copy: 1 while the copies are still alike, about 0 when they have
// forgotten each other. `counts` are those given to Replicate, whose atom
// c N + i is the copy c of atom i.
//
// The copies began as exact translations, with images at zero, so the state
// alone tells the difference: with the paths r = position + H image, H the
// edges of the box now,
//   d_ic = (r_ic − r_i1) − mean over i of (r_ic − r_i1).
// The mean, which is subtracted because copies may drift as a whole, contains
// the translation too; what the box did to all alike is in neither.
//
// INVALID_ARGUMENT if counts or threshold are not positive, there is one copy
// only, the number of atoms is not a multiple of that of copies, or the atoms
// are not copies of each other's elements.
absl::StatusOr<double> ReplicaOverlap(const State& state,
                                      const std::array<int, 3>& counts,
                                      double threshold);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_REPLICA_OVERLAP_H_
