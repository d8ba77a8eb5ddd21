// Coordinator: classes of failures, hosts that are put aside, sweeps that are
// paused because too much fails, and the report of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// 32 treatments that differ in one parameter, each with one hold that only it
// needs.
constexpr char kMany[] = R"(
  treatments {
    name: "annealed"
    parameters { name: "kelvin" list { values: [
      600, 610, 620, 630, 640, 650, 660, 670, 680, 690, 700, 710, 720, 730,
      740, 750, 760, 770, 780, 790, 800, 810, 820, 830, 840, 850, 860, 870,
      880, 890, 900, 910] } }
    stages { hold { temperature_kelvin { parameter: "kelvin" }
                    time_ps { number: 1 } } } }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)";

class FailureEventsTest : public CoordinatorTest {
 protected:
  // Does the sample; then fails what is leased, `count` times.
  void FailHolds(int count, v1::FailureClass failure,
                 const std::string& message) {
    for (int failed = 0; failed < count;) {
      const auto lease = Lease(worker_);
      ASSERT_TRUE(lease.has_value());
      if (lease->label().starts_with("sample/")) {
        ASSERT_OK(Complete(worker_, *lease));
        continue;
      }
      ASSERT_OK(FailAs(worker_, *lease, failure, message, "the last line"));
      Check();
      ++failed;
    }
  }

  std::string WhyAside(const std::string& worker) {
    const auto workers = coordinator_->ListWorkers(now_);
    EXPECT_OK(workers);
    for (const v1::Worker& one : workers->workers()) {
      if (one.name() == worker) return one.aside();
    }
    ADD_FAILURE() << "no worker " << worker;
    return "";
  }

  v1::ListFailuresResponse Failures(std::int64_t sweep_id) {
    v1::ListFailuresRequest request;
    request.set_sweep_id(sweep_id);
    const auto response = coordinator_->ListFailures(request);
    EXPECT_OK(response);
    return response.ok() ? *response : v1::ListFailuresResponse();
  }

  const std::string worker_ = Register("w");
};

TEST_F(FailureEventsTest, TheWorkersClassDecidesNotTheCode) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const auto lease = Lease(worker_);
  ASSERT_OK(FailAs(worker_, *lease, v1::FAILURE_CLASS_CRASH, "SIGSEGV",
                   "engine: at step 12"));
  const v1::Segment segment = SegmentAt(id, lease->label());
  EXPECT_EQ(segment.failure_class(), v1::FAILURE_CLASS_CRASH);
  EXPECT_EQ(segment.error(), "SIGSEGV");
  EXPECT_EQ(segment.state(), v1::SEGMENT_STATE_READY);
}

TEST_F(FailureEventsTest, ASegmentThatCrashesTwiceIsHeld) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string other = Register("v");
  const auto first = Lease(worker_);
  ASSERT_OK(FailAs(worker_, *first, v1::FAILURE_CLASS_CRASH, "SIGSEGV"));
  const auto second = Lease(other);
  ASSERT_TRUE(second.has_value());
  ASSERT_OK(FailAs(other, *second, v1::FAILURE_CLASS_CRASH, "SIGSEGV"));
  EXPECT_EQ(SegmentAt(id, first->label()).state(), v1::SEGMENT_STATE_FAILED);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
}

TEST_F(FailureEventsTest, WhatHasCrashedOnAWorkerIsLeftToOthers) {
  Submit(kAnnealed, "a");
  const auto first = Lease(worker_);
  const std::string other = Register("v");
  ASSERT_OK(FailAs(worker_, *first, v1::FAILURE_CLASS_CRASH, "SIGSEGV"));
  EXPECT_FALSE(Lease(worker_).has_value());
  EXPECT_TRUE(coordinator_->OthersMayGetMore(worker_, now_));
  const auto second = Lease(other);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->id().segment_id(), first->id().segment_id());
}

TEST_F(FailureEventsTest, WhatHasCrashedIsTriedThereAgainIfThereIsNobodyElse) {
  Submit(kAnnealed, "a");
  ASSERT_OK(
      FailAs(worker_, *Lease(worker_), v1::FAILURE_CLASS_CRASH, "SIGSEGV"));
  EXPECT_TRUE(Lease(worker_).has_value());
}

TEST_F(FailureEventsTest, EachClassHasABudgetOfItsOwn) {
  const std::int64_t id = Submit(kAnnealed, "a");
  std::string label;
  for (const auto failure :
       {v1::FAILURE_CLASS_RESOURCE, v1::FAILURE_CLASS_TRANSIENT,
        v1::FAILURE_CLASS_CRASH, v1::FAILURE_CLASS_RESOURCE,
        v1::FAILURE_CLASS_TRANSIENT, v1::FAILURE_CLASS_TRANSIENT}) {
    const auto lease = Lease(worker_);
    ASSERT_TRUE(lease.has_value());
    label = lease->label();
    ASSERT_OK(FailAs(worker_, *lease, failure, "once more"));
    now_ += absl::Hours(1);
    Heartbeat(worker_, {});
  }
  EXPECT_EQ(SegmentAt(id, label).state(), v1::SEGMENT_STATE_READY);
  const auto lease = Lease(worker_);
  ASSERT_OK(FailAs(worker_, *lease, v1::FAILURE_CLASS_RESOURCE, "full"));
  EXPECT_EQ(SegmentAt(id, label).state(), v1::SEGMENT_STATE_FAILED);
}

TEST_F(FailureEventsTest, WhoLeavesUsesUpNothing) {
  const std::int64_t id = Submit(kAnnealed, "a");
  for (int i = 0; i < 30; ++i) {
    const auto lease = Lease(worker_);
    ASSERT_TRUE(lease.has_value());
    ASSERT_OK(Return(worker_, *lease));
  }
  WorkThrough(worker_);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(FailureEventsTest, AHostOnWhichAllFailsIsPutAsideAndComesBack) {
  Submit(kMany, "a");
  const std::string bad = Register("bad");
  const v1::Lease good = WorkUpTo(worker_, "annealed/hold 910 K");
  for (int i = 0; i < 3; ++i) {
    const auto lease = Lease(bad);
    ASSERT_TRUE(lease.has_value());
    ASSERT_OK(FailAs(bad, *lease, v1::FAILURE_CLASS_RESOURCE, "disk full"));
    ASSERT_OK(Checkpoint(worker_, good, i));
    now_ += absl::Seconds(1);
  }
  EXPECT_THAT(WhyAside("bad"),
              HasSubstr("3 attempts failed on bad (resource)"));
  EXPECT_EQ(WhyAside("w"), "");
  EXPECT_FALSE(Lease(bad).has_value());
  EXPECT_TRUE(Lease(worker_).has_value());
  now_ += absl::Minutes(6);
  Heartbeat(bad, {});
  EXPECT_EQ(WhyAside("bad"), "");
  EXPECT_TRUE(Lease(bad).has_value());
}

TEST_F(FailureEventsTest, ASweepOfWhichTooMuchFailsIsPaused) {
  const std::int64_t id = Submit(kMany, "a");
  FailHolds(20, v1::FAILURE_CLASS_NUMERIC, "atom lost");
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_PAUSED);
  EXPECT_EQ(SweepOf(id).reason(), "20 segments failed: lehr failures 1");
  EXPECT_FALSE(Lease(worker_).has_value());
  v1::ResumeSweepRequest resume;
  resume.set_sweep_id(id);
  ASSERT_OK(coordinator_->ResumeSweep(resume, now_));
  Check();
  // Until as many more have failed, which here are not left.
  FailHolds(10, v1::FAILURE_CLASS_NUMERIC, "atom lost");
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  WorkThrough(worker_);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
}

TEST_F(FailureEventsTest, HowManyMayFailIsTheSweepsOwn) {
  const std::int64_t id = Submit(kMany, "a");
  v1::UpdateSweepRequest request;
  request.set_sweep_id(id);
  request.set_max_failures(3);
  ASSERT_OK(coordinator_->UpdateSweep(request));
  FailHolds(2, v1::FAILURE_CLASS_SPEC, "no");
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  FailHolds(1, v1::FAILURE_CLASS_SPEC, "no");
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_PAUSED);
}

TEST_F(FailureEventsTest, WhatFailsWithItsBeginningCountsOnce) {
  // 32 holds on 16 paths.
  const std::int64_t id = Submit(R"(
      treatments {
        name: "annealed"
        parameters { name: "kelvin" list { values: [
          600, 610, 620, 630, 640, 650, 660, 670,
          680, 690, 700, 710, 720, 730, 740, 750] } }
        parameters { name: "ps" list { values: [1, 2] } }
        stages { hold { temperature_kelvin { parameter: "kelvin" }
                        time_ps { parameter: "ps" } } } }
      test { measure { measures { energy { time_ps { number: 1 } } } } })",
                                 "a");
  FailHolds(30, v1::FAILURE_CLASS_SPEC, "no");
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING)
      << "15 failures, of which 20 are too many";
}

TEST_F(FailureEventsTest, FailuresAreToldInGroupsWithWhatTheyHaveInCommon) {
  const std::int64_t id = Submit(kMany, "a");
  FailHolds(5, v1::FAILURE_CLASS_NUMERIC, "step 7: atom 3 lost");
  FailHolds(1, v1::FAILURE_CLASS_SPEC, "no such species");
  FailHolds(4, v1::FAILURE_CLASS_NUMERIC, "step 1234: atom 863 lost");
  const v1::ListFailuresResponse failures = Failures(id);
  ASSERT_EQ(failures.groups_size(), 2);
  const v1::FailureGroup& lost = failures.groups(0);
  EXPECT_EQ(lost.failure_class(), v1::FAILURE_CLASS_NUMERIC);
  EXPECT_EQ(lost.count(), 9);
  EXPECT_EQ(lost.points(), 9);
  EXPECT_EQ(lost.error(), "step 7: atom 3 lost");
  EXPECT_THAT(lost.examples(), SizeIs(9));
  EXPECT_THAT(lost.places(), ElementsAre("w: 9 of 9"));
  EXPECT_EQ(lost.log(), "the last line");
  EXPECT_THAT(lost.advice(), HasSubstr("lehr retry 1 --class numeric"));
  // Each value occurs once, which is what chance gives too.
  EXPECT_THAT(lost.associations(), IsEmpty());
  EXPECT_EQ(failures.groups(1).count(), 1);
}

TEST_F(FailureEventsTest, WithoutFailuresTheReportIsEmpty) {
  EXPECT_THAT(Failures(Submit(kAnnealed, "a")).groups(), IsEmpty());
  v1::ListFailuresRequest request;
  request.set_sweep_id(9);
  EXPECT_EQ(coordinator_->ListFailures(request).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lehr::server
