#ifndef LEHR_WORKER_LAMMPS_PROGRAM_H_
#define LEHR_WORKER_LAMMPS_PROGRAM_H_

#include <string>

#include <absl/status/statusor.h>

namespace lehr::worker {

// Path of lehr-lammps-runner, which alone links LAMMPS: it lies beside this
// program. NOT_FOUND if it is not there.
absl::StatusOr<std::string> LammpsProgram();

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_PROGRAM_H_
