#include "server/core/time_estimate.h"

#include <algorithm>
#include <cstddef>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

// Tasks of so many seconds each, the longest way first.
double TimeOf(std::vector<PoolTask> tasks, const std::vector<double>& seconds,
              int workers) {
  for (std::size_t i = tasks.size(); i-- > 0;) {
    tasks[i].path += static_cast<std::int64_t>(seconds[i]);
    const auto extend = [&](int need) {
      if (need < 0) return;
      std::int64_t& path = tasks[static_cast<std::size_t>(need)].path;
      path = std::max(path, tasks[i].path);
    };
    extend(tasks[i].parent);
    extend(tasks[i].continues);
    for (const int need : tasks[i].references) extend(need);
  }
  return TimeOfPool(tasks, {seconds},
                    std::vector<int>(static_cast<std::size_t>(workers), 0));
}

TEST(TimeEstimateTest, OnePathTakesItsLengthOnAnyNumberOfWorkers) {
  const std::vector<PoolTask> path = {{}, {.parent = 0}, {.parent = 1}};
  EXPECT_DOUBLE_EQ(TimeOf(path, {5, 7, 11}, 1), 23);
  EXPECT_DOUBLE_EQ(TimeOf(path, {5, 7, 11}, 4), 23);
}

TEST(TimeEstimateTest, AStartThatAllShareIsNotDividedAmongWorkers) {
  // One sample of 10 s, then four treatments of 3 s on two workers: neither
  // (10 + 12)/2 nor the longest path, 13.
  const std::vector<PoolTask> tasks = {
      {}, {.parent = 0}, {.parent = 0}, {.parent = 0}, {.parent = 0}};
  EXPECT_DOUBLE_EQ(TimeOf(tasks, {10, 3, 3, 3, 3}, 2), 16);
}

TEST(TimeEstimateTest, TasksWaitForMeasurementsAndBeginnings) {
  // 1 measures 0's state; 2 needs the number, 3 continues 2.
  const std::vector<PoolTask> tasks = {{},
                                       {.parent = 0},
                                       {.parent = 0, .references = {1}},
                                       {.parent = 0, .continues = 2}};
  EXPECT_DOUBLE_EQ(TimeOf(tasks, {1, 2, 4, 8}, 3), 15);
}

TEST(TimeEstimateTest, WhatIsDoneTakesNoTimeAndHoldsNobodyUp) {
  const std::vector<PoolTask> tasks = {{.done = true}, {.parent = 0}};
  EXPECT_DOUBLE_EQ(TimeOf(tasks, {100, 2}, 1), 2);
  EXPECT_DOUBLE_EQ(TimeOf({}, {}, 1), 0);
}

TEST(TimeEstimateTest, WhatRunsIsNotPutOff) {
  // The worker has 1 already, although 0 has the longer way.
  const std::vector<PoolTask> tasks = {
      {.path = 9}, {.path = 1, .running = true}, {.parent = 1, .path = 0}};
  EXPECT_DOUBLE_EQ(TimeOfPool(tasks, {{5, 5, 5}}, {0, 0}), 10);
  EXPECT_DOUBLE_EQ(TimeOfPool(tasks, {{5, 5, 5}}, {0}), 15);
}

TEST(TimeEstimateTest, WorkersOfTwoKindsEachTakeTheirTime) {
  // Two lone tasks: the first worker is of kind 0, the second of kind 1.
  const std::vector<PoolTask> tasks = {{.path = 2}, {.path = 1}};
  EXPECT_DOUBLE_EQ(TimeOfPool(tasks, {{4, 4}, {1, 3}}, {0, 1}), 4);
}

TEST(TimeEstimateTest, LiesBetweenTheBoundsThatHoldForEveryOrder) {
  // Graham, SIAM J. Appl. Math. 17, 416 (1969), doi:10.1137/0117039: no list
  // schedule is longer than sum/m + (1 - 1/m) longest path; none can be shorter
  // than either.
  std::mt19937 random(20361);
  for (int tree = 0; tree < 200; ++tree) {
    std::vector<PoolTask> tasks;
    std::vector<double> seconds;
    std::vector<double> ends;  // of the longest path to each task
    double sum = 0;
    for (unsigned i = 0; i < 60; ++i) {
      const bool is_root = i == 0 || random() % 8 == 0;
      tasks.push_back(
          {.parent = is_root ? -1 : static_cast<int>(random() % i)});
      seconds.push_back(1 + static_cast<double>(random() % 20));
      sum += seconds.back();
      ends.push_back(
          seconds.back() +
          (tasks.back().parent < 0
               ? 0
               : ends[static_cast<std::size_t>(tasks.back().parent)]));
    }
    const double longest = *std::max_element(ends.begin(), ends.end());
    for (const int workers : {1, 2, 5}) {
      const double time = TimeOf(tasks, seconds, workers);
      EXPECT_GE(time, std::max(longest, sum / workers));
      EXPECT_LE(time, sum / workers + (1 - 1.0 / workers) * longest + 1e-9);
    }
  }
}

}  // namespace
}  // namespace lehr::server
