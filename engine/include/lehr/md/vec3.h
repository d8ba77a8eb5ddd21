#ifndef LEHR_MD_VEC3_H_
#define LEHR_MD_VEC3_H_

#include <array>

namespace lehr::md {

// One number per axis: x, y, z.
using Vec3 = std::array<double, 3>;

// A symmetric tensor: xx, yy, zz, yz, xz, xy (Voigt order).
using SymmetricTensor = std::array<double, 6>;

}  // namespace lehr::md

#endif  // LEHR_MD_VEC3_H_
