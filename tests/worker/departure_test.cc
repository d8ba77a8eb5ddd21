#include "worker/departure.h"

#include <atomic>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"

namespace lehr::worker {
namespace {

bool Never(absl::Duration time) {
  absl::SleepFor(time);
  return false;
}

TEST(DepartureTest, EndsWithoutAWish) {
  const Departure departure(Never, [] { FAIL(); });
  EXPECT_FALSE(departure.asked());
}

TEST(DepartureTest, AWishIsAPreemption) {
  absl::Notification wish;
  const Departure departure(
      [&](absl::Duration time) {
        return wish.WaitForNotificationWithTimeout(time);
      },
      [] {});
  EXPECT_FALSE(departure.asked());
  wish.Notify();
  departure.SleepUntilAsked(absl::Seconds(10));
  ASSERT_TRUE(departure.asked());
  EXPECT_EQ(departure.why(), v1::FAILURE_CLASS_PREEMPTED);
  // Slurm and Kubernetes kill after 30 s.
  EXPECT_LT(departure.grace(), absl::Seconds(20));
}

TEST(DepartureTest, ADrainedWorkerHasTime) {
  Departure departure(Never, [] {});
  departure.Drain();
  departure.SleepUntilAsked(absl::Seconds(10));
  EXPECT_EQ(departure.why(), v1::FAILURE_CLASS_DRAINED);
  EXPECT_GE(departure.grace(), absl::Minutes(5));
}

TEST(DepartureTest, CancelsWaitingCallsFirstAndDeliveriesAfterTheGrace) {
  std::atomic<int> told{0};
  Departure departure(Never, [&] { ++told; });
  EXPECT_FALSE(departure.calls().cancelled());
  const absl::Time now = absl::Now();
  departure.SetTime(now, now + absl::Milliseconds(3050));
  departure.SleepUntilAsked(absl::Seconds(10));
  EXPECT_TRUE(departure.asked());
  EXPECT_EQ(departure.why(), v1::FAILURE_CLASS_WALLTIME);
  EXPECT_EQ(departure.grace(), absl::Milliseconds(50));
  departure.SleepUntilOverdue(absl::Seconds(10));
  EXPECT_TRUE(departure.overdue());
  EXPECT_TRUE(departure.calls().cancelled());
  EXPECT_TRUE(WaitUntil([&] { return departure.last_calls().cancelled(); },
                        absl::Seconds(10)));
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace lehr::worker
