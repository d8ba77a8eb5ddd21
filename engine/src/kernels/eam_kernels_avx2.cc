#include "engine/src/kernels/vector_avx2.h"

// After the vectors that it is written in.
#include "engine/src/kernels/eam_kernels_body.h"

namespace lehr::md {

extern const EamKernels kAvx2EamKernels;
const EamKernels kAvx2EamKernels = {"avx2", FindRowInBox, AddDensitiesInBox,
                                    AddForcesInBox, AddPairEnergiesInBox};

}  // namespace lehr::md
