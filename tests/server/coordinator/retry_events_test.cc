#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"

namespace lehr::server {
namespace {

using RetryEventsTest = CoordinatorTest;

TEST_F(RetryEventsTest, FailedSegmentsAndTheSweepAreOpenAgain) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const v1::Lease lease = WorkUpTo(worker, "sample/hold 2000 K");
  ASSERT_TRUE(
      Fail(worker, lease, absl::StatusCode::kOutOfRange, "atom lost").ok());
  ASSERT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_FAILED);
  const auto opened = coordinator_->RetryFailed(sweep, now_);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, 1);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(SegmentAt(sweep, "sample/hold 2000 K").error(), "");
  WorkThrough(worker);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RetryEventsTest, WhereNothingHasFailedNothingIsTried) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  EXPECT_EQ(coordinator_->RetryFailed(sweep, now_).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(coordinator_->RetryFailed(99, now_).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(RetryEventsTest, ACancelledSweepStaysCancelled) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const v1::Lease lease = WorkUpTo(worker, "sample/ramp to 300 K");
  v1::CancelSweepRequest request;
  request.set_sweep_id(sweep);
  ASSERT_TRUE(coordinator_->CancelSweep(request, now_).ok());
  EXPECT_EQ(coordinator_->RetryFailed(sweep, now_).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_CANCELLED);
}

}  // namespace
}  // namespace lehr::server
