#ifndef LEHR_PROTO_PLAN_PATH_WALKER_H_
#define LEHR_PROTO_PLAN_PATH_WALKER_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/planned_state.h"
#include "proto/plan/programme.h"
#include "proto/plan/segment_table.h"
#include "proto/plan/settings.h"
#include "proto/plan/stage_laws.h"
#include "proto/plan/stage_node.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// Most stages of a path, cycles unrolled.
inline constexpr std::int64_t kMaxPathStages = 100000;

// Most stages of all points together, where a shared one counts once for each
// point: some ten seconds of planning, and 4 bytes for each segment.
inline constexpr std::int64_t kMaxStagesOfPoints = 50000000;

// Most work of a sweep as written [atom-steps]; fits into an int64, and would
// keep a million fast cores busy for days.
inline constexpr std::int64_t kMaxAtomSteps = 1000000000000000000;

// A PointId says which point is meant. Combinations are indices into the grids
// of the sweep and of the treatment.
struct PointId {
  int treatment = 0;
  std::int64_t sweep_combination = 0;
  std::int64_t own_combination = 0;
  int replica = 0;
};

// PathWalker takes points through their stages. Where a point does the same as
// an earlier one it costs one look-up a stage.
class PathWalker {
 public:
  // All must outlive the walker.
  PathWalker(const v1::SweepSpec& spec, const Programme& programme,
             const Settings& settings, SegmentTable* segments,
             Violations* violations);

  // Has points begin at `start` (its replica is the point's) and not before
  // `create`. Before the first Walk.
  void StartFrom(const PlannedState& start) { start_ = start; }

  // The segments of a point, parents first, each once.
  std::vector<int> Walk(const PointId& point);

  // Whether something was so large that planning has to stop; that is among the
  // violations, and what Walk returns means nothing.
  bool stopped() const { return stopped_; }

  // Work of all points walked, each on its own.
  std::int64_t atom_steps() const { return atom_steps_; }

 private:
  // A state on the way, and how it was reached.
  struct Node {
    int previous = -1;
    PlannedState state;
    std::vector<int> segments;    // of the stage that led to it
    std::int64_t atom_steps = 0;  // of the path to it
  };

  // A point on its way.
  struct Traveller {
    PointId id;
    const TreatmentProgramme* treatment;
    std::vector<double> values;       // of all parameters
    std::vector<LawNumber> measured;  // by entry of the ReferenceTable
    std::int64_t stages = 0;          // so far
    int node = 0;                     // where it is
  };

  // Where stages stand, for labels: "outer/name" or "outer/cycle 3".
  struct Place {
    const Place* outer;
    std::string_view name;
    std::int64_t cycle;  // 0: `name`

    std::string ToString() const;
  };

  // The last state of a point.
  int LastNode(const PointId& point);
  // The state before the first stage.
  int FirstNode(int replica);
  void Follow(const std::vector<StageNode>& stages, const Place& place,
              Traveller* traveller);
  void FollowCycle(const StageNode& node, const Place& place,
                   Traveller* traveller);
  void FollowBranch(const StageNode& node, const Place& place,
                    Traveller* traveller);
  void Step(const StageNode& node, const Place& place, Traveller* traveller);
  // The state after `node`, when it is visited for the first time.
  int Visit(const StageNode& node, const Place& place,
            const Traveller& traveller);
  // What tells steps from a state apart: state, stage and its numbers.
  std::string StepKey(const StageNode& node, const Traveller& traveller) const;
  // The measurement that entry `reference` means for a point.
  LawNumber FindMeasured(int reference, const PointId& point);
  // Takes out segments that measure again what was measured in this state.
  void DropRepeated(const Node& node, std::vector<int>* segments) const;
  PointView ViewOf(const Traveller& traveller) const;
  // Where a sweep that is too large could be made smaller.
  void Stop(const std::string& message);

  const Node& node(int index) const {
    return nodes_[static_cast<std::size_t>(index)];
  }

  const Programme& programme_;
  SegmentTable& segments_;
  Violations& violations_;
  StageLaws laws_;
  PlannedState start_;
  std::deque<Node> nodes_;
  // StepKey (or the ends of a branch) to state after.
  absl::flat_hash_map<std::string, int> steps_;
  std::unordered_map<int, int> first_nodes_;        // by replica
  std::unordered_map<std::int64_t, int> referred_;  // last nodes, by point
  std::int64_t stages_ = 0;                         // of all points
  std::int64_t atom_steps_ = 0;
  bool stopped_ = false;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_PATH_WALKER_H_
