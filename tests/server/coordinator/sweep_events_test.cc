// Coordinator: sweeps are submitted, planned and cancelled.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SweepEventsTest : public CoordinatorTest {
 protected:
  v1::PlanSweepResponse PlanOf(const std::string& text, bool no_reuse = false) {
    v1::PlanSweepRequest request;
    *request.mutable_spec() = plan::ParseSweep(plan::kSample + text);
    request.set_no_reuse(no_reuse);
    const auto plan = plan::MakePlan(request.spec());
    EXPECT_OK(plan);
    const auto response = coordinator_->PlanSweep(request, *plan);
    EXPECT_OK(response);
    return *response;
  }

  absl::Status Cancel(std::int64_t sweep_id) {
    v1::CancelSweepRequest request;
    request.set_sweep_id(sweep_id);
    request.set_reason("because");
    return coordinator_->CancelSweep(request, now_).status();
  }
};

TEST_F(SweepEventsTest, ASubmittedSweepHasItsSegmentsAndPoints) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_EQ(sweep.name(), "test");
  EXPECT_EQ(sweep.points(), 3);
  EXPECT_EQ(sweep.points_done(), 0);
  EXPECT_EQ(sweep.created().seconds(), absl::ToUnixSeconds(now_));
  EXPECT_FALSE(sweep.has_ended());
  EXPECT_EQ(sweep.segments().ready(), 1);  // the first, which needs no state
  EXPECT_GT(sweep.segments().waiting(), 5);
}

TEST_F(SweepEventsTest, ARepeatGetsTheFirstAnswer) {
  const auto first = TrySubmit(kAnnealed, "a");
  ASSERT_OK(first);
  WorkThrough(Register("w"));
  const auto second = TrySubmit(kAnnealed, "a");
  ASSERT_OK(second);
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(SweepEventsTest, ARequestIdIsForOneSpec) {
  Submit(kAnnealed, "a");
  EXPECT_THAT(TrySubmit(kPulled, "a"),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("\"a\"")));
}

TEST_F(SweepEventsTest, ARequestIdHasOneToAHundredCharacters) {
  for (const std::size_t size : {0, 101}) {
    EXPECT_THAT(TrySubmit(kAnnealed, std::string(size, 'x')),
                StatusIs(absl::StatusCode::kInvalidArgument, _));
  }
  EXPECT_OK(TrySubmit(kAnnealed, std::string(100, 'x')));
}

TEST_F(SweepEventsTest, APotentialMustBeUploadedFirst) {
  const std::string other = R"(
    material { components { element: "Cu" fraction: 1 } potential {
      sha256: "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq" elements: "Cu"
      cutoff_angstrom: 7 name: "q" } }
    test { measure { measures { energy {} } } })";
  EXPECT_THAT(
      TrySubmit(other, "a"),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("upload")));
  v1::ListSweepsRequest request;
  EXPECT_EQ(coordinator_->ListSweeps(request)->sweeps_size(), 0);
}

TEST_F(SweepEventsTest, TheSameSweepAgainIsDoneAtOnce) {
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  const auto again = TrySubmit(kAnnealed, "b");
  ASSERT_OK(again);
  const v1::Sweep sweep = SweepOf(again->sweep_id());
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(sweep.points_done(), 3);
  EXPECT_EQ(again->summary().segments_done(), again->summary().segments());
  EXPECT_EQ(again->summary().atom_steps().to_do(), 0);
}

TEST_F(SweepEventsTest, SweepsShareWhatIsBeginningAlike) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkThrough(w);
  const std::int64_t b = Submit(kPulled, "b");
  EXPECT_GT(SweepOf(b).segments().done(), 2);  // the sample
  EXPECT_THAT(WorkThrough(w), Not(IsEmpty()));
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(SweepEventsTest, EverySweepHasItsOwnNamesOfAState) {
  const std::int64_t a = Submit(kAnnealed, "a");
  const std::int64_t b = Submit(kMeasured, "b");
  const std::int64_t c = Submit(kPulled, "c");
  const char* ramp = "sample/ramp to 300 K";
  EXPECT_THAT(SegmentAt(a, ramp).saved_as(), ElementsAre("as_cast"));
  EXPECT_THAT(SegmentAt(b, ramp).saved_as(), ElementsAre("glass", "untreated"));
  EXPECT_THAT(SegmentAt(c, ramp).saved_as(), IsEmpty());
  EXPECT_EQ(SegmentAt(a, ramp).segment_id(), SegmentAt(b, ramp).segment_id());
  // Not of the measurement that stands between.
  EXPECT_THAT(SegmentAt(b, "sample/glass_transition").saved_as(), IsEmpty());
}

TEST_F(SweepEventsTest, APlanSaysWhatTheServerHas) {
  const v1::PlanSummary before = PlanOf(kAnnealed).summary();
  EXPECT_EQ(before.points(), 3);
  EXPECT_EQ(before.segments_done(), 0);
  EXPECT_EQ(before.atom_steps().to_do(), before.atom_steps().shared());
  EXPECT_GT(before.atom_steps().as_written(), before.atom_steps().shared());
  EXPECT_FALSE(before.has_estimated_time());
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  const v1::PlanSweepResponse after = PlanOf(kAnnealed);
  EXPECT_EQ(after.summary().atom_steps().to_do(), 0);
  EXPECT_EQ(after.summary().segments_done(), after.summary().segments());
  for (const v1::PlannedSegment& segment : after.segments()) {
    EXPECT_EQ(segment.state(), v1::SEGMENT_STATE_DONE);
  }
}

TEST_F(SweepEventsTest, CancellingStopsWhatNobodyElseWants) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Cancel(id));
  Check();
  const v1::Sweep sweep = SweepOf(id);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_CANCELLED);
  EXPECT_TRUE(sweep.has_ended());
  EXPECT_EQ(sweep.segments().leased() + sweep.segments().ready() +
                sweep.segments().waiting(),
            0);
  EXPECT_EQ(Heartbeat(w, {*lease}).size(), 1u);
  EXPECT_THAT(Complete(w, *lease), StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_FALSE(Lease(w).has_value());
  for (const v1::PointResult& point : ResultsOf(id)) {
    EXPECT_EQ(point.state(), v1::SWEEP_STATE_CANCELLED);
  }
}

TEST_F(SweepEventsTest, CancellingLeavesWhatAnotherSweepWants) {
  const std::int64_t a = Submit(kAnnealed, "a", /*priority=*/5);
  const std::int64_t b = Submit(kPulled, "b");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Cancel(a));
  Check();
  EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());
  EXPECT_OK(Complete(w, *lease));
  WorkThrough(w);
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_CANCELLED);
}

TEST_F(SweepEventsTest, CancellingMayBeRepeatedButNotAfterTheEnd) {
  const std::int64_t a = Submit(kAnnealed, "a");
  ASSERT_OK(Cancel(a));
  EXPECT_OK(Cancel(a));
  const std::int64_t b = Submit(kPulled, "b");
  WorkThrough(Register("w"));
  EXPECT_THAT(Cancel(b), StatusIs(absl::StatusCode::kFailedPrecondition,
                                  HasSubstr("DONE")));
  EXPECT_THAT(Cancel(99), StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(SweepEventsTest, ACancelledSweepSubmittedAgainIsComputed) {
  ASSERT_OK(Cancel(Submit(kAnnealed, "a", 7)));
  const std::int64_t again = Submit(kAnnealed, "b", 1);
  WorkThrough(Register("w"));
  EXPECT_EQ(SweepOf(again).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(SweepEventsTest, ListsSweepsNewestFirstInPages) {
  for (const char* request_id : {"a", "b", "c"}) Submit(kAnnealed, request_id);
  v1::ListSweepsRequest request;
  request.set_page_size(2);
  const auto first = coordinator_->ListSweeps(request);
  ASSERT_OK(first);
  ASSERT_EQ(first->sweeps_size(), 2);
  EXPECT_GT(first->sweeps(0).sweep_id(), first->sweeps(1).sweep_id());
  request.set_page_token(first->next_page_token());
  const auto second = coordinator_->ListSweeps(request);
  ASSERT_OK(second);
  EXPECT_EQ(second->sweeps_size(), 1);
  EXPECT_EQ(second->next_page_token(), "");
  request.set_page_token("nonsense");
  EXPECT_THAT(
      coordinator_->ListSweeps(request),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"nonsense\"")));
}

TEST_F(SweepEventsTest, AnswersAboutSweepsThatDoNotExistAreNotFound) {
  v1::GetSweepRequest get;
  EXPECT_THAT(coordinator_->GetSweep(get),
              StatusIs(absl::StatusCode::kNotFound, "no sweep 0"));
  v1::WatchSweepRequest watch;
  EXPECT_THAT(coordinator_->WatchSweep(watch),
              StatusIs(absl::StatusCode::kNotFound, _));
  v1::ListResultsRequest results;
  EXPECT_THAT(coordinator_->ListResults(results),
              StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(SweepEventsTest, RegistersPotentialsThatAreThere) {
  v1::RegisterPotentialRequest request;
  request.mutable_potential()->set_sha256(std::string(32, 'z'));
  request.mutable_potential()->set_name("Z");
  EXPECT_THAT(coordinator_->RegisterPotential(request, now_),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  AddArtifact(std::string(32, 'z'));
  EXPECT_OK(coordinator_->RegisterPotential(request, now_));
  EXPECT_OK(coordinator_->RegisterPotential(request, now_));
  const auto potentials = coordinator_->ListPotentials();
  ASSERT_OK(potentials);
  ASSERT_EQ(potentials->potentials_size(), 1);
  EXPECT_EQ(potentials->potentials(0).name(), "Z");
}

}  // namespace
}  // namespace lehr::server
