#include "tests/proto/plan/toy_execution.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "proto/plan/law_key.h"
#include "proto/plan/segment_key.h"
#include "server/core/resolve_work.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

std::size_t Position(int index) { return static_cast<std::size_t>(index); }

std::string Potential() { return std::string(32, 'p'); }

}  // namespace

ToyExecution::ToyExecution(const Plan& plan, ToyStore* store)
    : plan_(plan),
      store_(*store),
      ends_(plan.segments.size()),
      state_keys_(plan.segments.size()) {
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    by_key_[plan.segments[i].key] = static_cast<int>(i);
  }
}

void ToyExecution::RunInOrder() {
  for (int i = 0; i < static_cast<int>(ends_.size()); ++i) {
    Execute(i, plan_.segments[Position(i)].steps);
  }
}

void ToyExecution::RunInAnyOrder(std::mt19937_64* random) {
  std::vector<int> left(ends_.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = static_cast<int>(i);
  while (!left.empty()) {
    const std::size_t pick = (*random)() % left.size();
    const int segment = left[pick];
    if (!IsReady(segment)) continue;
    const std::int64_t steps = plan_.segments[Position(segment)].steps;
    const bool ends_early = (*random)() % 4 == 0 && steps > 1;
    const auto most = ends_early
                          ? static_cast<std::int64_t>(
                                (*random)() % static_cast<unsigned>(steps))
                          : steps;
    if (!Execute(segment, most)) continue;
    left[pick] = left.back();
    left.pop_back();
  }
}

bool ToyExecution::IsReady(int index) const {
  const PlannedSegment& segment = plan_.segments[Position(index)];
  const auto is_done = [this](int i) {
    return i < 0 || !state_keys_[Position(i)].empty();
  };
  return is_done(segment.parent) &&
         std::all_of(segment.references.begin(), segment.references.end(),
                     is_done);
}

v1::Work ToyExecution::Resolved(const PlannedSegment& segment) const {
  const absl::StatusOr<v1::Work> work = server::ResolveWork(
      segment.work, [this](const v1::MeasuredReference& reference) {
        return ToyObservable(end(by_key_.at(reference.segment_key())),
                             reference.observable());
      });
  EXPECT_OK(work);
  return work.ok() ? *work : v1::Work();
}

bool ToyExecution::Execute(int index, std::int64_t most_steps) {
  const PlannedSegment& segment = plan_.segments[Position(index)];
  const v1::Work work = Resolved(segment);
  const std::string parent_key =
      segment.parent < 0 ? "" : state_keys_[Position(segment.parent)];
  const ToyState start = segment.parent < 0 ? kToyNothing : end(segment.parent);
  const std::string key = SegmentKey(parent_key, Potential(), work);
  auto found = store_.ends.find(key);
  if (found == store_.ends.end()) {
    ToyState state = 0;
    if (work.advance().law().has_dynamics()) {
      state = Advance(segment, work, parent_key, start, most_steps);
      if (most_steps < segment.steps) return false;
    } else {
      state = Run(start, work, segment.steps, {});
      atom_steps_ += segment.atoms * segment.steps;
    }
    found = store_.ends.emplace(key, state).first;
  }
  ends_[Position(index)] = found->second;
  state_keys_[Position(index)] = key;
  return true;
}

ToyState ToyExecution::Advance(const PlannedSegment& segment,
                               const v1::Work& work,
                               const std::string& parent_key, ToyState start,
                               std::int64_t most_steps) {
  std::map<std::int64_t, ToyState>& on_the_way =
      store_.on_the_way[LawKey(parent_key, Potential(), work)];
  std::int64_t done = 0;
  ToyState state = BeginLaw(start, work.advance().law());
  const auto head = on_the_way.upper_bound(segment.steps);
  if (head != on_the_way.begin()) {
    done = std::prev(head)->first;
    state = std::prev(head)->second;
  }
  const std::int64_t steps = std::max(done, most_steps);
  state = Continue(state, done, steps, {});
  atom_steps_ += segment.atoms * (steps - done);
  on_the_way[steps] = state;
  return state;
}

}  // namespace lehr::plan
