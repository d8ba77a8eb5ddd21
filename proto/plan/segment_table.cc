#include "proto/plan/segment_table.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <tuple>
#include <utility>

#include "proto/plan/segment_key.h"

namespace lehr::plan {
namespace {

std::size_t Position(int index) { return static_cast<std::size_t>(index); }

// Segments of dynamics that start from the same state.
std::vector<std::vector<int>> Siblings(
    const std::vector<PlannedSegment>& segments) {
  std::vector<int> dynamics;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!segments[i].work.advance().law().has_dynamics()) continue;
    dynamics.push_back(static_cast<int>(i));
  }
  const auto parent = [&segments](int i) {
    return segments[Position(i)].parent;
  };
  std::stable_sort(dynamics.begin(), dynamics.end(),
                   [&](int a, int b) { return parent(a) < parent(b); });
  std::vector<std::vector<int>> result;
  for (auto from = dynamics.begin(); from != dynamics.end();) {
    const auto to = std::find_if(from, dynamics.end(), [&](int i) {
      return parent(i) != parent(*from);
    });
    if (to - from > 1) result.emplace_back(from, to);
    from = to;
  }
  return result;
}

// Has each of `siblings` continue the one with the same law and the most steps
// below its own.
void LinkSiblings(const std::vector<int>& siblings,
                  std::vector<PlannedSegment>* segments) {
  std::vector<std::tuple<std::string, std::int64_t, int>> by_law;
  for (const int i : siblings) {
    PlannedSegment& segment = (*segments)[Position(i)];
    // References stand for numbers here as they do in the key.
    segment.work.mutable_advance()->set_steps(0);
    by_law.emplace_back(EncodeSegment("", "", segment.work), segment.steps, i);
    segment.work.mutable_advance()->set_steps(segment.steps);
  }
  std::sort(by_law.begin(), by_law.end());
  for (std::size_t k = 1; k < by_law.size(); ++k) {
    const auto& [law, steps, index] = by_law[k];
    const auto& [law_before, steps_before, before] = by_law[k - 1];
    if (law == law_before) (*segments)[Position(index)].continues = before;
  }
}

// The segments in an order in which what a segment continues is before it.
std::vector<int> OrderOf(const std::vector<PlannedSegment>& segments) {
  std::vector<int> order;
  std::vector<bool> placed(segments.size());
  std::vector<int> chain;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    // What a segment continues has the same parent and references, which are
    // placed: they are before this one.
    for (int next = static_cast<int>(i); next >= 0 && !placed[Position(next)];
         next = segments[Position(next)].continues) {
      chain.push_back(next);
    }
    for (; !chain.empty(); chain.pop_back()) {
      placed[Position(chain.back())] = true;
      order.push_back(chain.back());
    }
  }
  return order;
}

void Renumber(const std::vector<int>& new_index, int* index) {
  if (*index >= 0) *index = new_index[Position(*index)];
}

}  // namespace

SegmentTable::SegmentTable(std::string potential_sha256)
    : potential_sha256_(std::move(potential_sha256)),
      by_key_(0, HashOfKey{{&segments_}}, SameKey{{&segments_}}) {}

std::size_t SegmentTable::HashOfKey::operator()(const auto& key) const {
  const std::string_view bytes = KeyOf::operator()(key);
  std::size_t hash = 0;
  std::memcpy(&hash, bytes.data(), std::min(sizeof(hash), bytes.size()));
  return hash;
}

int SegmentTable::Add(PlannedSegment segment) {
  segment.key = SegmentKey(
      segment.parent < 0 ? std::string_view() : at(segment.parent).key,
      potential_sha256_, segment.work);
  const auto found = by_key_.find(std::string_view(segment.key));
  if (found != by_key_.end()) return *found;
  const int next = static_cast<int>(segments_.size());
  segments_.push_back(std::move(segment));
  by_key_.insert(next);
  return next;
}

std::vector<PlannedSegment> SegmentTable::Take() {
  by_key_.clear();
  std::vector<PlannedSegment> segments(
      std::make_move_iterator(segments_.begin()),
      std::make_move_iterator(segments_.end()));
  segments_.clear();
  return segments;
}

void LinkContinuations(Plan* plan) {
  for (const std::vector<int>& siblings : Siblings(plan->segments)) {
    LinkSiblings(siblings, &plan->segments);
  }
  const std::vector<int> order = OrderOf(plan->segments);
  std::vector<int> new_index(order.size());
  std::vector<PlannedSegment> segments;
  segments.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    new_index[Position(order[i])] = static_cast<int>(i);
    segments.push_back(std::move(plan->segments[Position(order[i])]));
  }
  for (PlannedSegment& segment : segments) {
    Renumber(new_index, &segment.parent);
    Renumber(new_index, &segment.continues);
    for (int& reference : segment.references) Renumber(new_index, &reference);
  }
  for (PlannedPoint& point : plan->points) {
    for (int& segment : point.segments) Renumber(new_index, &segment);
  }
  plan->segments = std::move(segments);
}

}  // namespace lehr::plan
