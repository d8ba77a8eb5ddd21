#ifndef LEHR_WORKER_LAMMPS_LAMMPS_SYSTEM_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_SYSTEM_H_

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"
#include "lehr/md/vec3.h"
#include "worker/engine.h"
#include "worker/lammps/lammps_library.h"

namespace lehr::worker {

// A LammpsSystem is an instance of LAMMPS that holds the atoms and the box of a
// state, under a potential. Atom i of the state is atom i + 1 there. One
// thread.
class LammpsSystem {
 public:
  // `tilted`: the box is to be sheared. INVALID_ARGUMENT, with LAMMPS' words,
  // if it does not take the state or the potential; errors as
  // LammpsLibrary::Open.
  static absl::StatusOr<LammpsSystem> Make(const Interaction& interaction,
                                           const md::State& state, bool tilted,
                                           int ranks);

  LammpsLibrary& library() { return *library_; }

  // Writes LAMMPS' box, positions, velocities and images into `state`, whose
  // other fields stay.
  absl::Status Read(md::State* state);

  // Forces of the last step [N, eV/Å].
  absl::StatusOr<std::vector<md::Vec3>> Forces();

  // Pressure times volume in eV for 1 bar Å³: LAMMPS' own constant.
  absl::StatusOr<double> EvPerBarCubicAngstrom();

 private:
  explicit LammpsSystem(std::unique_ptr<LammpsLibrary> library)
      : library_(std::move(library)) {}

  absl::Status PutAtoms(const md::State& state);

  std::unique_ptr<LammpsLibrary> library_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_SYSTEM_H_
