#include "worker/attempt_control.h"

#include <gtest/gtest.h>

namespace lehr::worker {
namespace {

v1::AttemptId Id() {
  v1::AttemptId id;
  id.set_segment_id(7);
  id.set_attempt(2);
  return id;
}

TEST(AttemptControlTest, GoesOnUntilItIsStopped) {
  AttemptControl control(Id());
  EXPECT_TRUE(control.KeepGoing());
  control.Stop(StopReason::kLeaving);
  EXPECT_FALSE(control.KeepGoing());
  EXPECT_EQ(control.stopped(), StopReason::kLeaving);
}

TEST(AttemptControlTest, TheServersWishGoesOverLeaving) {
  AttemptControl control(Id());
  control.Stop(StopReason::kLeaving);
  control.Stop(StopReason::kCancelled);
  EXPECT_EQ(control.stopped(), StopReason::kCancelled);
  control.Stop(StopReason::kLeaving);
  EXPECT_EQ(control.stopped(), StopReason::kCancelled);
}

TEST(AttemptControlTest, WhatIsHandedBackIsWantedAndWhatIsStaleIsNot) {
  AttemptControl control(Id());
  control.Stop(StopReason::kHandBack);
  control.Stop(StopReason::kLeaving);
  EXPECT_EQ(control.stopped(), StopReason::kHandBack);
  EXPECT_TRUE(control.IsWanted());
  control.Stop(StopReason::kStale);
  EXPECT_FALSE(control.IsWanted());
}

TEST(AttemptControlTest, TellsThatItWasReportedTo) {
  int reports = 0;
  AttemptControl control(Id(), [&] { ++reports; });
  control.Report(0, 1000, 108);
  control.Report(50, 1000, 108);
  EXPECT_EQ(reports, 2);
}

TEST(AttemptControlTest, ProgressIsWhatWasReportedLast) {
  AttemptControl control(Id());
  control.Report(0, 1000, 108);
  control.Report(50, 1000, 108);
  const v1::Progress progress = control.progress();
  EXPECT_EQ(progress.id().segment_id(), 7);
  EXPECT_EQ(progress.id().attempt(), 2);
  EXPECT_EQ(progress.steps_done(), 50);
  EXPECT_EQ(progress.steps_total(), 1000);
  EXPECT_EQ(progress.atoms(), 108);
  EXPECT_GE(progress.atom_steps_per_second(), 0);
}

TEST(AttemptControlTest, StepsOfEarlierAttemptsAreNoSpeed) {
  AttemptControl control(Id());
  control.Report(1'000'000, 2'000'000, 108);
  EXPECT_EQ(control.progress().atom_steps_per_second(), 0);
}

}  // namespace
}  // namespace lehr::worker
