#ifndef LEHR_MD_BOX_H_
#define LEHR_MD_BOX_H_

#include <array>

#include "lehr/md/vec3.h"

namespace lehr::md {

// Box is the simulation cell with edges (L_x, 0, 0), (t_xy, L_y, 0) and
// (t_xz, t_yz, L_z), orthogonal unless it was sheared. Dynamics keeps it as it
// is sheared; elastic constants shear it by small amounts. An axis that is not
// periodic has free surfaces: its length is kept for the record, atoms may be
// outside of [0, L), and no image is taken along it.
struct Box {
  // Edges [Å], positive.
  Vec3 lengths = {0, 0, 0};
  // Tilts t_yz, t_xz, t_xy [Å], each below half the edge that it shifts along.
  Vec3 tilts = {0, 0, 0};
  std::array<bool, 3> periodic = {true, true, true};

  // [Å³]
  double volume() const { return lengths[0] * lengths[1] * lengths[2]; }
};

}  // namespace lehr::md

#endif  // LEHR_MD_BOX_H_
