// Coordinator: sweeps are paused, resumed and changed.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ControlEventsTest : public CoordinatorTest {
 protected:
  absl::StatusOr<v1::PauseSweepResponse> Pause(std::int64_t sweep_id,
                                               bool finish_running = false) {
    v1::PauseSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_reason("the pressure is wrong");
    request.set_finish_running(finish_running);
    auto response = coordinator_->PauseSweep(request, now_);
    Check();
    return response;
  }

  absl::Status Resume(std::int64_t sweep_id) {
    v1::ResumeSweepRequest request;
    request.set_sweep_id(sweep_id);
    const auto status = coordinator_->ResumeSweep(request, now_).status();
    Check();
    return status;
  }

  absl::Status Cancel(std::int64_t sweep_id) {
    v1::CancelSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_reason("enough");
    const auto status = coordinator_->CancelSweep(request, now_).status();
    Check();
    return status;
  }

  // What the worker that has these leases is told to hand back.
  std::vector<v1::AttemptId> HandBacks(const std::string& session,
                                       const std::vector<v1::Lease>& leases) {
    v1::HeartbeatRequest request;
    request.set_session(session);
    for (const v1::Lease& lease : leases) {
      *request.add_progress()->mutable_id() = lease.id();
    }
    const auto response = coordinator_->Heartbeat(request, now_);
    EXPECT_OK(response);
    EXPECT_THAT(response->stop(), IsEmpty());
    return {response->hand_back().begin(), response->hand_back().end()};
  }
};

TEST_F(ControlEventsTest, NothingIsLeasedForAPausedSweepUntilItIsResumed) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto paused = Pause(id);
  ASSERT_OK(paused);
  EXPECT_EQ(paused->sweep().state(), v1::SWEEP_STATE_PAUSED);
  EXPECT_EQ(paused->sweep().reason(), "the pressure is wrong");
  EXPECT_FALSE(Lease(w).has_value());
  Restart();
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_OK(Resume(id));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(SweepOf(id).reason(), "");
  WorkThrough(w);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(ControlEventsTest, APauseThatWasRolledBackHoldsNothing) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  database_->Begin();
  ASSERT_OK(Pause(id));
  EXPECT_FALSE(Lease(w).has_value());
  database_->Rollback();
  ASSERT_OK(coordinator_->Recover(now_));
  EXPECT_TRUE(Lease(w).has_value());
}

TEST_F(ControlEventsTest, APauseThatWasRolledBackHandsNothingBack) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  database_->Begin();
  ASSERT_OK(Pause(id));
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  database_->Rollback();
  ASSERT_OK(coordinator_->Recover(now_));
  EXPECT_THAT(HandBacks(w, {*lease}), IsEmpty());
}

TEST_F(ControlEventsTest, WhatRunsForAPausedSweepIsHandedBackAndWaits) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  EXPECT_THAT(HandBacks(w, {*lease}), IsEmpty());
  ASSERT_OK(Pause(id));
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  Restart();  // the server forgets nothing of it
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  ASSERT_OK(Checkpoint(w, *lease, 40));
  ASSERT_OK(Return(w, *lease));
  Check();
  EXPECT_FALSE(Lease(w).has_value());
  ASSERT_OK(Resume(id));
  const auto again = Lease(w);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->id().segment_id(), lease->id().segment_id());
  EXPECT_EQ(again->checkpoint().step(), 40);
}

TEST_F(ControlEventsTest, AWorkerThatDoesNotHandBackMayFinish) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Pause(id));
  ASSERT_OK(Complete(w, *lease));
  Check();
  EXPECT_EQ(SweepOf(id).segments().done(), 1);
  EXPECT_FALSE(Lease(w).has_value());
}

TEST_F(ControlEventsTest, RunningAttemptsMayBeLetGoOn) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Pause(id, /*finish_running=*/true));
  EXPECT_THAT(HandBacks(w, {*lease}), IsEmpty());
  ASSERT_OK(Pause(id));  // on second thoughts
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  ASSERT_OK(Resume(id));
  EXPECT_THAT(HandBacks(w, {*lease}), IsEmpty());
}

TEST_F(ControlEventsTest, WhatAnotherSweepWantsGoesOn) {
  const std::int64_t a = Submit(kAnnealed, "a", /*priority=*/5);
  const std::int64_t b = Submit(kPulled, "b");
  const std::string w = Register("w");
  const auto lease = Lease(w);  // of the sample, which both want
  ASSERT_OK(Pause(a));
  EXPECT_THAT(HandBacks(w, {*lease}), IsEmpty());
  ASSERT_OK(Complete(w, *lease));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_PAUSED);
  ASSERT_OK(Resume(a));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(ControlEventsTest,
       WhenTheOtherSweepIsCancelledThePausedOneKeepsItsWork) {
  const std::int64_t a = Submit(kAnnealed, "a");
  const std::int64_t b = Submit(kPulled, "b");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Pause(a));
  ASSERT_OK(Cancel(b));
  // Nobody has stopped it; it is saved for when the paused one goes on.
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  ASSERT_OK(Return(w, *lease));
  EXPECT_FALSE(Lease(w).has_value());
  ASSERT_OK(Resume(a));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(ControlEventsTest, ANewSweepSetsFreeWhatAPausedOneHolds) {
  const std::int64_t a = Submit(kAnnealed, "a");
  ASSERT_OK(Pause(a));
  const std::int64_t b = Submit(kAnnealed, "b");
  WorkThrough(Register("w"));
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_DONE);  // all of it is there
}

TEST_F(ControlEventsTest, ASilentWorkerIsTakenUpAgainToHandBack) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Pause(id));
  Register("v");
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  Check();
  Register("w");
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  ASSERT_OK(Return(w, *lease));
  EXPECT_FALSE(Lease(w).has_value());
}

TEST_F(ControlEventsTest, SecondExecutionsArePausedToo) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkThrough(w);
  recompute_ = true;
  const std::int64_t b = Submit(kAnnealed, "b");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Pause(b));
  EXPECT_THAT(HandBacks(w, {*lease}), SizeIs(1));
  ASSERT_OK(Return(w, *lease));
  EXPECT_FALSE(Lease(w).has_value());
  ASSERT_OK(Resume(b));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(ControlEventsTest, WhatHasEndedIsNeitherPausedNorResumed) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_OK(Resume(id));  // runs already
  WorkThrough(Register("w"));
  EXPECT_THAT(
      Pause(id).status(),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("DONE")));
  EXPECT_THAT(Resume(id), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  EXPECT_THAT(Pause(99).status(), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(ControlEventsTest, APausedSweepCanBeCancelled) {
  const std::int64_t id = Submit(kAnnealed, "a");
  ASSERT_OK(Pause(id));
  ASSERT_OK(Cancel(id));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_CANCELLED);
  EXPECT_EQ(SweepOf(id).reason(), "enough");
}

TEST_F(ControlEventsTest, PriorityLimitsAndTagsCanBeChanged) {
  const std::int64_t a = Submit(kAnnealed, "a");
  const std::int64_t b = Submit(kMeasured, "b", /*priority=*/3);
  v1::UpdateSweepRequest request;
  request.set_sweep_id(a);
  request.set_priority(7);
  request.set_max_running(2);
  request.set_max_failures(0);
  request.add_add_tags("paper");
  request.add_add_tags("glass");
  ASSERT_OK(coordinator_->UpdateSweep(request));
  ASSERT_OK(coordinator_->UpdateSweep(request));
  Check();  // also that segments have the largest priority
  v1::Sweep sweep = SweepOf(a);
  EXPECT_EQ(sweep.priority(), 7);
  EXPECT_EQ(sweep.max_running(), 2);
  EXPECT_EQ(sweep.max_failures(), 0);
  EXPECT_THAT(sweep.tags(), ElementsAre("glass", "paper"));
  v1::UpdateSweepRequest untag;
  untag.set_sweep_id(a);
  untag.add_remove_tags("paper");
  untag.add_remove_tags("none");
  ASSERT_OK(coordinator_->UpdateSweep(untag));
  sweep = SweepOf(a);
  EXPECT_EQ(sweep.priority(), 7);  // what is unset stays
  EXPECT_THAT(sweep.tags(), ElementsAre("glass"));
  EXPECT_THAT(SweepOf(b).tags(), IsEmpty());
}

TEST_F(ControlEventsTest, SettingsThatMakeNoSenseAreRefused) {
  v1::UpdateSweepRequest request;
  request.set_sweep_id(Submit(kAnnealed, "a"));
  request.set_max_running(-1);
  EXPECT_THAT(coordinator_->UpdateSweep(request),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("max_running: expected at least 0")));
  request.clear_max_running();
  request.add_add_tags("");
  EXPECT_THAT(
      coordinator_->UpdateSweep(request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("add_tags")));
  request.set_sweep_id(99);
  request.clear_add_tags();
  EXPECT_THAT(coordinator_->UpdateSweep(request),
              StatusIs(absl::StatusCode::kNotFound, _));
}

}  // namespace
}  // namespace lehr::server
