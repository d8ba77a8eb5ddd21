#ifndef LEHR_ENGINE_SRC_WRAP_H_
#define LEHR_ENGINE_SRC_WRAP_H_

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "lehr/md/box.h"
#include "lehr/md/vec3.h"

namespace lehr::md {

// Puts a coordinate x into [0, length) by whole lengths and returns how many
// were taken away.
inline std::int32_t WrapCoordinate(double length, double* x) {
  if (*x >= 0 && *x < length) return 0;
  const double turns = std::floor(*x / length);
  *x -= turns * length;
  auto count = static_cast<std::int32_t>(turns);
  // A quotient that was rounded to the other side of a whole number, and a
  // coordinate below zero by so little that adding a length gave the length.
  if (*x < 0) {
    *x += length;
    --count;
  }
  if (*x >= length) {
    *x = 0;
    ++count;
  }
  return count;
}

// Puts a position into the brick [0, L_x) × [0, L_y) × [0, L_z), along the
// periodic axes only, and counts the edges taken away in `image`. z goes first:
// in a sheared box its edge has parts along x and y, and that of y along x.
inline void WrapPosition(const Box& box, Vec3* position,
                         std::array<std::int32_t, 3>* image) {
  Vec3& r = *position;
  for (std::size_t k = 3; k-- > 0;) {
    if (!box.periodic[k]) continue;
    const std::int32_t turns = WrapCoordinate(box.lengths[k], &r[k]);
    if (turns == 0) continue;
    (*image)[k] += turns;
    if (k == 2) {
      r[1] -= turns * box.tilts[0];
      r[0] -= turns * box.tilts[1];
    } else if (k == 1) {
      r[0] -= turns * box.tilts[2];
    }
  }
}

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_WRAP_H_
