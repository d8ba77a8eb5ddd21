#ifndef LEHR_ENGINE_SRC_ELASTIC_RESPONSE_H_
#define LEHR_ENGINE_SRC_ELASTIC_RESPONSE_H_

#include <cstddef>

#include "lehr/md/vec3.h"

namespace lehr::md {

// A relaxed state under a strain, or without.
struct Relaxed {
  double energy = 0;            // eV
  SymmetricTensor stress = {};  // bar
};

// What +strain and −strain of one Voigt mode made of a state.
struct ElasticResponse {
  std::size_t mode = 0;  // xx, yy, zz, yz, xz, xy
  double strain = 0;
  double volume = 0;  // before, Å³
  Relaxed base, plus, minus;

  // C_jj of the mode j [GPa]: (σ_j(+e) − σ_j(−e)) / 2e.
  double Stiffness() const;
  // Largest over i of |σ_i(+e) + σ_i(−e) − 2 σ_i(0)| / 2e [GPa]: by so much a
  // C_ij would be wrong if one of both sides were. Of a reversible response
  // it is |C_ijj| e / 2.
  double Asymmetry() const;
  // Larger of |E(±e) − E(0) ∓ (V e / 2) (σ_j(±e) + σ_j(0))| / V e² [GPa]: what
  // is missing from the energy that the stress put in. V σ_j is exactly dE/de
  // for strains r -> r + e n (k · r), so of a reversible response it is the
  // error of the trapezoidal rule, |C_jjj| e / 12; a rearrangement that sets
  // energy free leaves it out of the stress's work.
  double MissingWork() const;
};

// Whether the response is reversible and linear enough for elastic constants.
// Limits, as parts of the stiffness: asymmetry 5 % + 30 e, missing work
// 2 % + 10 e. Third-order constants are up to some 20 times those of second
// order (C111 = −7.6 C11, C155 = −10 C44 of Cu: Hiki and Granato, Phys. Rev.
// 144, 411 (1966), doi:10.1103/PhysRev.144.411; more in a glass with soft
// modes): 10 e and 1.7 e of it. The constant parts say how wrong C_ij may be.
// Measured at e = 1e-3, on the 84 strains of 14 ZrCu glasses of 500 and 864
// atoms, quenched at 200 and 400 K/ps, all reversible: at most 2.3 % and 0.4 %.
// On 336 of 60 glasses of 256 atoms, quenched at 2000 K/ps, 13 did not come
// back when unstrained: at least 21 % and 27 %; those beyond the limits that
// did come back had passed over a soft mode, and C_jj was wrong by 3 to 30 %.
// `least_stiffness` [GPa] is what the parts are at least of, so that a soft
// mode need not be measured better than is of use. Both limits grow by what
// relaxation to `force_tolerance` [eV/Å] leaves in the stresses, some 10 GPa
// for each eV/Å (what the asymmetry at e = 6e-5 shows), over 2 e.
bool IsElastic(const ElasticResponse& response, double least_stiffness,
               double force_tolerance);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_ELASTIC_RESPONSE_H_
