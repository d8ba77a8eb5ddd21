#ifndef LEHR_MD_FORMATS_EXTENDED_XYZ_H_
#define LEHR_MD_FORMATS_EXTENDED_XYZ_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::formats {

// An AtomColumn is a quantity with `width` numbers an atom, to be written
// beside the positions: "forces", 3, {fx0, fy0, fz0, fx1, ...}. ASE takes
// "forces" [eV/Å] and "energies" [eV] for results of a calculator; OVITO knows
// "forces", and shows others under their names.
struct AtomColumn {
  std::string name;
  int width = 1;
  std::vector<double> values;  // [N × width]
};

// Reads the first frame of an extended XYZ file: Lattice (orthogonal or with
// the tilts of Box), pbc, and Properties with species and pos; also velo
// [Å/ps], masses (or mass) [amu] and map_shift (images), if they are there;
// other columns are passed over. Elements are numbered in alphabetic order;
// where there are no masses they stay 0: the potential's file has them.
// INVALID_ARGUMENT, naming file and line, also if atoms of one element have
// several masses.
absl::StatusOr<State> ReadExtendedXyz(std::string_view text,
                                      std::string_view name);

// The state as one frame: id, species, pos, velo, masses, map_shift and
// `columns`; reads back to the same numbers, bit for bit. `comment` is added to
// the comment line: "energy=-3786.58" is what ASE takes for the total energy
// [eV]. What belongs to a law (thermostat, barostat, its step) is not in it.
//
// The names are those under which OVITO (3.x, XYZ reader) and ASE (3.22,
// ase.io.extxyz) know the quantities; velo is in Å/ps, to which OVITO does
// nothing, and which ASE keeps as an array of that name, not as momenta in its
// own unit of time.
std::string WriteExtendedXyz(const State& state,
                             std::span<const AtomColumn> columns,
                             std::string_view comment = "");

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_EXTENDED_XYZ_H_
