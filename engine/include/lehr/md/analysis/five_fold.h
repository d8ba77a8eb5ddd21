#ifndef LEHR_MD_ANALYSIS_FIVE_FOLD_H_
#define LEHR_MD_ANALYSIS_FIVE_FOLD_H_

#include <vector>

#include "lehr/md/analysis/voronoi.h"

namespace lehr::md::analysis {

// Degree of five-fold symmetry of a cell,
//   f5 = n5 / (n3 + n4 + n5 + n6),
// and 0 if it has no such faces. Hu et al., Nat. Commun. 6, 8310 (2015),
// doi:10.1038/ncomms9310.
double FiveFoldOf(const VoronoiIndex& index);

// W = Σ_i P_i f5_i over all kinds i of cells, P_i their share: the average of
// f5 over the counted atoms. [species + 1]: of each element, then of all; 0
// where there are none.
std::vector<double> FiveFoldSymmetry(const Voronoi& voronoi);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_FIVE_FOLD_H_
