#ifndef LEHR_WORKER_TOOLS_SNAPSHOT_SCENE_H_
#define LEHR_WORKER_TOOLS_SNAPSHOT_SCENE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"
#include "worker/picture/scene.h"
#include "worker/tools/atom_values.h"

namespace lehr::worker {

// Upper end of the color bar of η_Mises unless something else is said: some
// three times the mean at a tensile strain of 0.2, so that a shear band, of
// 0.5 and more, stands out.
inline constexpr double kMostStrain = 0.6;

// A Shot is one state of a picture.
struct Shot {
  std::string label;
  md::State state;
  AtomValues values;
};

// How a picture looks.
struct Look {
  Coloring coloring = Coloring::kStrain;
  // Ends of the color bar. Unset: 0 and kMostStrain, or of energies what one
  // atom in a hundred is below and above.
  std::optional<double> low = {};
  std::optional<double> high = {};
  std::vector<std::string> elements = {};  // those that have a color, in order
  std::size_t view_axis = 2;
  std::string title = {};
  int width = 1600;  // pixels, at most
};

// The elements that the shots have atoms of, in the order they come.
std::vector<std::string> ElementsIn(const std::vector<Shot>& shots);

// The picture of the shots side by side. Balls have the radii of
// md::analysis::DefaultRadii, and 1.4 Å where it lacks the element. Along z one
// looks at x to the right and y up, along x at y and z, along y at x and z.
// INVALID_ARGUMENT if the color bar does not rise.
absl::StatusOr<picture::Scene> SceneOf(const std::vector<Shot>& shots,
                                       const Look& look);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_SNAPSHOT_SCENE_H_
