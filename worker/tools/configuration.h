#ifndef LEHR_WORKER_TOOLS_CONFIGURATION_H_
#define LEHR_WORKER_TOOLS_CONFIGURATION_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/state.h"
#include "worker/tools/potential_source.h"

namespace lehr::worker {

// Files that hold a configuration.
enum class ConfigurationFormat {
  kState,   // Lehr's own: .state
  kLammps,  // LAMMPS data file, atom style atomic, units metal: .data, .lmp
  kXyz,     // extended XYZ: .xyz, .extxyz
  kDump,    // LAMMPS dump, only written: .dump, .lammpstrj
};

// The format that the name of a file to be written says. INVALID_ARGUMENT,
// naming those there are, if it says none.
absl::StatusOr<ConfigurationFormat> FormatOfName(
    const std::filesystem::path& path);

// Reads a configuration. A Lehr state is known by its first bytes, others by
// the file's name, or else by the first lines. `elements` are those of LAMMPS'
// atom types, in order; empty: as the file says, or else those of `potential`
// with these masses. Masses that the file does not have come from `potential`,
// which may be null. NOT_FOUND; INVALID_ARGUMENT, with file and line; DATA_LOSS
// for a damaged state.
absl::StatusOr<md::State> ReadConfiguration(
    const std::filesystem::path& path, const std::vector<std::string>& elements,
    const PotentialSource* potential);

// Whether files of this format have columns beside positions and velocities.
bool HasColumns(ConfigurationFormat format);

// The content of a file with this state, or of one frame of it. Law variables
// are in kState only, `columns` where HasColumns; `frame` numbers it in kDump.
std::string EncodeConfiguration(
    const md::State& state, ConfigurationFormat format,
    std::span<const md::formats::AtomColumn> columns = {},
    std::int64_t frame = 0);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_CONFIGURATION_H_
