#include "client/sweep_potential.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/potential_file.h"

namespace lehr::client {
namespace {

absl::Status Wrong(yaml::SweepFile& file, std::string message) {
  const std::string field = "material.potential";
  file.problems.push_back(
      {file.source_map.Find(field), field, std::move(message)});
  return absl::InvalidArgumentError(FormatProblems(file.path, file.problems));
}

absl::Status FromServer(ServerConnection& server, yaml::SweepFile& file) {
  const auto known = server.Potentials();
  if (!known.ok()) return known.status();
  std::vector<std::string> names;
  v1::PotentialRef* ref = file.spec.mutable_material()->mutable_potential();
  int found = 0;
  for (const v1::PotentialRef& potential : known->potentials()) {
    names.push_back(potential.name());
    if (potential.name() != file.potential) continue;
    ++found;
    *ref = potential;
  }
  if (found == 1) return absl::OkStatus();
  if (found > 1) {
    return Wrong(file, absl::StrFormat("expected one potential, found %d named "
                                       "\"%s\" on the server: give the path of "
                                       "the file",
                                       found, file.potential));
  }
  return Wrong(
      file,
      absl::StrFormat(
          "no file \"%s\" here, beside the sweep file or in %s, and the "
          "server has %s%s",
          file.potential, kSystemPotentials,
          names.empty() ? "no potentials"
                        : absl::StrCat("only ", absl::StrJoin(names, ", ")),
          file.potential == yaml::kDefaultPotential
              ? ": install it with `apt-get install lammps-data`"
              : ""));
}

}  // namespace

absl::Status SetPotential(ServerConnection& server, yaml::SweepFile& file) {
  const auto path = FindPotentialFile(
      file.potential, std::filesystem::path(file.path).parent_path());
  if (!path.has_value()) return FromServer(server, file);
  const auto potential = ReadPotentialFile(*path);
  if (!potential.ok())
    return Wrong(file, std::string(potential.status().message()));
  *file.spec.mutable_material()->mutable_potential() = potential->ref;
  return server.AddPotential(potential->ref, potential->content);
}

}  // namespace lehr::client
