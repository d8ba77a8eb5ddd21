#ifndef LEHR_ENGINE_SRC_RELAXATION_H_
#define LEHR_ENGINE_SRC_RELAXATION_H_

#include <cstdint>
#include <functional>

#include <absl/status/status.h>

#include "engine/src/landscape.h"
#include "engine/src/lbfgs.h"

namespace lehr::md {

// No limit to the stress [bar]: for boxes that do not move.
inline constexpr double kNoStressGoal = 1e30;

// Where a relaxation ends.
struct RelaxationGoal {
  double force = 1e-3;            // largest |f_i| [eV/Å]
  double stress = kNoStressGoal;  // largest |σ_aa| of an edge that moves [bar]
  std::int64_t max_evaluations = 100000;
  // As MinimizeOptions::keep_going; gets the evaluations of the landscape.
  std::function<bool(std::int64_t)> keep_going = nullptr;
};

// Steps kept by the memory of a relaxation. On glasses of 864 atoms 40 save
// about 5 % of the evaluations, 10 cost as much; a step costs time too.
inline constexpr std::size_t kRelaxationMemory = 20;

// Goes down from `point` with limited-memory quasi-Newton steps until the goal
// is met: no atom moves by more than 0.1 Å at a time, so that it stays in the
// basin where it starts, and a step is kept if the energy falls or, where that
// is below the rounding of sums, if the slope along it does (the approximate
// Wolfe conditions of Hager and Zhang, SIAM J. Optim. 16, 170 (2005),
// doi:10.1137/030601880). CANCELLED by keep_going; DEADLINE_EXCEEDED, with what
// was reached, after max_evaluations or where rounding hides all ways down; the
// errors of the force field. `point` and `value` are the last good ones; for a
// minimum on a kink of the energy they are those of a GradientBundle's mean.
absl::Status Relax(const RelaxationGoal& goal, int threads,
                   Landscape* landscape, LbfgsMemory* memory,
                   Landscape::Point* point, Landscape::Value* value);

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_RELAXATION_H_
