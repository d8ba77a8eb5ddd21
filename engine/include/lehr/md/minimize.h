#ifndef LEHR_MD_MINIMIZE_H_
#define LEHR_MD_MINIMIZE_H_

#include <cstdint>
#include <functional>

#include <absl/status/statusor.h>

#include "lehr/md/potential.h"
#include "lehr/md/state.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// How far a minimization goes.
struct MinimizeOptions {
  double force_tolerance = 1e-3;  // largest |f_i| at the end [eV/Å]
  // Also relax each periodic edge until its stress is below pressure_tolerance.
  bool relax_box = false;
  double pressure_tolerance = 10;  // bar
  std::int64_t max_evaluations = 100000;
  int threads = 1;
  // Called now and then with the evaluations so far; false stops the
  // minimization with CANCELLED.
  std::function<bool(std::int64_t)> keep_going = nullptr;
};

// Where it ended.
struct MinimizeResult {
  std::int64_t evaluations = 0;
  double energy = 0;         // eV
  double largest_force = 0;  // eV/Å
  // Virial pressure without kinetic part: stress, tension positive [bar].
  SymmetricTensor stress = {};
};

// Moves the atoms of `state`, and with relax_box the edges of its box, downhill
// to a minimum of the potential energy and leaves them at rest, wrapped. The
// way is L-BFGS in atoms and strains together, with no atom moving more than
// 0.1 Å at a time: Liu and Nocedal, Math. Program. 45, 503 (1989),
// doi:10.1007/BF01589116. On glasses of 864 atoms it takes 0.57 times the
// evaluations of FIRE 2.0 (Guénolé et al., Comput. Mater. Sci. 175, 109584
// (2020), doi:10.1016/j.commatsci.2020.109584): 66 to 1e-3 eV/Å, 120 to 1e-5.
// A pair may end on a jump of the force at the cutoff, which tables that do not
// end with slope zero have: largest_force and stress are then the balanced mean
// of both sides of the jump.
// Same bits on any number of threads. INVALID_ARGUMENT for a state or options
// that make no sense; CANCELLED by keep_going; DEADLINE_EXCEEDED, with the
// force reached, if max_evaluations were not enough or the tolerance is below
// the rounding of the forces; the errors of ForceField::Compute. `state` is
// unchanged after an error.
absl::StatusOr<MinimizeResult> Minimize(const Potential& potential,
                                        const MinimizeOptions& options,
                                        State* state);

}  // namespace lehr::md

#endif  // LEHR_MD_MINIMIZE_H_
