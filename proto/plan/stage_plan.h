#ifndef LEHR_PROTO_PLAN_STAGE_PLAN_H_
#define LEHR_PROTO_PLAN_STAGE_PLAN_H_

#include <array>
#include <cstdint>
#include <optional>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/plan.h"

namespace lehr::plan {

// A GivenState is what planning needs to know of a configuration that is there
// already.
struct GivenState {
  std::int64_t atoms = 0;
  // Axes with free surfaces.
  std::array<bool, 3> free = {false, false, false};
  // No atom moves: velocities are drawn before the first dynamics.
  bool at_rest = true;
  // What a stage without a temperature takes [K]; unset: the first has to name
  // one.
  std::optional<double> temperature = {};
};

// Plans the stages in `spec.sample`, with the settings, seed and potential's
// hash of `spec`, from a given state instead of from `create`: a plan of one
// point, whose segments are in the order in which they are to be done. Segments
// that start from the given state have the parent -1, and keys do not know
// which state it was. The box is taken to be without stress. INVALID_ARGUMENT
// as MakePlan, with fields "stages[0].hold.time_ps"; parameters and references
// are wrong, since there is nothing they could mean.
absl::StatusOr<Plan> PlanStages(const v1::SweepSpec& spec,
                                const GivenState& given);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STAGE_PLAN_H_
