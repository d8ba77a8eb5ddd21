#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RetryEventsTest : public CoordinatorTest {
 protected:
  absl::StatusOr<v1::RetrySegmentsResponse> Retry(
      v1::RetrySegmentsRequest request, std::int64_t sweep_id) {
    request.set_sweep_id(sweep_id);
    auto response = coordinator_->RetrySegments(request, now_);
    Check();
    return response;
  }

  const std::string worker_ = Register("w");
};

TEST_F(RetryEventsTest, FailedSegmentsAndTheSweepAreOpenAgain) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const v1::Lease lease = WorkUpTo(worker_, "sample/hold 2000 K");
  ASSERT_OK(Fail(worker_, lease, absl::StatusCode::kOutOfRange, "atom lost"));
  ASSERT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_FAILED);
  const auto opened = Retry({}, sweep);
  ASSERT_OK(opened);
  EXPECT_EQ(opened->count(), 1);
  EXPECT_EQ(opened->sweep().state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(opened->segments(0).error(), "atom lost");
  EXPECT_EQ(opened->segments(0).failure_class(), v1::FAILURE_CLASS_NUMERIC);
  EXPECT_EQ(SegmentAt(sweep, "sample/hold 2000 K").error(), "");
  WorkThrough(worker_);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RetryEventsTest, ADryRunOnlySaysWhich) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const v1::Lease lease = WorkUpTo(worker_, "sample/hold 2000 K");
  ASSERT_OK(Fail(worker_, lease, absl::StatusCode::kOutOfRange, "atom lost"));
  v1::RetrySegmentsRequest request;
  request.set_dry_run(true);
  const auto told = Retry(request, sweep);
  ASSERT_OK(told);
  EXPECT_EQ(told->count(), 1);
  EXPECT_THAT(told->segments(), SizeIs(1));
  EXPECT_EQ(told->sweep().state(), v1::SWEEP_STATE_FAILED);
  EXPECT_FALSE(Lease(worker_).has_value());
}

TEST_F(RetryEventsTest, OnlyWhatIsMeantIsTriedAgain) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  std::vector<v1::Lease> leases;
  while (const auto lease = Lease(worker_)) {
    // What comes behind the sample: branches that fail each for itself.
    if (lease->label().starts_with("sample/")) {
      ASSERT_OK(Complete(worker_, *lease));
    } else {
      const bool even = leases.size() % 2 == 0;
      ASSERT_OK(Fail(worker_, *lease,
                     even ? absl::StatusCode::kOutOfRange
                          : absl::StatusCode::kInvalidArgument,
                     even ? "atom 12 lost" : "no such thing"));
      leases.push_back(*lease);
    }
  }
  ASSERT_GE(leases.size(), 2u);
  const auto failed = static_cast<std::int64_t>(leases.size());
  v1::RetrySegmentsRequest by_class;
  by_class.set_dry_run(true);
  by_class.add_failure_classes(v1::FAILURE_CLASS_SPEC);
  EXPECT_EQ(Retry(by_class, sweep)->count(), failed / 2);
  v1::RetrySegmentsRequest by_error;
  by_error.set_dry_run(true);
  by_error.set_error("atom [0-9]+");
  EXPECT_EQ(Retry(by_error, sweep)->count(), (failed + 1) / 2);
  v1::RetrySegmentsRequest by_id;
  by_id.add_segment_ids(leases[0].id().segment_id());
  EXPECT_EQ(Retry(by_id, sweep)->count(), 1);
  const auto again = Lease(worker_);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->id().segment_id(), leases[0].id().segment_id());
}

TEST_F(RetryEventsTest, WhatIsTriedByAPersonHasItsWholeBudgetAgain) {
  Submit(kAnnealed, "a");
  const std::int64_t sweep = 1;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5; ++i) {
      const auto lease = Lease(worker_);
      ASSERT_TRUE(lease.has_value()) << round << " " << i;
      ASSERT_OK(Fail(worker_, *lease, absl::StatusCode::kUnavailable, "away"));
      now_ += absl::Hours(1);
      Heartbeat(worker_, {});
    }
    EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_FAILED);
    ASSERT_OK(Retry({}, sweep));
  }
}

TEST_F(RetryEventsTest, WhereNothingHasFailedNothingIsTried) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const auto none = Retry({}, sweep);
  ASSERT_OK(none);
  EXPECT_EQ(none->count(), 0);
  EXPECT_THAT(none->segments(), IsEmpty());
  EXPECT_THAT(Retry({}, 99), StatusIs(absl::StatusCode::kNotFound, _));
  v1::RetrySegmentsRequest wrong;
  wrong.set_error("(");
  EXPECT_THAT(Retry(wrong, sweep),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(RetryEventsTest, ACancelledSweepStaysCancelled) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  WorkUpTo(worker_, "sample/ramp to 300 K");
  v1::CancelSweepRequest request;
  request.set_sweep_id(sweep);
  ASSERT_OK(coordinator_->CancelSweep(request, now_));
  EXPECT_THAT(Retry({}, sweep),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_CANCELLED);
}

// Another sweep goes through one of kAnnealed's holds and measures something
// else behind it.
const char kThroughTheHold[] = R"(
  treatments {
    name: "annealed"
    stages { hold { temperature_kelvin { number: 600 }
                    time_ps { number: 1 } } } }
  test { measure { measures { structure {} } } }
)";

class RetryAfterOthersTest : public RetryEventsTest {
 protected:
  // kAnnealed has failed in both of its holds.
  std::int64_t FailBothHolds() {
    const std::int64_t sweep = Submit(kAnnealed, "a");
    while (const auto lease = Lease(worker_)) {
      if (lease->label().starts_with("annealed/hold")) {
        EXPECT_OK(
            Fail(worker_, *lease, absl::StatusCode::kOutOfRange, "atom lost"));
      } else {
        EXPECT_OK(Complete(worker_, *lease));
      }
    }
    EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_FAILED);
    return sweep;
  }
};

TEST_F(RetryAfterOthersTest, WhatAnotherSweepHasFinishedIsGoneOnWith) {
  const std::int64_t sweep = FailBothHolds();
  Submit(kThroughTheHold, "b");
  WorkThrough(worker_);
  ASSERT_OK(Retry({}, sweep));
  WorkThrough(worker_);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RetryAfterOthersTest, WhatAnotherSweepHasGivenUpIsOpenAgain) {
  const std::int64_t sweep = FailBothHolds();
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(Submit(kThroughTheHold, "b"));
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  Check();
  ASSERT_OK(Retry({}, sweep));
  WorkThrough(worker_);
  EXPECT_EQ(SweepOf(sweep).state(), v1::SWEEP_STATE_DONE);
}

}  // namespace
}  // namespace lehr::server
