#ifndef LEHR_MD_FORMATS_LAMMPS_DATA_H_
#define LEHR_MD_FORMATS_LAMMPS_DATA_H_

#include <span>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::formats {

// Reads a LAMMPS data file of atom style "atomic" in metal units: header, box,
// Masses, Atoms (with images, if there are six to nine numbers a line) and
// Velocities. Atoms get the order of their ids. The box is moved so that it
// starts at 0, and atoms are wrapped into it. Atom type t has the element
// elements[t − 1]; if `elements` is empty, the comment of its line in Masses
// ("1 63.546 # Cu"), as WriteLammpsData writes it. `name` is for messages.
// INVALID_ARGUMENT, naming file and line, if something is missing, not a
// number, or of another atom style.
absl::StatusOr<State> ReadLammpsData(std::string_view text,
                                     std::string_view name,
                                     std::span<const std::string> elements);

// The state as such a file; reads back to the same numbers, bit for bit. What
// belongs to a law (thermostat, barostat, its step) is not in it.
std::string WriteLammpsData(const State& state);

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_LAMMPS_DATA_H_
