#include "server/core/walltime_fit.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

constexpr absl::Duration kMinute = absl::Minutes(1);

TEST(WalltimeFitTest, AWorkerThatNeverLeavesMayHaveAnything) {
  EXPECT_TRUE(MayLease(std::nullopt, absl::InfiniteDuration(), std::nullopt));
  EXPECT_TRUE(MayLease(std::nullopt, kMinute, absl::Hours(1000)));
}

TEST(WalltimeFitTest, ALongSegmentNeedsTheTimeOfACheckpoint) {
  EXPECT_TRUE(MayLease(absl::Minutes(3), kMinute, absl::Hours(10)));
  EXPECT_FALSE(MayLease(absl::Seconds(90), kMinute, absl::Hours(10)));
  EXPECT_FALSE(MayLease(absl::Seconds(90), kMinute, std::nullopt));
}

TEST(WalltimeFitTest, AShortSegmentNeedsOnlyItsOwnTime) {
  EXPECT_TRUE(MayLease(absl::Seconds(40), kMinute, absl::Seconds(20)));
  EXPECT_FALSE(MayLease(absl::Seconds(30), kMinute, absl::Seconds(20)));
}

TEST(WalltimeFitTest, WhatLeavesNoCheckpointMustComeToItsEnd) {
  EXPECT_FALSE(
      MayLease(absl::Hours(1), absl::InfiniteDuration(), absl::Hours(2)));
  EXPECT_TRUE(
      MayLease(absl::Hours(4), absl::InfiniteDuration(), absl::Hours(2)));
  EXPECT_FALSE(
      MayLease(absl::Hours(1000), absl::InfiniteDuration(), std::nullopt));
}

TEST(WalltimeFitTest, WhoseTimeIsOverGetsNothing) {
  EXPECT_FALSE(MayLease(absl::ZeroDuration(), absl::ZeroDuration(),
                        absl::ZeroDuration()));
  EXPECT_FALSE(MayLease(-kMinute, absl::ZeroDuration(), absl::ZeroDuration()));
}

}  // namespace
}  // namespace lehr::server
