#ifndef LEHR_MD_SRC_KERNELS_FAST_INTEGERS_H_
#define LEHR_MD_SRC_KERNELS_FAST_INTEGERS_H_

#include <cstdint>

// Sums of the fast path, modulo 2^32. Internal linkage: see eam_kernels.h.

// NOLINTBEGIN(misc-definitions-in-headers): one set for each file that includes
// this, on purpose.
namespace lehr::md {
namespace {

inline std::int32_t AddOf(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) +
                                   static_cast<std::uint32_t>(b));
}
inline std::int32_t DifferenceOf(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) -
                                   static_cast<std::uint32_t>(b));
}

}  // namespace
}  // namespace lehr::md
// NOLINTEND(misc-definitions-in-headers)

#endif  // LEHR_MD_SRC_KERNELS_FAST_INTEGERS_H_
