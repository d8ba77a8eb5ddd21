#ifndef LEHR_PROTO_PLAN_STAGE_LAWS_H_
#define LEHR_PROTO_PLAN_STAGE_LAWS_H_

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/evaluator.h"
#include "proto/plan/planned_state.h"
#include "proto/plan/segment_table.h"
#include "proto/plan/settings.h"
#include "proto/plan/stage_node.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// Most steps of a segment: 2 ms at 2 fs, years on any machine.
inline constexpr double kMaxSteps = 1e12;

// Force evaluations that a minimization takes, roughly: measured on glasses of
// 864 atoms from 300 K to 1e-3 eV/Å, 65 to 70.
inline constexpr std::int64_t kMinimizeEvaluations = 100;

// The same for elastic constants, one relaxation with the box and twelve small
// ones in strained boxes: 735 to 767.
inline constexpr std::int64_t kElasticEvaluations = 800;

// Largest force of an inherent structure [eV/Å]; the energy then is within 1e-6
// eV/atom of the minimum.
inline constexpr double kInherentForceTolerance = 1e-3;

// StageLaws turns stages into laws and measurements, with the numbers that they
// have in a point.
class StageLaws {
 public:
  // All must outlive it.
  StageLaws(const v1::SweepSpec& spec, const Settings& settings,
            SegmentTable* segments, Violations* violations)
      : spec_(spec),
        settings_(settings),
        segments_(*segments),
        violations_(*violations) {}

  // Adds the segments that `node`, which is not a cycle, needs from `state` on,
  // and moves `state` to its end. Returns their indices: none if the stage
  // takes no steps. `place` begins their labels.
  std::vector<int> Apply(const StageNode& node, const PointView& point,
                         std::string_view place, PlannedState* state);

 private:
  friend class StageVisitor;

  // A name that a `save` stage gave on one of the paths. Not that of the
  // segment, which other paths may have given one later; and there is none
  // where a given state is saved.
  struct SavedState {
    std::string name;
    int depth = 0;
    std::int64_t atoms = 0;
    std::array<bool, 3> free = {};
    int before = -1;  // the name before it on the path
  };

  const SavedState& SavedAt(int index) const {
    return saved_[static_cast<std::size_t>(index)];
  }

  const v1::SweepSpec& spec_;
  const Settings& settings_;
  SegmentTable& segments_;
  Violations& violations_;
  std::deque<SavedState> saved_;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STAGE_LAWS_H_
