#ifndef LEHR_MD_SRC_FAST_FORCE_FIELD_H_
#define LEHR_MD_SRC_FAST_FORCE_FIELD_H_

#include <cstdint>
#include <memory>
#include <span>

#include "engine/src/eam_tables.h"
#include "engine/src/fast_tables.h"
#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/kernels/fast_kernels.h"
#include "lehr/md/potential.h"

namespace lehr::md {

// The force field of Precision::kFast on given sets of kernels. What its
// tables or sums do not reach (a pair too close, a force too large, a tilted
// box with a second image within the cutoff) it evaluates as the reference
// path does; that, too, depends on positions alone. All arguments but the last
// three must outlive it.
std::unique_ptr<ForceField> MakeFastForceField(
    const EamTables& tables, const FastTables& fast_tables,
    const EamKernels& kernels, const FastKernels& fast_kernels,
    std::span<const std::int32_t> species, int threads, double skin);

}  // namespace lehr::md

#endif  // LEHR_MD_SRC_FAST_FORCE_FIELD_H_
