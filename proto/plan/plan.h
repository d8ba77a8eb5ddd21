#ifndef LEHR_PROTO_PLAN_PLAN_H_
#define LEHR_PROTO_PLAN_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/v1/law.pb.h"
#include "lehr/v1/sweep.pb.h"

namespace lehr::plan {

// A PlannedSegment is one piece of work of a plan: identical work on the same
// way to the same state is one segment, whatever points pass through it.
struct PlannedSegment {
  // Identity, 32 bytes: SegmentKey of the parent's key and the work. Where the
  // work has numbers that wait for a measurement, their references stand in for
  // them.
  std::string key;
  // Index in Plan::segments of the segment that makes the start state; -1 if
  // the work makes its own. Smaller than the own index.
  int parent = -1;
  v1::Work work;
  // Index of the segment with the same parent and law and the most steps below
  // the own: its end state lies on the way, as a checkpoint after that many
  // steps. -1 if there is none. Smaller than the own index.
  int continues = -1;
  // Indices of the measuring segments whose observables `work` refers to; each
  // smaller than the own index.
  std::vector<int> references;
  // Atoms of the end state (measurements: of the start state).
  std::int64_t atoms = 0;
  // Steps; for minimizations and elastic constants an estimate of the force
  // evaluations, for measurements by dynamics all their steps.
  std::int64_t steps = 0;
  // Interval of the recording, for dynamics; else 0.
  std::int64_t record_steps = 0;
  // Where it stands in the first point that has it: "sample/ramp to 300 K",
  // "thermal_pressure/test/energy".
  std::string label;
  // Names that `save` stages give to its end state, each once.
  std::vector<std::string> saved_as;
  int points = 0;  // how many points pass through it
};

// A ParameterSetting is what a point has for a parameter.
struct ParameterSetting {
  std::string name;
  double value = 0;
};

// A PlannedPoint is one combination of values, and replica.
struct PlannedPoint {
  std::string treatment;
  std::vector<ParameterSetting> parameters;  // the sweep's first, in order
  int replica = 0;
  // Indices of all its segments, measurements included, parents first.
  std::vector<int> segments;
  // Index in Plan::points of the point to which its energy is compared: the
  // baseline treatment with the same sweep parameters and replica; -1 if there
  // is none, and for that point itself.
  int baseline = -1;
};

// A Plan is what a sweep amounts to: its points and the segments they need.
struct Plan {
  std::vector<PlannedSegment> segments;
  // Numbered in a fixed order: treatments as written, values of the first
  // parameter slowest, replicas fastest.
  std::vector<PlannedPoint> points;
  // Work if each point were run on its own [atom-steps].
  std::int64_t atom_steps_as_written = 0;
};

// Most points that a sweep may have.
inline constexpr std::int64_t kMaxPoints = 1000000;

// Work of the plan when each piece of each path is done once [atom-steps]: a
// segment that continues another has only the steps beyond it.
std::int64_t SharedAtomSteps(const Plan& plan);

// Expands a sweep. INVALID_ARGUMENT with a v1::SpecViolations detail
// (proto/support/rpc_status.h) that lists everything wrong, if anything is.
absl::StatusOr<Plan> MakePlan(const v1::SweepSpec& spec);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_PLAN_H_
