#ifndef LEHR_WORKER_LAMMPS_RANKED_LAMMPS_H_
#define LEHR_WORKER_LAMMPS_RANKED_LAMMPS_H_

#include <sys/types.h>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "worker/lammps/lammps_host.h"
#include "worker/runner/message_stream.h"

namespace lehr::worker {

// RankedLammps has its instances in MPI ranks: `lehr-lammps-runner follow`, as
// many as asked for, started by `mpirun`, or by what LEHR_MPI_LAUNCHER says
// ("srun -n 64"). Rank 0, which has to be on this host, takes the calls over a
// socket. When the ranks end, whatever the reason, this process ends, too: for
// a worker that is the crash of its runner, with what MPI wrote as its log.
// When this process ends, so do the ranks.
class RankedLammps final : public LammpsHost {
 public:
  explicit RankedLammps(int ranks) : ranks_(ranks) {}
  ~RankedLammps() override;
  RankedLammps(const RankedLammps&) = delete;
  RankedLammps& operator=(const RankedLammps&) = delete;

  wire::LammpsAnswer Make(const wire::LammpsCall& call) override;

 private:
  absl::Status Start();

  const int ranks_;
  pid_t launcher_ = -1;
  int socket_ = -1;
  MessageReader reader_;
};

// What each of the ranks does: the first takes calls from the socket with this
// name until that ends, and all make them.
absl::Status FollowCalls(const std::string& socket);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_RANKED_LAMMPS_H_
