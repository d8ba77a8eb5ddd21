// The world with two hundred seeds. `simulate --first S --seeds N` runs more of
// them, and one that fails here again.

#include "tests/server/simulation/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"

namespace lehr::server {
namespace {

constexpr int kSeeds = 200;
constexpr int kParts = 8;  // so that several cores have something to do

class WorldTest : public testing::TestWithParam<int> {
 protected:
  WorldTest() { SetLogThreshold(Severity::kError); }
  ~WorldTest() override { SetLogThreshold(Severity::kInfo); }
};

// A model stands beside every second one.
TEST_P(WorldTest, KeepsItsPromisesAndComesToAnEnd) {
  for (int i = 0; i < kSeeds / kParts; ++i) {
    const int seed = GetParam() * (kSeeds / kParts) + i;
    World world(static_cast<std::uint64_t>(seed), seed % 2 == 0);
    EXPECT_EQ(world.Run(), "")
        << "again: build/ci/tests/simulate --first " << seed << " --seeds 1";
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Parts, WorldTest, testing::Range(0, kParts));

TEST_F(WorldTest, OneSeedIsOneRun) {
  const auto trace = [](std::uint64_t seed) {
    World world(seed, false);
    EXPECT_EQ(world.Run(), "");
    return world.trace_hash();
  };
  EXPECT_EQ(trace(1), trace(1));
  EXPECT_NE(trace(1), trace(3));
}

}  // namespace
}  // namespace lehr::server
