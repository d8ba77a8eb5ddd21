#include "engine/src/kernels/fast_vector_avx512.h"

// After the vectors that it is written in.
#include "engine/src/kernels/fast_kernels_body.h"

namespace lehr::md {

extern const FastKernels kAvx512FastKernels;
const FastKernels kAvx512FastKernels = {"avx512", Pick, AddDensitiesInBox,
                                        AddForcesInBox, AddEnergiesInBox};

}  // namespace lehr::md
