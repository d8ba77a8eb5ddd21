#ifndef LEHR_MD_SRC_CHOSEN_KERNELS_H_
#define LEHR_MD_SRC_CHOSEN_KERNELS_H_

#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/kernels/fast_kernels.h"

namespace lehr::md {

// The kernels of the instruction set in use (lehr/md/instruction_set.h).
const EamKernels& ChosenEamKernels();
const FastKernels& ChosenFastKernels();

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_CHOSEN_KERNELS_H_
