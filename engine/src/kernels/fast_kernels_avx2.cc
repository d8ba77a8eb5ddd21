#include "engine/src/kernels/fast_vector_avx2.h"

// After the vectors that it is written in.
#include "engine/src/kernels/fast_kernels_body.h"

namespace lehr::md {

extern const FastKernels kAvx2FastKernels;
const FastKernels kAvx2FastKernels = {"avx2", Pick, AddDensitiesInBox,
                                      AddForcesInBox, AddEnergiesInBox};

}  // namespace lehr::md
