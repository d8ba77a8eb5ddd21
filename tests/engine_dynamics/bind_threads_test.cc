#include "lehr/md/bind_threads.h"

#include <sched.h>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "engine/src/team.h"

namespace lehr::md {
namespace {

cpu_set_t Mask() {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  EXPECT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
  return mask;
}

std::vector<int> AllowedCores() {
  const cpu_set_t mask = Mask();
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (CPU_ISSET(core, &mask)) cores.push_back(core);
  }
  return cores;
}

TEST(BindThreadsTest, EachThreadOfTheTeamHasItsCore) {
  // In a thread of its own, so that the masks end with it.
  std::thread([] {
    const std::vector<int> cores = AllowedCores();
    const int threads = static_cast<int>(cores.size());
    ASSERT_TRUE(BindThreads(cores));
    std::vector<cpu_set_t> masks(cores.size());
    RunTeam(threads, [&](int member, int /*members*/) {
      masks[static_cast<std::size_t>(member)] = Mask();
    });
    for (std::size_t k = 0; k < cores.size(); ++k) {
      EXPECT_EQ(CPU_COUNT(&masks[k]), 1);
      EXPECT_TRUE(CPU_ISSET(cores[k], &masks[k])) << k;
    }
  }).join();
}

TEST(BindThreadsTest, SaysIfACoreCannotBeHad) {
  std::thread([] {
    EXPECT_FALSE(BindThreads(std::vector{CPU_SETSIZE - 1}));
  }).join();
}

}  // namespace
}  // namespace lehr::md
