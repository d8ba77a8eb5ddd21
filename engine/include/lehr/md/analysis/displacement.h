#ifndef LEHR_MD_ANALYSIS_DISPLACEMENT_H_
#define LEHR_MD_ANALYSIS_DISPLACEMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// How far atoms went between two states. With H the box and s = H⁻¹ r + image
// the path of an atom in units of the edges,
//   u_i = H (s_i − s_i,reference):
// what the box did affinely is taken off, and what is left is measured in the
// present box. Along an axis with free surfaces u is the plain difference. Then
// the motion of the centre of mass is taken off. MSD = ⟨|u_i|²⟩; 6 D t in a
// liquid: Einstein, Ann. Phys. 322, 549 (1905), doi:10.1002/andp.19053220806.

struct DisplacementOptions {
  int threads = 1;
};

struct MeanSquare {
  std::int64_t atoms = 0;
  Vec3 axes = {0, 0, 0};  // ⟨u_x²⟩, ⟨u_y²⟩, ⟨u_z²⟩ [Å²]
  double total() const { return axes[0] + axes[1] + axes[2]; }  // Å²
};

struct Displacement {
  std::vector<std::string> elements;
  MeanSquare all;
  std::vector<MeanSquare> of_element;  // [elements]
  // [N] |u_i| [Å]
  std::vector<double> distances;
  // Taken off [Å].
  Vec3 center_of_mass = {0, 0, 0};
};

// The way from `reference` to `state`, a later state of the same run: the
// images of both are counted from one start. Same bits on any number of
// threads. INVALID_ARGUMENT for a reference with other atoms or other free
// surfaces, or without masses or images.
absl::StatusOr<Displacement> AnalyzeDisplacement(
    const State& reference, const State& state,
    const DisplacementOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_DISPLACEMENT_H_
