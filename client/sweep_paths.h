#ifndef LEHR_CLIENT_SWEEP_PATHS_H_
#define LEHR_CLIENT_SWEEP_PATHS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"

namespace lehr::client {

// SweepPaths knows which points of a sweep pass through which of its segments.
// It plans the sweep again: segments have the same keys then.
class SweepPaths {
 public:
  // Without points if the spec cannot be planned, as one of another release.
  explicit SweepPaths(const v1::GetSweepResponse& sweep);

  // The plan, or why there is none.
  const absl::StatusOr<plan::Plan>& plan() const { return plan_; }

  // The position in sweep.segments() of a segment of the plan; -1 if it is not
  // there, as where the server's answer has no room for all.
  int PositionOf(int planned) const {
    return positions_[static_cast<std::size_t>(planned)];
  }

  std::int64_t points() const {
    return static_cast<std::int64_t>(segments_of_.size());
  }

  // Positions in sweep.segments() of a point's segments, parents first.
  const std::vector<int>& SegmentsOf(std::int64_t point) const {
    return segments_of_[static_cast<std::size_t>(point)];
  }

  // The points of the segment at this position: "0-3, 5".
  std::string PointsOf(int position) const;

 private:
  void FindPositions(const v1::GetSweepResponse& sweep);

  absl::StatusOr<plan::Plan> plan_;
  std::vector<int> positions_;                 // by segment of the plan
  std::vector<std::vector<int>> segments_of_;  // by point
  std::vector<std::vector<std::int64_t>> points_of_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SWEEP_PATHS_H_
