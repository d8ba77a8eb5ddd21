// What the tree of a plan promises, on an engine whose states are hashes of
// all that led to them: random sweeps with fixed seeds.

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "proto/plan/plan.h"
#include "server/core/resolve_work.h"
#include "tests/proto/plan/random_sweeps.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/proto/plan/toy_engine.h"
#include "tests/proto/plan/toy_execution.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

std::size_t Position(int index) { return static_cast<std::size_t>(index); }

// A random sweep with long steps, which a toy engine does not mind and which
// make its paths short, and its plan.
struct Tree {
  explicit Tree(int seed)
      : random(static_cast<std::uint64_t>(seed)), spec(RandomSweep(&random)) {
    constexpr double kTimeStepFs = 20;
    spec.mutable_settings()->set_time_step_fs(kTimeStepFs);
    plan = PlanOf(spec);
  }

  static Plan PlanOf(const v1::SweepSpec& spec) {
    absl::StatusOr<Plan> plan = MakePlan(spec);
    EXPECT_OK(plan) << spec.DebugString();
    return plan.ok() ? *std::move(plan) : Plan{};
  }

  std::mt19937_64 random;
  v1::SweepSpec spec;
  Plan plan;
};

// States on all paths, each with its atoms.
using Seen = std::unordered_map<ToyState, std::int64_t>;

// What the segments of a point end with, when the point is planned alone and
// each piece of work is done from its beginning: nothing is shared, and no key
// is looked at but to find what a law refers to. Adds to `seen`, if not null,
// the state after each step.
std::vector<ToyState> EndsAlone(const v1::SweepSpec& spec,
                                const PlannedPoint& point, Seen* seen) {
  const Plan alone = Tree::PlanOf(OnlyPoint(spec, point));
  std::map<std::string, ToyState> results;
  std::vector<ToyState> ends;
  std::set<int> own;
  for (const PlannedPoint& other : alone.points) {
    if (other.treatment != point.treatment || other.replica != point.replica) {
      continue;
    }
    own.insert(other.segments.begin(), other.segments.end());
  }
  std::vector<ToyState> own_ends;
  for (std::size_t i = 0; i < alone.segments.size(); ++i) {
    const PlannedSegment& segment = alone.segments[i];
    const auto work = server::ResolveWork(
        segment.work, [&results](const v1::MeasuredReference& reference) {
          return ToyObservable(results.at(reference.segment_key()),
                               reference.observable());
        });
    EXPECT_OK(work);
    const bool is_own = own.contains(static_cast<int>(i));
    ToySeen note;
    if (seen != nullptr && is_own) {
      note = [seen, &segment](ToyState state) {
        (*seen)[state] = segment.atoms;
      };
    }
    const ToyState start =
        segment.parent < 0 ? kToyNothing : ends[Position(segment.parent)];
    ends.push_back(Run(start, *work, segment.steps, note));
    results[segment.key] = ends.back();
    if (is_own) own_ends.push_back(ends.back());
  }
  return own_ends;
}

// What the point's segments ended with in an execution of the whole plan.
std::multiset<ToyState> EndsOf(const PlannedPoint& point,
                               const ToyExecution& execution) {
  std::multiset<ToyState> ends;
  for (const int segment : point.segments) {
    ends.insert(execution.end(segment));
  }
  return ends;
}

constexpr int kBlocks = 10;

class PlanExecutionTest : public testing::TestWithParam<int> {
 protected:
  // Seeds of the sweeps of this block.
  std::vector<int> Seeds(int count) const {
    std::vector<int> seeds(Position(count));
    for (int i = 0; i < count; ++i)
      seeds[Position(i)] = i * kBlocks + GetParam();
    return seeds;
  }
};

// One store for all sweeps of a block: what one has computed the next may take,
// whether it is right or not.
TEST_P(PlanExecutionTest, InAnyOrderAPointEndsAsAloneFromScratch) {
  constexpr int kTrees = 200;
  constexpr int kPointsOfEach = 2;
  ToyStore store;
  for (const int seed : Seeds(kTrees)) {
    SCOPED_TRACE(seed);
    Tree tree(seed);
    ToyExecution execution(tree.plan, &store);
    execution.RunInAnyOrder(&tree.random);
    for (int k = 0; k < kPointsOfEach; ++k) {
      const PlannedPoint& point =
          tree.plan.points[tree.random() % tree.plan.points.size()];
      const std::vector<ToyState> alone = EndsAlone(tree.spec, point, nullptr);
      ASSERT_EQ(EndsOf(point, execution),
                std::multiset<ToyState>(alone.begin(), alone.end()));
    }
  }
}

TEST_P(PlanExecutionTest, WorkDoneIsTheUnionOfAllSteps) {
  constexpr int kTrees = 8;
  for (const int seed : Seeds(kTrees)) {
    SCOPED_TRACE(seed);
    const Tree tree(seed);
    Seen seen;
    for (const PlannedPoint& point : tree.plan.points) {
      EndsAlone(tree.spec, point, &seen);
    }
    std::int64_t united = 0;
    for (const auto& [state, atoms] : seen) united += atoms;
    ToyStore store;
    ToyExecution execution(tree.plan, &store);
    execution.RunInOrder();
    EXPECT_EQ(execution.atom_steps(), united);
    EXPECT_EQ(SharedAtomSteps(tree.plan), united);
  }
}

// Histories are hashes of the works one after the other, as messages: they know
// nothing of the keys' encoding.
TEST_P(PlanExecutionTest, OneKeyIsOneHistoryAcrossSweeps) {
  constexpr int kTrees = 100;
  std::map<std::string, ToyState> by_key;
  std::map<ToyState, std::string> by_history;
  std::size_t segments = 0;
  for (const int seed : Seeds(kTrees)) {
    SCOPED_TRACE(seed);
    const Tree tree(seed);
    std::vector<ToyState> histories;
    for (const PlannedSegment& segment : tree.plan.segments) {
      const ToyState before = segment.parent < 0
                                  ? kToyNothing
                                  : histories[Position(segment.parent)];
      histories.push_back(Mix(before, segment.work.SerializeAsString()));
      const ToyState history = histories.back();
      EXPECT_EQ(by_key.emplace(segment.key, history).first->second, history);
      EXPECT_EQ(by_history.emplace(history, segment.key).first->second,
                segment.key);
      ++segments;
    }
  }
  // They had occasion to differ.
  EXPECT_LT(by_key.size(), segments);
}

INSTANTIATE_TEST_SUITE_P(Blocks, PlanExecutionTest, testing::Range(0, kBlocks));

}  // namespace
}  // namespace lehr::plan
