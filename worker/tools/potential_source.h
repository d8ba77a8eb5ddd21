#ifndef LEHR_WORKER_TOOLS_POTENTIAL_SOURCE_H_
#define LEHR_WORKER_TOOLS_POTENTIAL_SOURCE_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/eam_potential.h"
#include "lehr/md/formats/lammps_data.h"

namespace lehr::worker {

// Where Debian's lammps-data has its potentials.
inline constexpr char kSystemPotentials[] = "/usr/share/lammps/potentials";

// A PotentialSource is a setfl file that was found and read.
struct PotentialSource {
  std::string path;
  std::string content;
  std::string sha256;  // 32 bytes
  // What the file has, with its masses, in its order.
  std::vector<md::formats::KnownElement> elements;
};

// Reads the file `name`: a path, or else a file in kSystemPotentials.
// NOT_FOUND, naming both places; INVALID_ARGUMENT, as path:line, if it is not
// setfl.
absl::StatusOr<PotentialSource> ReadPotential(const std::string& name);

// The potential for atoms of these elements. INVALID_ARGUMENT if the file lacks
// one.
absl::StatusOr<std::unique_ptr<md::EamPotential>> MakePotential(
    const PotentialSource& source, std::span<const std::string> elements);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_POTENTIAL_SOURCE_H_
