#ifndef LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/vec3.h"
#include "worker/lammps/lammps_host.h"

namespace lehr::worker {

struct LammpsBox {
  md::Vec3 low = {};
  md::Vec3 high = {};
  md::Vec3 tilts = {};  // yz, xz, xy
};

// A LammpsLibrary is one instance of LAMMPS. Errors of LAMMPS have its words;
// after one the instance is broken (LammpsHost). One thread; there may be
// several instances.
class LammpsLibrary {
 public:
  // On so many MPI ranks. INTERNAL if LAMMPS does not start.
  static absl::StatusOr<std::unique_ptr<LammpsLibrary>> Open(int ranks);
  ~LammpsLibrary();
  LammpsLibrary(const LammpsLibrary&) = delete;
  LammpsLibrary& operator=(const LammpsLibrary&) = delete;

  // Executes a command of LAMMPS' input language. INVALID_ARGUMENT if it
  // refuses.
  absl::Status Command(const std::string& command);
  absl::Status Commands(const std::vector<std::string>& commands);
  // Executes one that runs. OUT_OF_RANGE, as from the calls below, if that ends
  // with an error.
  absl::Status Run(const std::string& command);

  // How many there are then.
  absl::StatusOr<double> CreateAtoms(wire::LammpsAtoms atoms);
  // Three numbers of each atom: "x", "v" or "f".
  absl::StatusOr<std::vector<double>> Gather(const std::string& name);
  absl::StatusOr<std::vector<std::int32_t>> GatherImages();
  // A keyword of LAMMPS' thermo output, as it is now.
  absl::StatusOr<double> Thermo(const std::string& keyword);
  // The vector of a fix.
  absl::StatusOr<std::vector<double>> Fix(const std::string& name, int count);
  // A number that LAMMPS calls so.
  absl::StatusOr<double> Global(const std::string& name);
  absl::StatusOr<LammpsBox> Box();

  // Name under which LAMMPS can read `content`, as long as this lives.
  absl::StatusOr<std::string> NameOfFile(const std::string& content);

 private:
  explicit LammpsLibrary(LammpsHost* host);
  absl::StatusOr<wire::LammpsAnswer> Make(wire::LammpsCall call);
  absl::StatusOr<std::vector<double>> Numbers(wire::LammpsCall call);
  absl::StatusOr<double> Number(wire::LammpsCall call);

  LammpsHost& host_;
  const int instance_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_
