#include "worker/host.h"

#include <sched.h>
#include <string>
#include <thread>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

TEST(HostTest, CountsTheCoresThatTheProcessMayUse) {
  ASSERT_GE(UsableCores(), 1);
  // In a thread of its own, so that the mask ends with it.
  std::thread([] {
    cpu_set_t mask;
    ASSERT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
    int first = 0;
    while (!CPU_ISSET(first, &mask)) ++first;
    CPU_ZERO(&mask);
    CPU_SET(first, &mask);
    ASSERT_EQ(sched_setaffinity(0, sizeof mask, &mask), 0);
    EXPECT_EQ(UsableCores(), 1);
  }).join();
}

TEST(HostTest, SaysWhatAServerWantsToKnow) {
  EXPECT_GT(MemoryBytes(), 0);
  EXPECT_THAT(InstructionSet(), testing::AnyOf("avx512", "avx2", "baseline"));
  // What Linux on x86 tells; other processors may have no name.
  if (InstructionSet() != "baseline") EXPECT_NE(Processor(), "");
  EXPECT_THAT(HostAndProcess(),
              testing::EndsWith(":" + std::to_string(getpid())));
}

}  // namespace
}  // namespace lehr::worker
