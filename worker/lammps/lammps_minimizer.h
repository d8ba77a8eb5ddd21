#ifndef LEHR_WORKER_LAMMPS_LAMMPS_MINIMIZER_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_MINIMIZER_H_

#include <absl/status/statusor.h>

#include "lehr/md/minimize.h"
#include "worker/engine.h"

namespace lehr::worker {

// md::Minimize with LAMMPS: conjugate gradients, and FIRE where their line
// search ends on the rounding of energies. With options.relax_box every
// periodic edge is relaxed to no stress (fix box/relax), in rounds that begin
// at the box of the one before, because that fix works with the strains from
// its first box.
absl::StatusOr<md::MinimizeResult> MinimizeWithLammps(
    const Interaction& interaction, const md::MinimizeOptions& options,
    md::State* state);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_MINIMIZER_H_
