#ifndef LEHR_MD_ANALYSIS_FREE_VOLUME_H_
#define LEHR_MD_ANALYSIS_FREE_VOLUME_H_

#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/element_radii.h"
#include "lehr/md/analysis/voronoi.h"
#include "lehr/md/state.h"

namespace lehr::md::analysis {

// Free volumes of some atoms [Å³].
struct FreeVolumes {
  std::int64_t atoms = 0;
  // Σ V_free / Σ V_Voronoi.
  double fraction = 0;
  double mean = 0;
  // Percentiles, between ranks by a straight line.
  double percentile_5 = 0;
  double percentile_50 = 0;
  double percentile_95 = 0;
};

// FreeVolume is what the atoms' cores leave of their cells,
//   V_free,i = V_Voronoi,i − 4/3 π R³,
// with R the radius of the element. Cells tile the box, so that the fraction of
// a bulk state is a function of its density alone, and its level depends on the
// radii: only changes mean something. The percentiles say more.
struct FreeVolume {
  // [species + 1]: of each element, then of all. Elements without counted atoms
  // have zeros.
  std::vector<FreeVolumes> volumes;
  double volume_per_atom = 0;  // of the counted atoms [Å³]
  double density = 0;          // g/cm³; 0 if the state has no masses
};

// Of the counted atoms. `voronoi` is of `state`; `core_radii` are those of the
// cores, whatever radii the cells were made with. INVALID_ARGUMENT if an
// element has no radius, or if cells and state have not the same atoms.
absl::StatusOr<FreeVolume> ComputeFreeVolume(
    const State& state, const Voronoi& voronoi,
    const ElementRadii& core_radii = DefaultRadii());

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_FREE_VOLUME_H_
