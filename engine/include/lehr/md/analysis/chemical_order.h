#ifndef LEHR_MD_ANALYSIS_CHEMICAL_ORDER_H_
#define LEHR_MD_ANALYSIS_CHEMICAL_ORDER_H_

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// Who is next to whom in the first shell. With Z_ab the mean number of atoms b
// around an atom a within the cutoff, Z_a = Σ_b Z_ab and c_b the concentration,
//   α_ab = 1 − Z_ab / (c_b Z_a):
// 0 without preference, below 0 where b is more often next to a than by chance.
// Where large atoms have more neighbors than small ones, α_ab and α_ba differ;
// with ⟨Z⟩ = Σ_a c_a Z_a for Z_a they are one number, in which size and
// preference are mixed.
// Cowley, Phys. Rev. 77, 669 (1950), doi:10.1103/PhysRev.77.669; Warren, X-ray
// Diffraction (1969), chapter 12.

struct ChemicalOrderOptions {
  // End of the first shell [Å], the first minimum of g(r) for example.
  double cutoff = 3.8;
  int threads = 1;
};

struct ChemicalOrder {
  double cutoff = 0;  // Å
  std::vector<std::string> elements;
  std::vector<double> concentrations;
  // [elements][elements] around the first, number of the second. 0 where an
  // element has no atoms.
  std::vector<std::vector<double>> coordination;  // Z_ab
  // α_ab; 0 where Z_a is.
  std::vector<std::vector<double>> warren_cowley;
  // The same with ⟨Z⟩: symmetric.
  std::vector<std::vector<double>> warren_cowley_of_mean;
};

// Slabs too; their surface atoms count with the neighbors they have. Same bits
// on any number of threads. INVALID_ARGUMENT for a cutoff beyond half an edge
// and options that make no sense.
absl::StatusOr<ChemicalOrder> AnalyzeChemicalOrder(
    const State& state, const ChemicalOrderOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_CHEMICAL_ORDER_H_
