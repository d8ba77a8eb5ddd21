#ifndef LEHR_MD_FORMATS_LAMMPS_DATA_H_
#define LEHR_MD_FORMATS_LAMMPS_DATA_H_

#include <span>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::formats {

// A KnownElement is an element that atoms of this mass [amu] are taken for.
struct KnownElement {
  std::string symbol;
  double mass = 0;
};

// How far a mass may be from that of the element [amu]: tables of atomic masses
// and potential files differ by some 0.01, elements next to each other by 1 (Co
// and Ni by 0.24).
inline constexpr double kMassTolerance = 0.1;

// Reads a LAMMPS data file of atom style "atomic" in metal units: header, box,
// Masses, Atoms (with images, if there are six to nine numbers a line) and
// Velocities. Atoms get the order of their ids. The box is moved so that it
// starts at 0, and atoms are wrapped into it. Atom type t has the element
// elements[t − 1]; if `elements` is empty, the comment of its line in Masses
// ("1 63.546 # Cu"), as WriteLammpsData writes it; where there is none, the
// nearest of `known` within kMassTolerance. The box is taken to be periodic,
// unless the title ends with "boundary s p p" or the like (free surfaces along
// x), as WriteLammpsData writes it. `name` is for messages.
// INVALID_ARGUMENT, naming file and line, if something is missing, not a
// number, or of another atom style.
absl::StatusOr<State> ReadLammpsData(std::string_view text,
                                     std::string_view name,
                                     std::span<const std::string> elements,
                                     std::span<const KnownElement> known = {});

// The state as such a file; reads back to the same numbers, bit for bit, except
// that along an axis with free surfaces the box encloses all atoms with some
// room, since LAMMPS wants it so. Such a file is to be read with the `boundary`
// that its title says. What belongs to a law (thermostat, barostat, its step)
// is not in it.
std::string WriteLammpsData(const State& state);

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_LAMMPS_DATA_H_
