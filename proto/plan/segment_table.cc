#include "proto/plan/segment_table.h"

#include <algorithm>
#include <utility>

#include "proto/plan/segment_key.h"

namespace lehr::plan {
namespace {

std::size_t Position(int index) { return static_cast<std::size_t>(index); }

// Segments of dynamics with the same parent and law, by rising steps.
std::vector<std::vector<int>> Continuations(
    const std::vector<PlannedSegment>& segments) {
  std::unordered_map<std::string, std::vector<int>> by_law;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (!segments[i].work.advance().law().has_dynamics()) continue;
    v1::Work law;
    *law.mutable_advance()->mutable_law() = segments[i].work.advance().law();
    const int parent = segments[i].parent;
    // References stand for numbers here as they do in the key.
    by_law[SegmentKey(parent < 0 ? "" : segments[Position(parent)].key, "",
                      law)]
        .push_back(static_cast<int>(i));
  }
  std::vector<std::vector<int>> result;
  for (auto& [key, members] : by_law) {
    if (members.size() < 2) continue;
    std::sort(members.begin(), members.end(), [&segments](int a, int b) {
      return segments[Position(a)].steps < segments[Position(b)].steps;
    });
    result.push_back(std::move(members));
  }
  return result;
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
    : potential_sha256_(std::move(potential_sha256)) {}

int SegmentTable::Add(PlannedSegment segment) {
  segment.key =
      SegmentKey(segment.parent < 0 ? std::string() : at(segment.parent).key,
                 potential_sha256_, segment.work);
  const int next = static_cast<int>(segments_.size());
  const auto [found, is_new] = by_key_.emplace(segment.key, next);
  if (is_new) segments_.push_back(std::move(segment));
  return found->second;
}

std::vector<PlannedSegment> SegmentTable::Take() {
  by_key_.clear();
  return std::exchange(segments_, {});
}

void LinkContinuations(Plan* plan) {
  for (const std::vector<int>& members : Continuations(plan->segments)) {
    for (std::size_t k = 1; k < members.size(); ++k) {
      plan->segments[Position(members[k])].continues = members[k - 1];
    }
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
