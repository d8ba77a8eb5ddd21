#include "server/pool/pool_size.h"

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

PoolDemand Demand(std::int64_t runnable, absl::Duration work) {
  return {.runnable = runnable, .work = work};
}

TEST(PoolSizeTest, NoMoreWorkersThanCanBeBusy) {
  EXPECT_EQ(WorkersWanted(Demand(3, absl::Hours(100))), 3);
  EXPECT_EQ(WorkersWanted(Demand(0, absl::Hours(100))), 0);
}

TEST(PoolSizeTest, SecondsOfWorkAreOneWorkersHoweverManySegmentsTheyAre) {
  EXPECT_EQ(WorkersWanted(Demand(64, absl::Seconds(10))), 1);
  EXPECT_EQ(WorkersWanted(Demand(64, absl::ZeroDuration())), 1);
}

TEST(PoolSizeTest, EachWorkerHasAMinutesWorkOnAverage) {
  EXPECT_EQ(WorkersWanted(Demand(64, absl::Minutes(10))), 10);
  EXPECT_EQ(WorkersWanted(Demand(64, absl::Seconds(601))), 11);
  PoolDemand demand = Demand(64, absl::Minutes(10));
  demand.least_work = absl::Minutes(5);
  EXPECT_EQ(WorkersWanted(demand), 2);
}

TEST(PoolSizeTest, WhoIsThereOrOnItsWayIsNotAskedForAgain) {
  const PoolDemand demand = Demand(8, absl::Hours(8));
  EXPECT_EQ(WorkersToAsk(demand, {}, 100, 0), 8);
  EXPECT_EQ(WorkersToAsk(demand, {.live = 3, .coming = 2, .own = 5}, 100, 0),
            3);
  EXPECT_EQ(WorkersToAsk(demand, {.live = 9}, 100, 0), 0);
}

TEST(PoolSizeTest, APoolIsNeverLargerThanItMayBe) {
  const PoolDemand demand = Demand(50, absl::Hours(50));
  EXPECT_EQ(WorkersToAsk(demand, {}, 4, 0), 4);
  EXPECT_EQ(WorkersToAsk(demand, {.live = 3, .own = 3}, 4, 0), 1);
  // It was larger: its limit has been lowered since.
  EXPECT_EQ(WorkersToAsk(demand, {.live = 6, .own = 6}, 4, 0), 0);
}

TEST(PoolSizeTest, AfterAFailureOneIsTried) {
  const PoolDemand demand = Demand(50, absl::Hours(50));
  EXPECT_EQ(WorkersToAsk(demand, {}, 20, 1), 1);
  EXPECT_EQ(WorkersToAsk(demand, {.coming = 1, .own = 1}, 20, 1), 0);
}

TEST(PoolSizeTest, WhatIsPendingIsOnlyCancelledWhenNothingIsLeft) {
  const PoolSupply supply = {.coming = 3, .own = 3, .own_pending = 2};
  EXPECT_EQ(WorkersToCancel(Demand(0, absl::ZeroDuration()), supply), 2);
  EXPECT_EQ(WorkersToCancel(Demand(1, absl::Seconds(1)), supply), 0);
}

TEST(PoolSizeTest, ThePauseDoublesUpToHalfAnHour) {
  EXPECT_EQ(PauseAfter(0), absl::ZeroDuration());
  EXPECT_EQ(PauseAfter(1), absl::Seconds(15));
  EXPECT_EQ(PauseAfter(2), absl::Seconds(30));
  EXPECT_EQ(PauseAfter(5), absl::Minutes(4));
  EXPECT_EQ(PauseAfter(8), absl::Minutes(30));
  EXPECT_EQ(PauseAfter(1'000'000), absl::Minutes(30));
}

}  // namespace
}  // namespace lehr::server
