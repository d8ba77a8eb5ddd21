#ifndef LEHR_MD_EAM_POTENTIAL_H_
#define LEHR_MD_EAM_POTENTIAL_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/potential.h"

namespace lehr::md {

// EamPotential is the embedded-atom model of a metal or alloy,
//   E = Σ_i F_a(ρ_i) + ½ Σ_i Σ_{j≠i} φ_ab(r_ij),
//   ρ_i = Σ_{j≠i} f_b(r_ij)      (eam/alloy)
//   ρ_i = Σ_{j≠i} f_{a←b}(r_ij)  (eam/fs: density from b at a site of a)
// with a, b the elements of i, j. Daw and Baskes, Phys. Rev. B 29, 6443 (1984),
// doi:10.1103/PhysRevB.29.6443; Finnis and Sinclair, Phil. Mag. A 50, 45
// (1984), doi:10.1080/01418618408244210. Functions are read from a setfl table
// and interpolated by cubic Hermite splines with LAMMPS' five-point knot
// slopes. Above the table F is continued with its last slope.
class EamPotential : public Potential {
 public:
  // Reads the content of a setfl file (eam/alloy or eam/fs, told apart by how
  // many numbers there are; eV, Å). `name` is for messages. `elements` are the
  // symbols that species index into. INVALID_ARGUMENT, naming file and line, if
  // it is not setfl or lacks one of `elements`.
  static absl::StatusOr<std::unique_ptr<EamPotential>> FromSetfl(
      std::string_view content, std::string_view name,
      std::span<const std::string> elements);

  // [species] masses of the file [amu].
  virtual std::vector<double> masses() const = 0;
};

}  // namespace lehr::md

#endif  // LEHR_MD_EAM_POTENTIAL_H_
