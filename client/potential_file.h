#ifndef LEHR_CLIENT_POTENTIAL_FILE_H_
#define LEHR_CLIENT_POTENTIAL_FILE_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep.pb.h"

namespace lehr::client {

// Where Debian's lammps-data has its potentials.
inline constexpr char kSystemPotentials[] = "/usr/share/lammps/potentials";

// A PotentialFile is a setfl file and what its header says.
struct PotentialFile {
  std::filesystem::path path;
  std::string content;
  // Hash, name, elements, format and cutoff.
  v1::PotentialRef ref;
};

// The header of a setfl file: three lines of comment; the number of elements
// and their symbols; "Nrho drho Nr dr cutoff" [lengths in Å]. The layout
// follows from how many numbers come after it: with n elements and
// p = n(n+1)/2 pairs, eam/alloy has n (4 + Nrho + Nr) + p Nr of them, eam/fs
// n (4 + Nrho + n Nr) + p Nr (for one element they are the same: eam/alloy).
// INVALID_ARGUMENT, beginning with `name:line:`, if it is not so. The numbers
// themselves are the engine's to check.
absl::StatusOr<v1::PotentialRef> ParsePotential(std::string_view name,
                                                std::string_view content);

// Reads the file and its header. NOT_FOUND; INVALID_ARGUMENT.
absl::StatusOr<PotentialFile> ReadPotentialFile(
    const std::filesystem::path& path);

// The file that a sweep file in `folder` means by `name`: the path as given, or
// in `folder`, or in kSystemPotentials. Empty if none exists.
std::optional<std::filesystem::path> FindPotentialFile(
    const std::string& name, const std::filesystem::path& folder);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_POTENTIAL_FILE_H_
