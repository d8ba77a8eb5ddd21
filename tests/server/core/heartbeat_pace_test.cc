#include "server/core/heartbeat_pace.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

const HeartbeatPace kLeast = {.interval = absl::Seconds(2),
                              .time_to_live = absl::Seconds(30)};

TEST(HeartbeatPaceTest, AFewWorkersAreHeardAsOftenAsThePersonWants) {
  EXPECT_EQ(PaceFor(0, kLeast).interval, absl::Seconds(2));
  EXPECT_EQ(PaceFor(1000, kLeast).interval, absl::Seconds(2));
  EXPECT_EQ(PaceFor(1000, kLeast).time_to_live, absl::Seconds(30));
}

TEST(HeartbeatPaceTest, ManyWorkersSendFiveHundredASecondTogether) {
  EXPECT_EQ(PaceFor(10'000, kLeast).interval, absl::Seconds(20));
  EXPECT_EQ(PaceFor(10'000, kLeast).time_to_live, absl::Seconds(70));
}

TEST(HeartbeatPaceTest, NoPoolIsSoLargeThatALossShowsAfterHours) {
  EXPECT_EQ(PaceFor(1'000'000, kLeast).interval, absl::Minutes(1));
  EXPECT_EQ(PaceFor(1'000'000, kLeast).time_to_live, absl::Seconds(190));
}

TEST(HeartbeatPaceTest, AWorkerHearsOfLargeChangesOnly) {
  EXPECT_FALSE(IsAnotherPace(absl::Seconds(20), absl::Seconds(21)));
  EXPECT_TRUE(IsAnotherPace(absl::Seconds(20), absl::Seconds(30)));
  EXPECT_TRUE(IsAnotherPace(absl::Seconds(20), absl::Seconds(2)));
}

}  // namespace
}  // namespace lehr::server
