#include "worker/lammps/lammps_host.h"

#include <cstdlib>
#include <memory>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "worker/lammps/local_lammps.h"
#include "worker/lammps/ranked_lammps.h"

namespace lehr::worker {
namespace {

// Of a process that has another number of ranks.
class WrongHost final : public LammpsHost {
 public:
  wire::LammpsAnswer Make(const wire::LammpsCall&) override {
    wire::LammpsAnswer answer;
    answer.set_code(static_cast<int>(absl::StatusCode::kInternal));
    answer.set_message("lammps: the number of MPI ranks cannot change");
    return answer;
  }
};

std::unique_ptr<LammpsHost> MakeHost(int ranks) {
  if (ranks > 1) return std::make_unique<RankedLammps>(ranks);
  // This process alone is the world: Open MPI looks for no other, and makes no
  // folder in /tmp, which a killed runner would leave behind.
  setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
  return std::make_unique<LocalLammps>();
}

}  // namespace

LammpsHost& HostOfProcess(int ranks) {
  static const int first = ranks;
  static const std::unique_ptr<LammpsHost> host = MakeHost(ranks);
  static WrongHost wrong;
  return ranks == first ? *host : wrong;
}

}  // namespace lehr::worker
