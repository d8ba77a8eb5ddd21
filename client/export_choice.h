#ifndef LEHR_CLIENT_EXPORT_CHOICE_H_
#define LEHR_CLIENT_EXPORT_CHOICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "client/sweep_paths.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// What of a segment is wanted.
enum class ExportKind {
  kEndState,
  kFailedState,  // the last good one before it failed
  kCurve,
};

// An ExportWish is how a person says which segment is meant; what is unset does
// not matter.
struct ExportWish {
  ExportKind kind = ExportKind::kEndState;
  std::string state;  // the name that a `save` gave
  std::optional<std::int64_t> segment;
  std::optional<std::int64_t> point;

  bool names_nothing() const {
    return state.empty() && !segment.has_value() && !point.has_value();
  }
};

// The hash of what is wanted; empty if the segment does not have it (yet).
const std::string& ArtifactOf(const v1::Segment& segment, ExportKind kind);

// The position in sweep.segments() of the segment that is meant. A point alone
// means its last state. NOT_FOUND if there is none; FAILED_PRECONDITION if it
// does not have what is wanted yet; INVALID_ARGUMENT, with a table of them, if
// there are several.
absl::StatusOr<int> ChooseSegment(const v1::GetSweepResponse& sweep,
                                  const SweepPaths& paths,
                                  const ExportWish& wish);

// A table of the segments at these positions.
std::string ExportableText(const v1::GetSweepResponse& sweep,
                           const SweepPaths& paths,
                           const std::vector<int>& positions);

// Positions of all segments that have a state or a curve.
std::vector<int> ExportableSegments(const v1::GetSweepResponse& sweep);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_EXPORT_CHOICE_H_
