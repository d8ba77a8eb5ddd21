#include "worker/departure.h"

#include <atomic>

#include <absl/synchronization/notification.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"

namespace lehr::worker {
namespace {

TEST(DepartureTest, EndsWithoutAWish) {
  const Departure departure([](absl::Duration) { return false; },
                            absl::Seconds(1), [] { FAIL(); });
  EXPECT_FALSE(departure.asked());
}

TEST(DepartureTest, CancelsWaitingCallsFirstAndDeliveriesAfterTheGrace) {
  absl::Notification wish;
  std::atomic<int> told{0};
  Departure departure(
      [&](absl::Duration time) {
        return wish.WaitForNotificationWithTimeout(time);
      },
      absl::Milliseconds(50), [&] { ++told; });
  EXPECT_FALSE(departure.calls().cancelled());
  wish.Notify();
  departure.SleepUntilAsked(absl::Seconds(10));
  EXPECT_TRUE(departure.asked());
  departure.SleepUntilOverdue(absl::Seconds(10));
  EXPECT_TRUE(departure.overdue());
  EXPECT_TRUE(departure.calls().cancelled());
  EXPECT_TRUE(WaitUntil([&] { return departure.last_calls().cancelled(); },
                        absl::Seconds(10)));
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace lehr::worker
