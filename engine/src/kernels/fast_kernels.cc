#include "engine/src/kernels/fast_kernels.h"

#include <array>
#include <cstddef>
#include <span>

namespace lehr::md {

extern const FastKernels kPortableFastKernels;
#ifdef LEHR_MD_X86
extern const FastKernels kAvx2FastKernels;
extern const FastKernels kAvx512FastKernels;
#endif

namespace {

struct Usable {
  std::array<const FastKernels*, 3> sets = {};
  std::size_t count = 0;
};

Usable FindUsable() {
  Usable usable;
#ifdef LEHR_MD_X86
  __builtin_cpu_init();
  const bool avx2 =
      __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  if (avx2 && __builtin_cpu_supports("avx512f") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 &&
      __builtin_cpu_supports("avx512vl") != 0) {
    usable.sets[usable.count++] = &kAvx512FastKernels;
  }
  if (avx2) usable.sets[usable.count++] = &kAvx2FastKernels;
#endif
  usable.sets[usable.count++] = &kPortableFastKernels;
  return usable;
}

}  // namespace

std::span<const FastKernels* const> UsableFastKernels() {
  static const Usable usable = FindUsable();
  return std::span(usable.sets).first(usable.count);
}

}  // namespace lehr::md
