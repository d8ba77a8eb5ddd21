#include "worker/chunk_sizer.h"

#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

constexpr absl::Duration kTarget = absl::Milliseconds(250);

// Runs a system that takes `step_time` a step; returns the longest chunk after
// the first few, in time.
absl::Duration LongestChunk(absl::Duration step_time, std::int64_t steps,
                            std::int64_t record_steps) {
  ChunkSizer sizer(kTarget, record_steps);
  absl::Duration longest;
  std::int64_t step = 0;
  while (step < steps) {
    const std::int64_t count = sizer.Next(step, steps);
    EXPECT_GE(count, 1);
    EXPECT_LE(step + count, steps);
    step += count;
    sizer.Took(count, count * step_time);
    longest = std::max(longest, count * step_time);
  }
  EXPECT_EQ(step, steps);
  return longest;
}

TEST(ChunkSizerTest, ChunksTakeTheTargetTimeWhateverTheSystem) {
  EXPECT_LE(LongestChunk(absl::Microseconds(10), 1'000'000, 50), kTarget);
  EXPECT_LE(LongestChunk(absl::Milliseconds(1), 10'000, 50), kTarget);
  EXPECT_LE(LongestChunk(absl::Milliseconds(100), 200, 50), kTarget);
  // One step is the least.
  EXPECT_EQ(LongestChunk(absl::Seconds(1), 20, 50), absl::Seconds(1));
}

TEST(ChunkSizerTest, EndsAtRecordsWhereTheyAreWithinReach) {
  ChunkSizer sizer(kTarget, 50);
  sizer.Took(1000, absl::Milliseconds(250));  // 1000 fit
  EXPECT_EQ(sizer.Next(0, 10'000), 1000);
  EXPECT_EQ(sizer.Next(10, 10'000), 990);
  EXPECT_EQ(sizer.Next(9'000, 9'070), 50) << "the rest is a chunk of its own";
  EXPECT_EQ(sizer.Next(9'050, 9'070), 20);
}

TEST(ChunkSizerTest, StopsAtARecordOnTheWayOfShortChunks) {
  ChunkSizer sizer(kTarget, 50);
  sizer.Took(20, absl::Milliseconds(250));  // 20 fit
  EXPECT_EQ(sizer.Next(0, 1000), 20);
  EXPECT_EQ(sizer.Next(40, 1000), 10);
}

TEST(ChunkSizerTest, GrowsFromOneStepAtMostFourfold) {
  ChunkSizer sizer(kTarget, 1);
  EXPECT_EQ(sizer.Next(0, 1000), 1);
  sizer.Took(1, absl::Nanoseconds(1));
  EXPECT_EQ(sizer.Next(1, 1000), 4);
  sizer.Took(4, absl::ZeroDuration());
  EXPECT_EQ(sizer.Next(5, 1000), 16);
}

}  // namespace
}  // namespace lehr::worker
