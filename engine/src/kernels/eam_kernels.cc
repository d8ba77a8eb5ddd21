#include "engine/src/kernels/eam_kernels.h"

#include <array>
#include <cstddef>
#include <span>

namespace lehr::md {

extern const EamKernels kPortableEamKernels;
#ifdef LEHR_MD_X86
extern const EamKernels kAvx2EamKernels;
extern const EamKernels kAvx512EamKernels;
#endif

namespace {

struct Usable {
  std::array<const EamKernels*, 3> sets = {};
  std::size_t count = 0;
};

Usable FindUsable() {
  Usable usable;
#ifdef LEHR_MD_X86
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") != 0;
  if (avx2 && __builtin_cpu_supports("avx512f") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 &&
      __builtin_cpu_supports("avx512vl") != 0) {
    usable.sets[usable.count++] = &kAvx512EamKernels;
  }
  if (avx2) usable.sets[usable.count++] = &kAvx2EamKernels;
#endif
  usable.sets[usable.count++] = &kPortableEamKernels;
  return usable;
}

}  // namespace

std::span<const EamKernels* const> UsableEamKernels() {
  static const Usable usable = FindUsable();
  return std::span(usable.sets).first(usable.count);
}

}  // namespace lehr::md
