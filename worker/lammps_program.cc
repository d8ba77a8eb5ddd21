#include "worker/lammps_program.h"

#include <filesystem>
#include <system_error>

#include <absl/strings/str_format.h>

namespace lehr::worker {

absl::StatusOr<std::string> LammpsProgram() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto path = self.parent_path() / "lehr-lammps-runner";
  if (error || !std::filesystem::exists(path, error)) {
    return absl::NotFoundError(absl::StrFormat(
        "engine lammps: %s is not there: it is built where Debian's package "
        "liblammps-dev is installed (deploy/setup.sh)",
        path.string()));
  }
  return path.string();
}

}  // namespace lehr::worker
