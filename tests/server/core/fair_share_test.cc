#include "server/core/fair_share.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1800000000);

TEST(FairSharesTest, AnAttemptIsChargedItsCoresAndTime) {
  FairShares shares;
  shares.Begin("ada", 4, kStart);
  shares.End("ada", 4, kStart, kStart + absl::Seconds(100));
  EXPECT_NEAR(shares.UsageOf("ada", kStart + absl::Seconds(100)), 400, 1e-6);
  EXPECT_EQ(shares.UsageOf("bob", kStart), 0);
}

TEST(FairSharesTest, UsageHalvesEveryDay) {
  FairShares shares;
  shares.Restore("ada", {.core_seconds = 1000, .as_of = kStart});
  EXPECT_NEAR(shares.UsageOf("ada", kStart + absl::Hours(24)), 500, 1e-9);
  EXPECT_NEAR(shares.UsageOf("ada", kStart + absl::Hours(72)), 125, 1e-9);
}

TEST(FairSharesTest, AClockThatWasSetBackMakesNothingWorthMore) {
  FairShares shares;
  shares.Restore("ada", {.core_seconds = 1000, .as_of = kStart});
  EXPECT_EQ(shares.UsageOf("ada", kStart - absl::Hours(24)), 1000);
}

TEST(FairSharesTest, WhatRunsCountsAsItGoesOn) {
  FairShares shares;
  shares.Begin("ada", 2, kStart);
  const double at_once = shares.UsageOf("ada", kStart);
  EXPECT_GT(at_once, 0);  // so that users who begin together take turns
  // Times since the epoch are some 1e9 s, of which doubles keep 1e-6.
  EXPECT_NEAR(shares.UsageOf("ada", kStart + absl::Hours(1)) - at_once, 7200,
              1e-3);
}

TEST(FairSharesTest, OnlyWhatHasEndedIsWrittenDown) {
  FairShares shares;
  shares.Begin("ada", 2, kStart);
  EXPECT_TRUE(shares.Ended().empty());
  shares.End("ada", 2, kStart, kStart + absl::Seconds(10));
  EXPECT_EQ(shares.Ended().at("ada").core_seconds, 20);
}

}  // namespace
}  // namespace lehr::server
