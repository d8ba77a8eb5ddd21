#ifndef LEHR_PROTO_PLAN_SEGMENT_TABLE_H_
#define LEHR_PROTO_PLAN_SEGMENT_TABLE_H_

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_set.h>

#include "proto/plan/plan.h"

namespace lehr::plan {

// Most different segments that a sweep may have: a million points with three of
// their own, and what they share. One takes about 2 KiB while it is planned.
inline constexpr std::size_t kMaxSegments = 4000000;

// SegmentTable collects the segments of a plan, each once.
class SegmentTable {
 public:
  explicit SegmentTable(std::string potential_sha256);
  SegmentTable(const SegmentTable&) = delete;
  SegmentTable& operator=(const SegmentTable&) = delete;

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
  using Segments = std::deque<PlannedSegment>;

  // Segments by their keys: what is kept is the index alone.
  struct KeyOf {
    using is_transparent = void;
    const Segments* segments;

    std::string_view operator()(std::string_view key) const { return key; }
    std::string_view operator()(int index) const {
      return (*segments)[static_cast<std::size_t>(index)].key;
    }
  };
  struct HashOfKey : KeyOf {
    // Keys are hashes: any 8 bytes are as good as all.
    std::size_t operator()(const auto& key) const;
  };
  struct SameKey : KeyOf {
    bool operator()(const auto& a, const auto& b) const {
      return KeyOf::operator()(a) == KeyOf::operator()(b);
    }
  };

  std::string potential_sha256_;
  Segments segments_;
  absl::flat_hash_set<int, HashOfKey, SameKey> by_key_;
};

// Finds for each segment the one that it continues, and reorders the plan so
// that this one stands before it. Otherwise the order stays.
void LinkContinuations(Plan* plan);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SEGMENT_TABLE_H_
