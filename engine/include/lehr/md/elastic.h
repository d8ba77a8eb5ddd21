#ifndef LEHR_MD_ELASTIC_H_
#define LEHR_MD_ELASTIC_H_

#include <array>
#include <cstdint>
#include <functional>

#include <absl/status/statusor.h>

#include "lehr/md/potential.h"
#include "lehr/md/state.h"

namespace lehr::md {

struct ElasticOptions {
  double strain = 1e-3;
  // How often the strain is halved where the state rearranges under it.
  int most_halvings = 3;
  // How often the state that it went to is measured instead.
  int most_restarts = 3;
  double force_tolerance = 1e-5;  // after each relaxation [eV/Å]
  int threads = 1;
  // As MinimizeOptions::keep_going, with the evaluations of all relaxations.
  std::function<bool(std::int64_t)> keep_going = nullptr;
};

// Elastic constants at 0 K [GPa], Voigt order xx, yy, zz, yz, xz, xy.
struct ElasticConstants {
  std::array<std::array<double, 6>, 6> c = {};
  // Isotropic averages (Voigt; Reuss from the compliances; Hill their mean).
  double bulk_voigt = 0, shear_voigt = 0, bulk_reuss = 0, shear_reuss = 0;
  double bulk_hill = 0, shear_hill = 0;
  // From bulk_voigt and shear_voigt.
  double young = 0, poisson = 0;
  // Universal anisotropy index A^U = 5 G_V/G_R + K_V/K_R − 6, 0 for an
  // isotropic solid: Ranganathan and Ostoja-Starzewski, Phys. Rev. Lett. 101,
  // 055504 (2008), doi:10.1103/PhysRevLett.101.055504.
  double anisotropy = 0;
  // Pairs of strains that were thrown away because the state rearranged, how
  // often a lower state had to be measured instead, and the smallest strain
  // that was used.
  int rearrangements = 0;
  int restarts = 0;
  double smallest_strain = 0;
  std::int64_t evaluations = 0;
};

// Relaxes atoms and edges to zero stress, then for each of the six strains ±e
// (engineering shears: a tilt of e times the edge) relaxes the atoms again in
// the strained box: C_ij = (σ_i(+e) − σ_i(−e)) / 2e, made symmetric by the mean
// of C_ij and C_ji. The relaxation at −e starts from the mirror image of that
// at +e. A glass of 864 atoms takes about 750 evaluations.
//
// A strain of 1e-3 may be enough to make a few atoms of a glass rearrange for
// good, which is not elastic: in a box of 864 atoms C_jj is then wrong by tens
// of per cent. It shows in two ways (engine/src/elastic_response.h, with the
// limits and where they come from): the responses to +e and −e are no mirror
// images, and the energy is not what the stress put in. Such a strain is done
// again from the relaxed state with half the size, most_halvings times at most.
// If the smallest is too large, the state is at the edge of its basin; then the
// lower state beyond is relaxed without strain and measured instead,
// most_restarts times at most. A few atoms are elsewhere in it, which is less
// than what two glasses of the same history differ by.
//
// Same bits on any number of threads. INVALID_ARGUMENT for a state or options
// that make no sense; FAILED_PRECONDITION unless the state is fully periodic;
// OUT_OF_RANGE if it has a direction without stiffness, or is not elastic under
// the smallest strain while there is no lower state, or none that is; the
// errors of Minimize.
absl::StatusOr<ElasticConstants> MeasureElasticConstants(
    const Potential& potential, const ElasticOptions& options, State state);

}  // namespace lehr::md

#endif  // LEHR_MD_ELASTIC_H_
