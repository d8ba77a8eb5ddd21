#include "worker/tools/configuration.h"

#include <array>
#include <string_view>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/state_file.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "worker/tools/lammps_dump.h"

namespace lehr::worker {
namespace {

constexpr std::string_view kStateMagic = "LEHRSTAT";

struct Extension {
  std::string_view name;
  ConfigurationFormat format;
};
constexpr std::array<Extension, 7> kExtensions = {{
    {".state", ConfigurationFormat::kState},
    {".data", ConfigurationFormat::kLammps},
    {".lmp", ConfigurationFormat::kLammps},
    {".xyz", ConfigurationFormat::kXyz},
    {".extxyz", ConfigurationFormat::kXyz},
    {".dump", ConfigurationFormat::kDump},
    {".lammpstrj", ConfigurationFormat::kDump},
}};

// By the first lines: XYZ begins with a number alone, and the header of a
// LAMMPS data file says "864 atoms" within its first lines.
absl::StatusOr<ConfigurationFormat> FormatOfText(const std::string& content,
                                                 const std::string& name) {
  const std::string head = content.substr(0, 2000);
  const std::size_t end = head.find('\n');
  const std::string first = head.substr(0, end);
  if (first.find_first_of("0123456789") != std::string::npos &&
      first.find_first_not_of("0123456789 \t\r") == std::string::npos) {
    return ConfigurationFormat::kXyz;
  }
  if (end != std::string::npos &&
      head.find(" atoms", end) != std::string::npos) {
    return ConfigurationFormat::kLammps;
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s:1: expected a Lehr state (\"%s\"), a LAMMPS data file or extended "
      "XYZ, found something else",
      name, kStateMagic));
}

absl::StatusOr<ConfigurationFormat> FormatOf(const std::string& content,
                                             const std::string& name) {
  if (content.starts_with(kStateMagic)) return ConfigurationFormat::kState;
  const auto by_name = FormatOfName(name);
  // A dump has no masses, and often not the elements.
  if (by_name.ok() && *by_name != ConfigurationFormat::kDump) return by_name;
  return FormatOfText(content, name);
}

void FillMasses(const PotentialSource& potential, md::State* state) {
  for (std::size_t k = 0; k < state->elements.size(); ++k) {
    if (state->masses[k] > 0) continue;
    for (const auto& element : potential.elements) {
      if (element.symbol == state->elements[k]) {
        state->masses[k] = element.mass;
      }
    }
  }
}

absl::StatusOr<md::State> Decode(const std::string& content,
                                 const std::string& name,
                                 const std::vector<std::string>& elements,
                                 const PotentialSource* potential) {
  const auto format = FormatOf(content, name);
  if (!format.ok()) return format.status();
  if (*format == ConfigurationFormat::kLammps) {
    const std::vector<md::formats::KnownElement> none;
    return md::formats::ReadLammpsData(
        content, name, elements,
        potential == nullptr ? none : potential->elements);
  }
  if (!elements.empty()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--elements: expected it for LAMMPS data files only; %s has its "
        "elements",
        name));
  }
  if (*format == ConfigurationFormat::kXyz) {
    return md::formats::ReadExtendedXyz(content, name);
  }
  auto state = md::DecodeState(content);
  if (!state.ok()) return Annotate(state.status(), name);
  return state;
}

}  // namespace

absl::StatusOr<ConfigurationFormat> FormatOfName(
    const std::filesystem::path& path) {
  std::string known;
  for (const Extension& extension : kExtensions) {
    if (path.extension() == extension.name) return extension.format;
    known += (known.empty() ? "" : ", ") + std::string(extension.name);
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected a name that ends in one of %s", path.string(), known));
}

absl::StatusOr<md::State> ReadConfiguration(
    const std::filesystem::path& path, const std::vector<std::string>& elements,
    const PotentialSource* potential) {
  const auto content = ReadFile(path);
  if (!content.ok()) return content.status();
  auto state = Decode(*content, path.string(), elements, potential);
  if (!state.ok()) return state.status();
  if (potential != nullptr) FillMasses(*potential, &*state);
  return state;
}

bool HasColumns(ConfigurationFormat format) {
  return format == ConfigurationFormat::kXyz ||
         format == ConfigurationFormat::kDump;
}

std::string EncodeConfiguration(
    const md::State& state, ConfigurationFormat format,
    std::span<const md::formats::AtomColumn> columns, std::int64_t frame) {
  switch (format) {
    case ConfigurationFormat::kLammps:
      return md::formats::WriteLammpsData(state);
    case ConfigurationFormat::kXyz:
      return md::formats::WriteExtendedXyz(state, columns);
    case ConfigurationFormat::kDump:
      return WriteLammpsDump(state, columns, frame);
    case ConfigurationFormat::kState:
      break;
  }
  return md::EncodeState(state);
}

}  // namespace lehr::worker
