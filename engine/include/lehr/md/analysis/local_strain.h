#ifndef LEHR_MD_ANALYSIS_LOCAL_STRAIN_H_
#define LEHR_MD_ANALYSIS_LOCAL_STRAIN_H_

#include <array>
#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// The local strain of each atom against a reference configuration. With d0 and
// d the vectors from an atom to its neighbors in the reference, then and now,
// each to the nearest image in its own cell (rows, so that d = d0 J):
//   J = (Σ d0ᵀ d0)⁻¹ (Σ d0ᵀ d),  η = ½ (J Jᵀ − 1),  η_m = tr η / 3,
//   η_Mises = √(½ Tr (η − η_m 1)²)
//     = √(η_xy² + η_xz² + η_yz²
//         + ((η_xx−η_yy)² + (η_xx−η_zz)² + (η_yy−η_zz)²) / 6):
// Shimizu, Ogata and Li, Mater. Trans. 48, 2923 (2007),
// doi:10.2320/matertrans.MJ200769. What no J explains is
//   D²_min = Σ |d − d0 J|²:
// Falk and Langer, Phys. Rev. E 57, 7192 (1998), doi:10.1103/PhysRevE.57.7192.

struct LocalStrainOptions {
  // Neighbors are the atoms within this of the reference [Å]; 3.8 is the first
  // minimum of g(r) of Cu-Zr.
  double cutoff = 3.8;
  // An atom with fewer neighbors has no strain. From three, J always exists but
  // D²_min is zero whatever happens.
  int fewest_neighbors = 4;
  // Largest fraction of atoms that may have no strain.
  double most_unmeasured = 0.01;
  bool keep_gradients = false;
  int threads = 1;
};

struct LocalStrain {
  double cutoff = 0;  // Å, as in the options
  // [N] all zero for an atom that has no strain.
  std::vector<double> von_mises;
  std::vector<double> hydrostatic;         // η_m
  std::vector<double> d2min;               // Å²
  std::vector<double> d2min_per_neighbor;  // Å²
  std::vector<std::int32_t> neighbors;     // in the reference
  // [N] 1, or 0 for an atom that has no strain: too few neighbors, or all of
  // them (nearly) in a plane, as an evaporated one has. Such atoms are in no
  // mean.
  std::vector<std::uint8_t> measured;
  // [N] J by rows: xx, xy, xz, yx, ...; empty unless kept.
  std::vector<std::array<double, 9>> gradients;
  std::int64_t unmeasured = 0;
  // Means over the measured atoms.
  double mean_von_mises = 0;
  double mean_hydrostatic = 0;
  double mean_d2min_per_neighbor = 0;  // Å²
};

// The strain of `state` against `reference`; periodic and slab, tilted or not.
// Positions may be wrapped or not, images are not read. A neighbor must not
// have gone further away than half the shortest periodic edge: it would be seen
// in another image.
// Same bits on any number of threads. INVALID_ARGUMENT for a reference with
// other atoms or other free surfaces, a cutoff beyond half an edge of either
// box, and options that make no sense. FAILED_PRECONDITION if more than
// `most_unmeasured` of the atoms have no strain.
absl::StatusOr<LocalStrain> AnalyzeLocalStrain(
    const State& reference, const State& state,
    const LocalStrainOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_LOCAL_STRAIN_H_
