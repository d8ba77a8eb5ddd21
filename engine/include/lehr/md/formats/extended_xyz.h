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
// beside the positions: "forces", 3, {fx0, fy0, fz0, fx1, ...}. OVITO and ASE
// know "forces" and "energies" by name.
struct AtomColumn {
  std::string name;
  int width = 1;
  std::vector<double> values;  // [N × width]
};

// Reads the first frame of an extended XYZ file: Lattice (orthogonal or with
// the tilts of Box), pbc, and Properties with species and pos, and velo [Å/ps]
// if it is there; other columns are passed over. Elements are numbered in
// alphabetic order; masses are not in such a file and stay 0: the potential's
// file has them. INVALID_ARGUMENT, naming file and line.
absl::StatusOr<State> ReadExtendedXyz(std::string_view text,
                                      std::string_view name);

// The state as one frame: id, species, pos, velo and `columns`.
std::string WriteExtendedXyz(const State& state,
                             std::span<const AtomColumn> columns);

}  // namespace lehr::md::formats

#endif  // LEHR_MD_FORMATS_EXTENDED_XYZ_H_
