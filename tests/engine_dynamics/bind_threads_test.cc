#include "lehr/md/bind_threads.h"

#include <filesystem>
#include <sched.h>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::md {
namespace {

// Of a thread; 0 is the one that asks.
std::vector<int> CoresOf(pid_t thread) {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  EXPECT_EQ(sched_getaffinity(thread, sizeof mask, &mask), 0);
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &mask)) cores.push_back(core);
  }
  return cores;
}

// Of each thread of this process.
std::vector<std::vector<int>> CoresOfThreads() {
  std::vector<std::vector<int>> all;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/self/task")) {
    all.push_back(CoresOf(std::stoi(entry.path().filename().string())));
  }
  return all;
}

TEST(BindThreadsTest, EachThreadOfTheTeamHasItsCore) {
  // In a thread of its own, so that the masks end with it.
  std::thread([] {
    const std::vector<int> cores = CoresOf(0);
    if (cores.size() < 2) GTEST_SKIP() << "one core";
    ASSERT_TRUE(BindThreads(cores));
    EXPECT_THAT(CoresOf(0), testing::ElementsAre(cores[0]));
    const auto bound = CoresOfThreads();
    for (const int core : cores) {
      EXPECT_THAT(bound, testing::Contains(testing::ElementsAre(core)));
    }
    // The team stays, so it is the same threads that are bound anew.
    ASSERT_TRUE(BindThreads(cores));
    EXPECT_EQ(CoresOfThreads().size(), bound.size());
  }).join();
}

TEST(BindThreadsTest, SaysIfACoreCannotBeHad) {
  std::thread([] {
    EXPECT_FALSE(BindThreads(std::vector{CPU_SETSIZE - 1}));
  }).join();
}

}  // namespace
}  // namespace lehr::md
