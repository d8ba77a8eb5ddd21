#include "server/coordinator/explain.h"

#include <string>

#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/version.h"
#include "server/coordinator/proto_time.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ExplainTest : public CoordinatorTest {
 protected:
  absl::StatusOr<v1::ExplainResponse> TryPoint(std::int64_t sweep_id,
                                               int point) {
    v1::ExplainRequest request;
    request.set_sweep_id(sweep_id);
    request.set_point(point);
    return coordinator_->Explain(request, now_);
  }
  v1::ExplainResponse Point(std::int64_t sweep_id, int point) {
    const auto response = TryPoint(sweep_id, point);
    EXPECT_OK(response);
    return response.ok() ? *response : v1::ExplainResponse();
  }
  v1::SegmentExplanation Segment(std::int64_t segment_id,
                                 std::int64_t sweep_id = 0) {
    v1::ExplainRequest request;
    request.set_segment_id(segment_id);
    request.set_sweep_id(sweep_id);
    const auto response = coordinator_->Explain(request, now_);
    EXPECT_OK(response);
    return response.ok() ? response->segments(0) : v1::SegmentExplanation();
  }

  // The sweep with another text of its sample.
  std::int64_t SubmitWithSample(const std::string& sample,
                                const std::string& request_id) {
    v1::SubmitSweepRequest request;
    request.set_request_id(request_id);
    *request.mutable_spec() = plan::ParseSweep(sample + kAnnealed);
    const auto plan = plan::MakePlan(request.spec());
    EXPECT_OK(plan);
    const auto response = coordinator_->SubmitSweep(request, *plan, now_);
    EXPECT_OK(response);
    return response->sweep_id();
  }

  // As a worker that goes on would.
  void Report(const std::string& session, const v1::Lease& lease,
              std::int64_t steps_done) {
    v1::HeartbeatRequest request;
    request.set_session(session);
    v1::Progress& progress = *request.add_progress();
    *progress.mutable_id() = lease.id();
    progress.set_steps_done(steps_done);
    progress.set_steps_total(lease.work().advance().steps());
    progress.set_atoms(100);
    progress.set_atom_steps_per_second(1000);
    EXPECT_OK(coordinator_->Heartbeat(request, now_));
  }
};

std::string Text(const v1::SegmentExplanation& told) {
  return absl::StrJoin(told.why(), "\n") + "\n" +
         absl::StrJoin(told.next(), "\n");
}

TEST_F(ExplainTest, APointThatNobodyWorksOnNamesTheLackOfWorkers) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const v1::ExplainResponse told = Point(id, 1);
  EXPECT_THAT(told.summary(),
              AllOf(HasSubstr("point 1 (annealed, kelvin 600, replica 0)"),
                    HasSubstr("0 of "), HasSubstr("no worker is there")));
  ASSERT_FALSE(told.segments().empty());
  EXPECT_EQ(told.segments(0).label(), "sample/create");
  EXPECT_EQ(told.segments(0).state(), v1::SEGMENT_STATE_READY);
}

TEST_F(ExplainTest, WhatWaitsNamesWhatRunsAndWhenThatIsDone) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const v1::Lease lease = WorkUpTo(w, "sample/ramp to 300 K");
  now_ += absl::Seconds(90);
  // 8500 steps, of which half are left: 425 s at 10 steps a second.
  Report(w, lease, 4250);
  const v1::ExplainResponse told = Point(id, 1);
  EXPECT_EQ(told.segments(0).segment_id(), lease.id().segment_id());
  EXPECT_THAT(Text(told.segments(0)),
              AllOf(HasSubstr("has run on w for 1 min 30 s, 50 % done"),
                    HasSubstr("in about 7 min 5 s")));
  ASSERT_GT(told.segments_size(), 1);
  EXPECT_THAT(told.segments(1).why(),
              ElementsAre(AllOf(HasSubstr("waits for its start state"),
                                HasSubstr("sample/ramp to 300 K"),
                                HasSubstr("50 % done"))));
}

TEST_F(ExplainTest, AMeasurementOfAnotherPointIsNamed) {
  const std::int64_t id = Submit(kPulled, "a");
  const std::string w = Register("w");
  WorkUpTo(w, "as_cast/test/stress_strain");
  const v1::ExplainResponse told = Point(id, 1);
  EXPECT_EQ(told.segments(0).label(), "as_cast/test/stress_strain");
  EXPECT_THAT(Text(told.segments(1)),
              HasSubstr("waits for a number that is to be measured"));
}

TEST_F(ExplainTest, BackOffIsToldWithItsEndAndTheError) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Fail(w, *lease, absl::StatusCode::kUnavailable, "disk is away"));
  const v1::ExplainResponse told = Point(id, 0);
  EXPECT_THAT(Text(told.segments(0)),
              AllOf(HasSubstr("attempt 1 failed: disk is away"),
                    HasSubstr("attempt 2 begins at ")));
  ASSERT_EQ(told.segments(0).attempts_size(), 1);
  EXPECT_EQ(told.segments(0).attempts(0).worker(), "w");
  EXPECT_EQ(told.segments(0).attempts(0).message(), "disk is away");
}

TEST_F(ExplainTest, AFailureComesBeforeWhatWaitsForIt) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = WorkUpTo(w, "sample/hold 2000 K");
  ASSERT_OK(Fail(w, lease, absl::StatusCode::kOutOfRange, "atom 5 is lost"));
  const v1::ExplainResponse told = Point(id, 0);
  EXPECT_EQ(told.segments(0).state(), v1::SEGMENT_STATE_FAILED);
  EXPECT_THAT(told.segments(0).why(0),
              HasSubstr("was given up after 1 attempt: atom 5 is lost"));
  EXPECT_THAT(Text(told.segments(1)), HasSubstr("which has failed"));
}

TEST_F(ExplainTest, BusyWorkersAndDrainedOnesAreTold) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkUpTo(w, "as_cast/test/energy");
  const v1::ExplainResponse busy = Point(id, 1);
  EXPECT_THAT(Text(busy.segments(0)), HasSubstr("the only worker is busy"));
  v1::DrainWorkersRequest drain;
  drain.set_worker("w");
  ASSERT_OK(coordinator_->DrainWorkers(drain, now_));
  const v1::ExplainResponse drained = Point(id, 1);
  EXPECT_THAT(Text(drained.segments(0)),
              HasSubstr("none of the 1 worker may take it: 1 told to leave"));
}

TEST_F(ExplainTest, WorkersThatArePutAsideAreTold) {
  const std::int64_t id = Submit(kAnnealed, "a");
  Register("w");
  Roster roster = coordinator_->roster();
  const std::string host = roster.members().begin()->second.host;
  for (int i = 0; i < 5; ++i) {
    roster.hosts().Failed(host, v1::FAILURE_CLASS_RESOURCE, now_);
    roster.hosts().GotOn("elsewhere", now_);
  }
  v1::ExplainRequest request;
  request.set_sweep_id(id);
  request.set_point(0);
  const auto told = ReportExplanation(*database_, roster, request, now_);
  ASSERT_OK(told);
  EXPECT_THAT(Text(told->segments(0)), HasSubstr("1 put aside for failures"));
}

TEST_F(ExplainTest, AWorkerThatMustLeaveSoonIsTold) {
  const std::int64_t id = Submit(kAnnealed, "a");
  v1::RegisterWorkerRequest request;
  request.set_session(std::string(16, 's'));
  request.set_name("short");
  request.set_numerics_version(kNumericsVersion);
  *request.mutable_time_left() = ToProto(absl::Seconds(10));
  ASSERT_OK(coordinator_->RegisterWorker(request, now_));
  const v1::ExplainResponse told = Point(id, 0);
  EXPECT_THAT(Text(told.segments(0)), HasSubstr("1 without the time"));
}

TEST_F(ExplainTest, TheFirstPlaceWhereTheWaysPartIsToldFirst) {
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  now_ += absl::Hours(1);
  const std::int64_t slow = SubmitWithSample(
      absl::StrReplaceAll(plan::kSample, {{"number: 100 ", "number: 10 "}}),
      "b");
  const v1::Segment energy = SegmentAt(slow, "as_cast/test/energy");
  const v1::SegmentExplanation told = Segment(energy.segment_id());
  ASSERT_TRUE(told.has_nearest());
  EXPECT_EQ(told.nearest().label(), "as_cast/test/energy");
  EXPECT_EQ(told.nearest().sweep(), "test");
  ASSERT_GE(told.nearest().differences_size(), 1);
  const v1::FieldDifference& first = told.nearest().differences(0);
  EXPECT_EQ(first.field(), "sample/ramp to 300 K: cooling rate [K/s]");
  EXPECT_EQ(first.here(), "1e+13");
  EXPECT_EQ(first.there(), "1e+14");
  // A slower ramp is longer; from there on the ways are alike.
  ASSERT_EQ(told.nearest().differences_size(), 2);
  EXPECT_THAT(told.nearest().differences(1).field(), HasSubstr("time [ps]"));
}

TEST_F(ExplainTest, TheReasonStaysTheSameWhileItsOwnWayIsComputed) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkThrough(w);
  now_ += absl::Hours(1);
  const std::int64_t slow = SubmitWithSample(
      absl::StrReplaceAll(plan::kSample, {{"number: 100 ", "number: 10 "}}),
      "b");
  now_ += absl::Minutes(1);
  WorkUpTo(w, "annealed/hold 600 K");
  const v1::SegmentExplanation told =
      Segment(SegmentAt(slow, "as_cast/test/energy").segment_id());
  EXPECT_EQ(told.state(), v1::SEGMENT_STATE_READY);
  EXPECT_THAT(told.nearest().differences(0).field(), HasSubstr("cooling rate"));
}

TEST_F(ExplainTest, WithoutAnythingOfItsKindNothingIsNear) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_FALSE(
      Segment(SegmentAt(id, "sample/create").segment_id()).has_nearest());
}

TEST_F(ExplainTest, AnotherPotentialIsADifference) {
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  now_ += absl::Hours(1);
  v1::SubmitSweepRequest request;
  request.set_request_id("b");
  *request.mutable_spec() =
      plan::ParseSweep(std::string(plan::kSample) + kAnnealed);
  v1::PotentialRef& potential =
      *request.mutable_spec()->mutable_material()->mutable_potential();
  potential.set_sha256(std::string(32, 'q'));
  potential.set_name("other.eam");
  AddArtifact(potential.sha256());
  const auto plan = plan::MakePlan(request.spec());
  ASSERT_OK(plan);
  const auto submitted = coordinator_->SubmitSweep(request, *plan, now_);
  ASSERT_OK(submitted);
  const v1::SegmentExplanation told = Segment(
      SegmentAt(submitted->sweep_id(), "sample/hold 2000 K").segment_id());
  ASSERT_EQ(told.nearest().differences_size(), 1);
  EXPECT_EQ(told.nearest().differences(0).field(), "sample/create: potential");
  EXPECT_THAT(told.nearest().differences(0).here(), HasSubstr("other.eam"));
}

TEST_F(ExplainTest, WhatIsDoneSaysWhereItCameFrom) {
  const std::int64_t a = Submit(kAnnealed, "a");
  now_ += absl::Minutes(1);
  WorkThrough(Register("w"));
  now_ += absl::Hours(1);
  const std::int64_t b = Submit(kAnnealed, "b");
  const v1::Segment energy = SegmentAt(a, "as_cast/test/energy");
  EXPECT_THAT(Segment(energy.segment_id(), a).why(),
              ElementsAre(HasSubstr("was computed by w in attempt 1")));
  EXPECT_THAT(Segment(energy.segment_id(), b).why(),
              ElementsAre(AllOf(HasSubstr("when sweep 2 (test) was submitted"),
                                HasSubstr("from sweep 1 (test)")),
                          HasSubstr("was computed by w")));
  const v1::ExplainResponse own = Point(a, 0);
  EXPECT_THAT(own.summary(), AllOf(HasSubstr("is done: all "),
                                   Not(HasSubstr("before the sweep"))));
  const v1::ExplainResponse cached = Point(b, 0);
  EXPECT_THAT(cached.summary(), HasSubstr("before the sweep was submitted"));
  EXPECT_THAT(cached.segments(), IsEmpty());
}

TEST_F(ExplainTest, WhatIsNotThereIsNotFound) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_THAT(TryPoint(id, 3), StatusIs(absl::StatusCode::kNotFound,
                                        HasSubstr("from 0 to 2, found 3")));
  EXPECT_THAT(TryPoint(id, -1), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(TryPoint(99, 0), StatusIs(absl::StatusCode::kNotFound, _));
  EXPECT_THAT(TryPoint(0, 0), StatusIs(absl::StatusCode::kInvalidArgument, _));
  v1::ExplainRequest request;
  request.set_segment_id(12345);
  EXPECT_THAT(coordinator_->Explain(request, now_),
              StatusIs(absl::StatusCode::kNotFound, _));
}

}  // namespace
}  // namespace lehr::server
