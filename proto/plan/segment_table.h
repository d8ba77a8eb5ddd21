#ifndef LEHR_PROTO_PLAN_SEGMENT_TABLE_H_
#define LEHR_PROTO_PLAN_SEGMENT_TABLE_H_

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "proto/plan/plan.h"

namespace lehr::plan {

// Most different segments that a sweep may have. One takes about 2 KiB while it
// is planned.
inline constexpr std::size_t kMaxSegments = 1000000;

// SegmentTable collects the segments of a plan, each once.
class SegmentTable {
 public:
  explicit SegmentTable(std::string potential_sha256);

  // Index of the segment with the work and the parent of `segment`; adds it if
  // there is none. Its key is set here; `label` is kept from the first.
  int Add(PlannedSegment segment);

  PlannedSegment& at(int index) {
    return segments_[static_cast<std::size_t>(index)];
  }
  const PlannedSegment& at(int index) const {
    return segments_[static_cast<std::size_t>(index)];
  }
  std::size_t size() const { return segments_.size(); }

  // Hands out the segments; the table is empty afterwards.
  std::vector<PlannedSegment> Take();

 private:
  std::string potential_sha256_;
  std::vector<PlannedSegment> segments_;
  std::unordered_map<std::string, int> by_key_;
};

// Finds for each segment the one that it continues, and reorders the plan so
// that this one stands before it. Otherwise the order stays.
void LinkContinuations(Plan* plan);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SEGMENT_TABLE_H_
