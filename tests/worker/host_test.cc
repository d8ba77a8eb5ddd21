#include "worker/host.h"

#include <string>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

TEST(HostTest, SaysWhatAServerWantsToKnow) {
  EXPECT_GT(MemoryBytes(), 0);
  EXPECT_THAT(InstructionSet(), testing::AnyOf("avx512", "avx2", "baseline"));
  // What Linux on x86 tells; other processors may have no name.
  if (InstructionSet() != "baseline") {
    EXPECT_NE(Processor(), "");
  }
  EXPECT_THAT(HostAndProcess(),
              testing::EndsWith(":" + std::to_string(getpid())));
}

}  // namespace
}  // namespace lehr::worker
