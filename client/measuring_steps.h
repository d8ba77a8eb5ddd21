#ifndef LEHR_CLIENT_MEASURING_STEPS_H_
#define LEHR_CLIENT_MEASURING_STEPS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "client/path_history.h"
#include "client/sweep_paths.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A MeasuringStep is a measuring segment on the path of a point. What it points
// to belongs to the SweepPaths and the answer that it was made of.
struct MeasuringStep {
  std::int64_t point = 0;
  const plan::PlannedPoint* of_point = nullptr;
  const plan::PlannedSegment* planned = nullptr;
  // Null if the server's answer does not have it.
  const v1::Segment* segment = nullptr;
  // The state that it measures.
  PathState state;
  // Those that are wanted.
  std::vector<const v1::Observable*> observables;
};

// A StepWish is which of them are wanted; what is empty does not matter.
struct StepWish {
  std::vector<std::string> measures;     // kinds: "energy"
  std::vector<std::string> observables;  // names: "potential_energy"
};

// MeasuringSteps is what a sweep measures, point by point in the order of the
// path, and of how many different segments the server's answer has no room for
// the whole segment, or for what it found out.
struct MeasuringSteps {
  std::vector<MeasuringStep> steps;
  int segments_left_out = 0;
  int observables_left_out = 0;
};

// The kinds of measures, as a sweep file names them.
std::vector<std::string> MeasureKinds();

// The steps that are meant. With names of observables those that have one, or
// are not done and may have one; INVALID_ARGUMENT if the sweep has found out
// things, but nothing of that name. FAILED_PRECONDITION if the sweep cannot be
// planned by this release.
absl::StatusOr<MeasuringSteps> ListMeasuringSteps(
    const v1::GetSweepResponse& sweep, const SweepPaths& paths,
    const StepWish& wish);

// What is missing because the sweep is large, as a line; empty if nothing is.
std::string LeftOutText(const MeasuringSteps& steps);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_MEASURING_STEPS_H_
