#ifndef LEHR_MD_SRC_SETFL_H_
#define LEHR_MD_SRC_SETFL_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace lehr::md {

// SetflTable is the content of a setfl file ("DYNAMO multi-element" format, as
// LAMMPS documents it under pair_style eam/alloy and eam/fs), in the file's
// order of elements. Row k of a function of distance is at r = k distance_step,
// of the embedding at ρ = k density_step.
struct SetflTable {
  // True for eam/fs: density(a, b) depends on both elements.
  bool finnis_sinclair = false;
  std::vector<std::string> elements;
  std::vector<double> masses;  // [element] amu
  double density_step = 0;
  double distance_step = 0;  // Å
  double cutoff = 0;         // Å
  // [element][Nrho] F, eV.
  std::vector<std::vector<double>> embedding;
  // [site a][source b][Nr] f_{a←b}: density at an atom of a from one of b.
  std::vector<std::vector<std::vector<double>>> density;
  // [a (a + 1) / 2 + b with a >= b][Nr] r φ_ab(r), eV Å.
  std::vector<std::vector<double>> pair;

  // Index of `pair` for elements a and b in either order.
  static std::size_t PairIndex(std::size_t a, std::size_t b) {
    return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
  }
};

// Reads the text of a setfl file: three comment lines; "N names"; "Nrho drho Nr
// dr cutoff", after which text is ignored; for each element a line "Z mass a
// lattice" and the tables F and f (eam/fs: N tables f_{1←b} ... f_{N←b} in the
// section of b); then r φ for the pairs (1,1), (2,1), (2,2), ... Which of the
// two formats it is follows from how many numbers the first section has.
// INVALID_ARGUMENT, beginning with "name:line:", if the text is not that.
absl::StatusOr<SetflTable> ReadSetfl(std::string_view content,
                                     std::string_view name);

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_SETFL_H_
