#ifndef LEHR_WORKER_LAMMPS_LAMMPS_HOST_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_HOST_H_

#include "worker/lammps/lammps_call.pb.h"

namespace lehr::worker {

// A LammpsHost is where instances of LAMMPS are: in this process, or in MPI
// ranks. One thread.
class LammpsHost {
 public:
  virtual ~LammpsHost() = default;

  // Makes a call. Once a call of an instance has failed with OUT_OF_RANGE or
  // INTERNAL, the instance is broken: each call returns the error again.
  virtual wire::LammpsAnswer Make(const wire::LammpsCall& call) = 0;
};

// Of this process, with that many MPI ranks: 1, which is this process, or more,
// which are processes of their own and are started when they are first needed.
// The number stays as it was at the first call; INTERNAL answers otherwise.
LammpsHost& HostOfProcess(int ranks);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_HOST_H_
