#include "engine/src/kernels/vector_avx512.h"

// After the vectors that it is written in.
#include "engine/src/kernels/eam_kernels_body.h"

namespace lehr::md {

extern const EamKernels kAvx512EamKernels;
const EamKernels kAvx512EamKernels = {"avx512", FindRowInBox, AddDensitiesInBox,
                                      AddForcesInBox, AddPairEnergiesInBox};

}  // namespace lehr::md
