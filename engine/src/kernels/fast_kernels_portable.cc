#include "engine/src/kernels/fast_vector_portable.h"

// After the vectors that it is written in.
#include "engine/src/kernels/fast_kernels_body.h"

namespace lehr::md {

extern const FastKernels kPortableFastKernels;
const FastKernels kPortableFastKernels = {"portable", Pick, AddDensitiesInBox,
                                          AddForcesInBox, AddEnergiesInBox};

}  // namespace lehr::md
