#ifndef LEHR_MD_SRC_EAM_FORCE_FIELD_H_
#define LEHR_MD_SRC_EAM_FORCE_FIELD_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/src/eam_tables.h"
#include "engine/src/kernels/eam_kernels.h"
#include "lehr/md/potential.h"

namespace lehr::md {

// The force field of Potential::MakeForceField, on a given set of kernels.
// `tables` and `kernels` must outlive it.
std::unique_ptr<ForceField> MakeEamForceField(
    const EamTables& tables, const EamKernels& kernels,
    std::span<const std::int32_t> species, int threads, double skin);

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_EAM_FORCE_FIELD_H_
