#include "worker/idle_watch.h"

#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

TEST(IdleWatchTest, IsOverAfterSoLongWithoutAnythingToDo) {
  const absl::Time begin = absl::FromUnixSeconds(100);
  IdleWatch watch(absl::Seconds(60), begin);
  EXPECT_FALSE(watch.Look(false, begin + absl::Seconds(59)));
  EXPECT_TRUE(watch.Look(false, begin + absl::Seconds(60)));
}

TEST(IdleWatchTest, WhatThereIsToDoBeginsItAnew) {
  const absl::Time begin = absl::FromUnixSeconds(100);
  IdleWatch watch(absl::Seconds(60), begin);
  EXPECT_FALSE(watch.Look(true, begin + absl::Seconds(500)));
  EXPECT_FALSE(watch.Look(false, begin + absl::Seconds(559)));
  EXPECT_TRUE(watch.Look(false, begin + absl::Seconds(560)));
}

TEST(IdleWatchTest, MayHaveNoEnd) {
  IdleWatch watch(absl::InfiniteDuration(), absl::FromUnixSeconds(0));
  EXPECT_FALSE(watch.Look(false, absl::FromUnixSeconds(1'000'000'000)));
}

}  // namespace
}  // namespace lehr::worker
