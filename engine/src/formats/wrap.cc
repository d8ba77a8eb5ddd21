#include "engine/src/formats/wrap.h"

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace lehr::md::formats {

void WrapIntoBox(State* state) {
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      if (!state->box.periodic[a]) continue;
      const double length = state->box.lengths[a];
      double& x = state->atoms.positions[i][a];
      const double left = std::floor(x / length);
      x -= left * length;
      state->atoms.images[i][a] += static_cast<std::int32_t>(left);
      // Rounding may leave x at the upper face: the same place as the lower.
      if (x >= length || x < 0) {
        state->atoms.images[i][a] += x >= length ? 1 : 0;
        x = 0;
      }
    }
  }
}

}  // namespace lehr::md::formats
