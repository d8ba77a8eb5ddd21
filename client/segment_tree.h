#ifndef LEHR_CLIENT_SEGMENT_TREE_H_
#define LEHR_CLIENT_SEGMENT_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A TreeSegment is what the drawings of a plan show of a segment, whether it is
// only planned or there.
struct TreeSegment {
  // Position of the one at whose end it begins: the shorter one that it
  // continues, or else the one that makes its start state; -1 if there is none.
  // Smaller than the own position.
  int above = -1;
  bool continues = false;       // it continues the one above
  std::int64_t segment_id = 0;  // 0: only planned
  std::string label;            // "sample/ramp to 300 K"
  v1::SegmentState state = v1::SEGMENT_STATE_WAITING;
  bool measurement = false;  // it leads to no state
  int points = 0;            // how many pass through it
  // Its own part of the way, without what `above` does [atom-steps, ps].
  std::int64_t atom_steps = 0;
  double begins_ps = 0;
  double lasts_ps = 0;
  // How much of it is done, from 0 to 1.
  double progress = 0;
  // Unset if unknown; of one that is there, the time that it has taken.
  std::optional<absl::Duration> time;
  std::vector<std::string> saved_as;
  // What it needs from measurements; MeasuredNumber.segment is a position in
  // the tree.
  std::vector<v1::MeasuredNumber> measured;
  std::string worker;
};

// A SegmentTree is a plan as a tree of physical time: where the paths of points
// part, segments part. What is above stands before.
struct SegmentTree {
  std::string name;  // of the sweep; may be empty
  std::vector<TreeSegment> segments;
};

// The tree of a plan, or of a sweep that has been submitted. Positions are
// those in the answer.
SegmentTree PlanTree(const v1::PlanSweepResponse& plan);
SegmentTree SweepTree(const v1::GetSweepResponse& sweep);

// Where a segment stands, for people: "waiting", "running 42 %", "done".
std::string StateText(const TreeSegment& segment);

// What a segment needs from measurements, each once: "stress of x, y 0.9 ×
// as_cast.yield_stress (3.38 GPa)". Without the bracket while it is unknown.
std::vector<std::string> MeasuredTexts(const SegmentTree& tree,
                                       const TreeSegment& segment);

// The positions that are directly below each segment, in order.
std::vector<std::vector<int>> ChildrenOf(const SegmentTree& tree);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SEGMENT_TREE_H_
