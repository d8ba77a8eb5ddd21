#ifndef LEHR_PROTO_YAML_SWEEP_FILE_H_
#define LEHR_PROTO_YAML_SWEEP_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/v1/sweep.pb.h"
#include "proto/yaml/problems.h"
#include "proto/yaml/source_map.h"

namespace lehr::yaml {

// The potential of a sweep file that names none: Mendelev, Kramer, Ott,
// Sordelet, Yagodin and Popel, Philos. Mag. 89, 967 (2009),
// doi:10.1080/14786430902832773, as LAMMPS has it.
inline constexpr char kDefaultPotential[] = "CuZr_mm.eam.fs";

// A SweepFile is what was read from a sweep file (README.md).
struct SweepFile {
  // As it was named, for messages.
  std::string path;
  // The sweep. Its material.potential is not set: see potential_file.h.
  v1::SweepSpec spec;
  // `material.potential` as written, or the default.
  std::string potential = kDefaultPotential;
  // Where the fields of `spec` were given.
  SourceMap source_map;
  // What is wrong; the spec may be used only if this is empty.
  std::vector<Problem> problems;
};

// Reads the text of a sweep file. All that can be seen to be wrong without the
// server is in `problems`.
SweepFile ParseSweepFile(std::string_view path, const std::string& text);

// Reads a sweep file. INVALID_ARGUMENT if there is no such file or anything is
// wrong with it; the message has one line for each problem.
absl::StatusOr<SweepFile> ReadSweepFile(const std::filesystem::path& path);

// What the server finds wrong with the spec, at its place in the file: the
// SpecViolations in the detail of `status`. Empty if there is no such detail.
std::vector<Problem> ProblemsOf(const absl::Status& status,
                                const SweepFile& file);

// `status` with the places in the file instead of paths in the spec, if it has
// SpecViolations; as it is otherwise.
absl::Status WithPositions(const absl::Status& status, const SweepFile& file);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_SWEEP_FILE_H_
