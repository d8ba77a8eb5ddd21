#include "client/sweep_paths.h"

#include <unordered_map>

#include <absl/strings/str_cat.h>

namespace lehr::client {

SweepPaths::SweepPaths(const v1::GetSweepResponse& sweep)
    : plan_(plan::MakePlan(sweep.spec())),
      points_of_(static_cast<std::size_t>(sweep.segments_size())) {
  if (!plan_.ok()) return;
  FindPositions(sweep);
  for (const plan::PlannedPoint& point : plan_->points) {
    const auto number = static_cast<std::int64_t>(segments_of_.size());
    std::vector<int>& segments = segments_of_.emplace_back();
    for (const int planned : point.segments) {
      const int position = PositionOf(planned);
      if (position < 0) continue;
      segments.push_back(position);
      points_of_[static_cast<std::size_t>(position)].push_back(number);
    }
  }
}

void SweepPaths::FindPositions(const v1::GetSweepResponse& sweep) {
  std::unordered_map<std::string, int> by_key;
  for (int i = 0; i < sweep.segments_size(); ++i) {
    by_key[sweep.segments(i).key()] = i;
  }
  for (const plan::PlannedSegment& segment : plan_->segments) {
    const auto found = by_key.find(segment.key);
    positions_.push_back(found == by_key.end() ? -1 : found->second);
  }
}

std::string SweepPaths::PointsOf(int position) const {
  const auto& points = points_of_[static_cast<std::size_t>(position)];
  std::string text;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t last = i;
    while (last + 1 < points.size() && points[last + 1] == points[last] + 1) {
      ++last;
    }
    absl::StrAppend(&text, text.empty() ? "" : ", ", points[i]);
    if (last > i) absl::StrAppend(&text, "-", points[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace lehr::client
