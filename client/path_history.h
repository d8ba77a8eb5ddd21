#ifndef LEHR_CLIENT_PATH_HISTORY_H_
#define LEHR_CLIENT_PATH_HISTORY_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "proto/plan/plan.h"

namespace lehr::client {

// The ways in which a box is strained: along three axes, in three planes.
inline constexpr std::size_t kStrains = 6;

// "true_strain_y", "shear_strain_xy": what the strain of this number is called.
std::string_view StrainName(std::size_t strain);

// For people: "ε_y", "γ_xy".
std::string_view StrainSymbol(std::size_t strain);

// A PathState is what the plan alone knows of a state.
struct PathState {
  // Since the beginning of its path. Laws without time take none.
  double time_ps = 0;
  // Unset where the plan does not know it.
  std::array<std::optional<double>, kStrains> strain = {0, 0, 0, 0, 0, 0};
  // Whether its path has ever strained the box so.
  std::array<bool, kStrains> strained = {};
};

// PathHistory follows the laws of a plan from state to state. The strain of an
// axis is ln(L/L0), the true strain, where L0 is its length in the last state
// before it was strained. True strains of segments that follow each other add,
// whatever the measure in which each has its constant rate: with the rate e' a
// segment of the length t adds e' t where it is one of true strain, and
// ln(1 + e' t) where it is one of engineering strain, L = L0 (1 + e' t). Laws
// under which the axis keeps its length (fixed, atoms alone minimized,
// velocities drawn, boxes replicated, after which L0 is that of the larger box)
// add nothing. Where it follows a stress, or the box is relaxed, the length is
// known no more: the strain is unset until the axis is strained again, and
// counts from there; it is 0 before the first time. The strain of a plane is
// the tilt over the edge, γ = γ' t, which adds too; it is known until an axis
// follows a stress in a segment that does not shear.
class PathHistory {
 public:
  explicit PathHistory(const plan::Plan& plan);

  // The state in which a segment of the plan ends, for measurements the one
  // that is measured.
  const PathState& EndOf(int segment) const {
    return ends_[static_cast<std::size_t>(segment)];
  }

 private:
  std::vector<PathState> ends_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PATH_HISTORY_H_
