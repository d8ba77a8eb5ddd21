#include "engine/src/kernels/vector_portable.h"

// After the vectors that it is written in.
#include "engine/src/kernels/eam_kernels_body.h"

namespace lehr::md {

extern const EamKernels kPortableEamKernels;
const EamKernels kPortableEamKernels = {"portable", FindRowInBox,
                                        AddDensitiesInBox, AddForcesInBox,
                                        AddPairEnergiesInBox};

}  // namespace lehr::md
