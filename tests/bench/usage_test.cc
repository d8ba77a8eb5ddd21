#include "tests/bench/usage.h"

#include <cstring>

#include <sys/mman.h>

#include <gtest/gtest.h>

namespace lehr::bench {
namespace {

TEST(UsageTest, ClocksRunWhileTheProcessWorks) {
  const Clocks begin = ReadClocks();
  Clocks end = begin;
  while (end.cpu <= begin.cpu) end = ReadClocks();
  EXPECT_GT(end.wall, begin.wall);
}

TEST(UsageTest, PeakIsOfWhatWasTouchedSinceTheReset) {
  constexpr std::int64_t kBytes = 64 << 20;
  const std::int64_t before = ResidentBytes();
  ResetPeak();
  // Past the allocator, which may keep what is freed.
  void* const block = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(block, MAP_FAILED);
  std::memset(block, 'x', kBytes);
  ASSERT_EQ(munmap(block, kBytes), 0);
  // Pages of the program itself that come and go: less than 8 MiB.
  EXPECT_NEAR(static_cast<double>(PeakBytes() - before),
              static_cast<double>(kBytes), 8 << 20);
  ResidentBytes();
  ResetPeak();
  EXPECT_LT(PeakBytes() - before, kBytes / 2);
}

}  // namespace
}  // namespace lehr::bench
