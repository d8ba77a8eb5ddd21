#ifndef LEHR_WORKER_TOOLS_STRUCTURE_COLUMNS_H_
#define LEHR_WORKER_TOOLS_STRUCTURE_COLUMNS_H_

#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/state.h"

namespace lehr::worker {

// What the Voronoi cell of each atom of `state` is like, with the radii,
// thresholds and packing classes that a `structure` measure has by default:
// cell_volume [Å³]; free_volume [Å³], what the core of the element's radius
// leaves of it; coordination, all faces; n3, n4, n5, n6, n7plus, faces with so
// many edges; packing_class 1 to 6; f5, the part of five-edged faces;
// icosahedral, 1 for <0,0,12,0>, else 0; surface, 1 for atoms within
// `surface_distance` [Å] of a free surface, which statistics leave out, else 0.
// Atoms at a surface have packing_class and icosahedral 0, and a volume that
// means nothing. Errors as md::analysis::ComputeVoronoi.
absl::StatusOr<std::vector<md::formats::AtomColumn>> StructureColumns(
    const md::State& state, double surface_distance, int threads);

// Whether all atoms are of elements that cells have radii for.
bool HasRadii(const md::State& state);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_STRUCTURE_COLUMNS_H_
