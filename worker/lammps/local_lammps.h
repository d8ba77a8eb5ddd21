#ifndef LEHR_WORKER_LAMMPS_LOCAL_LAMMPS_H_
#define LEHR_WORKER_LAMMPS_LOCAL_LAMMPS_H_

#include <map>
#include <mpi.h>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "worker/lammps/lammps_host.h"

namespace lehr::worker {

// LocalLammps has instances of LAMMPS in this process, on all ranks of MPI's
// world, each of which makes the same calls. LAMMPS as Debian builds it ends
// the process on an error; here its calls of MPI_Abort and MPI_Finalize, with
// which it does so, become an error of the call that led there. What a broken
// instance had allocated stays lost. An error that one rank alone finds among
// several ends them all.
class LocalLammps final : public LammpsHost {
 public:
  // Starts MPI.
  LocalLammps();
  ~LocalLammps() override;
  LocalLammps(const LocalLammps&) = delete;
  LocalLammps& operator=(const LocalLammps&) = delete;

  wire::LammpsAnswer Make(const wire::LammpsCall& call) override;

  int rank() const { return rank_; }

 private:
  struct Instance {
    void* handle = nullptr;
    int log = -1;            // file in memory; rank 0 alone writes it
    std::vector<int> files;  // files in memory
    absl::Status broken = absl::OkStatus();
  };

  absl::Status Open(Instance* instance) const;
  static void Close(Instance* instance);

  int rank_ = 0;
  std::map<int, Instance> instances_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LOCAL_LAMMPS_H_
