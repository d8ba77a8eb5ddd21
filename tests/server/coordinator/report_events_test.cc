// Coordinator: attempts report checkpoints, results and failures.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "server/coordinator/coordinator.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ReportEventsTest : public CoordinatorTest {
 protected:
  void SetUp() override {
    sweep_id_ = Submit(kAnnealed, "a");
    w_ = Register("w");
  }

  std::int64_t Divergences() {
    Statement row = database_->Query("SELECT COUNT(*) FROM divergences");
    return row.Step() ? row.Int(0) : -1;
  }

  std::string AttemptStates(std::int64_t segment_id) {
    std::string states;
    Statement row = database_->Query(
        "SELECT state FROM attempts WHERE segment_id = ?1 ORDER BY attempt",
        segment_id);
    while (row.Step()) states += row.Text(0) + " ";
    return states;
  }

  // The worker's session ends; others may have its segment.
  void Lose() {
    now_ += 2 * kTimeToLive;
    ASSERT_OK(coordinator_->ExpireLeases(now_));
    Check();
  }

  std::int64_t sweep_id_ = 0;
  std::string w_;
};

TEST_F(ReportEventsTest, AResultMakesTheChildrenReady) {
  const auto lease = Lease(w_);
  ASSERT_OK(Complete(w_, *lease));
  Check();
  EXPECT_EQ(SweepOf(sweep_id_).segments().done(), 1);
  EXPECT_EQ(SweepOf(sweep_id_).segments().ready(), 1);
}

TEST_F(ReportEventsTest, AFinishedSweepIsDoneWithAllItsPoints) {
  WorkThrough(w_);
  const v1::Sweep sweep = SweepOf(sweep_id_);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(sweep.points_done(), 3);
  EXPECT_TRUE(sweep.has_ended());
}

TEST_F(ReportEventsTest, ARepeatedResultIsHarmless) {
  const auto lease = Lease(w_);
  ASSERT_OK(Complete(w_, *lease));
  EXPECT_OK(Complete(w_, *lease));
  EXPECT_EQ(SweepOf(sweep_id_).segments().done(), 1);
  EXPECT_EQ(Divergences(), 0);
  EXPECT_EQ(coordinator_->ListWorkers(now_)->workers(0).segments_done(), 1);
}

TEST_F(ReportEventsTest, ResultsNeedTheirArtifacts) {
  const auto lease = Lease(w_);
  EXPECT_THAT(
      Report(w_, ResultOf(*lease)),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("end state")));
  v1::CompleteAttemptRequest no_state = ResultOf(*lease);
  no_state.clear_end_state_sha256();
  EXPECT_THAT(Report(w_, no_state),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_OK(Complete(w_, *lease));
}

TEST_F(ReportEventsTest, AMeasurementHasNoEndState) {
  while (auto lease = Lease(w_)) {
    if (lease->work().has_measurement()) {
      v1::CompleteAttemptRequest wrong = ResultOf(*lease);
      wrong.set_end_state_sha256(std::string(32, 'x'));
      EXPECT_THAT(Report(w_, wrong),
                  StatusIs(absl::StatusCode::kInvalidArgument, _));
    }
    ASSERT_OK(Complete(w_, *lease));
  }
}

TEST_F(ReportEventsTest, AnotherWorkersAttemptIsStale) {
  const auto lease = Lease(w_);
  const std::string v = Register("v");
  EXPECT_THAT(Complete(v, *lease), StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_THAT(Return(v, *lease), StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_THAT(Checkpoint(v, *lease, 5),
              StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_EQ(SweepOf(sweep_id_).segments().leased(), 1);
}

TEST_F(ReportEventsTest, ALateResultIsTakenWhileTheSegmentIsOpen) {
  const auto lease = Lease(w_);
  Lose();
  EXPECT_OK(Complete(w_, *lease));
  Check();
  EXPECT_EQ(SweepOf(sweep_id_).segments().done(), 1);
  EXPECT_EQ(AttemptStates(lease->id().segment_id()), "SUCCEEDED ");
}

TEST_F(ReportEventsTest, ALateResultStopsWhoeverHasTheSegmentNow) {
  const auto lease = Lease(w_);
  Lose();
  const std::string v = Register("v");
  const auto other = Lease(v);
  ASSERT_TRUE(other.has_value());
  EXPECT_OK(Complete(w_, *lease));
  Check();
  EXPECT_EQ(Heartbeat(v, {*other}).size(), 1u);
  EXPECT_EQ(AttemptStates(lease->id().segment_id()), "SUCCEEDED CANCELLED ");
  EXPECT_THAT(Complete(v, *other), StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_EQ(Divergences(), 0);
}

TEST_F(ReportEventsTest, ASecondDifferentEndStateIsKeptAsDivergence) {
  const auto lease = Lease(w_);
  Lose();
  const std::string v = Register("v");
  const auto other = Lease(v);
  ASSERT_OK(Complete(v, *other));
  v1::CompleteAttemptRequest sick = ResultOf(*lease);
  sick.set_end_state_sha256(std::string(32, 'x'));
  EXPECT_THAT(Report(w_, sick), StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_THAT(Report(w_, sick), StatusIs(absl::StatusCode::kAborted, _));
  Check();
  EXPECT_EQ(Divergences(), 1);
  const auto next = Lease(v);
  ASSERT_TRUE(next.has_value());  // starts from the first one
  EXPECT_EQ(next->start_state_sha256(), ResultOf(*other).end_state_sha256());
}

TEST_F(ReportEventsTest, TheNextAttemptContinuesFromTheCheckpoint) {
  const auto lease = Lease(w_);
  ASSERT_OK(Checkpoint(w_, *lease, 40));
  ASSERT_OK(Checkpoint(w_, *lease, 20));  // overtaken: changes nothing
  Lose();
  EXPECT_THAT(Checkpoint(w_, *lease, 60),
              StatusIs(absl::StatusCode::kAborted, _));
  const auto next = Lease(Register("v"));
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->checkpoint().step(), 40);
  EXPECT_EQ(next->checkpoint().state_sha256(), Sha256Of("checkpoint40"));
}

TEST_F(ReportEventsTest, ACheckpointNeedsItsArtifact) {
  const auto lease = Lease(w_);
  v1::CommitCheckpointRequest request;
  request.set_session(w_);
  *request.mutable_id() = lease->id();
  request.mutable_checkpoint()->set_step(1);
  request.mutable_checkpoint()->set_state_sha256(std::string(32, 'x'));
  EXPECT_THAT(coordinator_->CommitCheckpoint(request, now_),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST_F(ReportEventsTest, AReturnedSegmentIsReadyAtOnceAndNotCounted) {
  for (int i = 0; i < 30; ++i) {
    const auto lease = Lease(w_);
    ASSERT_TRUE(lease.has_value()) << i;
    ASSERT_OK(Return(w_, *lease));
    EXPECT_OK(Return(w_, *lease));  // a repeat
    Check();
  }
  EXPECT_EQ(SweepOf(sweep_id_).state(), v1::SWEEP_STATE_RUNNING);
}

TEST_F(ReportEventsTest, APhysicalFailureFailsOnlyWhatDependsOnIt) {
  // The branches at 600 and 900 K; the first of them fails.
  std::string failed_label;
  while (const auto lease = Lease(w_)) {
    if (failed_label.empty() &&
        lease->label().find("annealed") != std::string::npos) {
      failed_label = lease->label();
      ASSERT_OK(
          Fail(w_, *lease, absl::StatusCode::kOutOfRange, "atom 7 was lost"));
    } else {
      ASSERT_OK(Complete(w_, *lease));
    }
    Check();
  }
  const v1::Sweep sweep = SweepOf(sweep_id_);
  EXPECT_EQ(sweep.state(), v1::SWEEP_STATE_FAILED);
  EXPECT_EQ(sweep.segments().failed(), 1);
  EXPECT_GT(sweep.segments().waiting(), 0);
  EXPECT_EQ(sweep.points_done(), 2);
  int failed = 0;
  for (const v1::PointResult& point : ResultsOf(sweep_id_)) {
    if (point.state() != v1::SWEEP_STATE_FAILED) continue;
    ++failed;
    EXPECT_EQ(point.error(), "atom 7 was lost");
  }
  EXPECT_EQ(failed, 1);
  v1::WatchSweepRequest watch;
  watch.set_sweep_id(sweep_id_);
  EXPECT_THAT(coordinator_->WatchSweep(watch)->errors(),
              testing::ElementsAre(failed_label + ": atom 7 was lost"));
}

TEST_F(ReportEventsTest, AFailedSweepSubmittedAgainTriesOnceMore) {
  while (const auto lease = Lease(w_)) {
    ASSERT_OK(Fail(w_, *lease, absl::StatusCode::kOutOfRange, "no"));
  }
  EXPECT_EQ(SweepOf(sweep_id_).state(), v1::SWEEP_STATE_FAILED);
  const std::int64_t again = Submit(kAnnealed, "b");
  WorkThrough(w_);
  EXPECT_EQ(SweepOf(again).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(sweep_id_).state(), v1::SWEEP_STATE_FAILED);  // ended
}

TEST_F(ReportEventsTest, AFailureOfTheEnvironmentIsTriedAgainAfterAWhile) {
  const auto lease = Lease(w_);
  ASSERT_OK(Fail(w_, *lease, absl::StatusCode::kUnavailable, "away"));
  EXPECT_OK(Fail(w_, *lease, absl::StatusCode::kUnavailable, "away"));
  Check();
  EXPECT_FALSE(Lease(w_).has_value());
  now_ += absl::Seconds(6);
  const auto next = Lease(w_);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->id().attempt(), 2);
  EXPECT_EQ(SegmentAt(sweep_id_, next->label()).error(), "away");
}

TEST_F(ReportEventsTest, ABugIsNotTriedAgain) {
  ASSERT_OK(Fail(w_, *Lease(w_), absl::StatusCode::kInternal, "oops"));
  EXPECT_EQ(SweepOf(sweep_id_).state(), v1::SWEEP_STATE_FAILED);
}

TEST_F(ReportEventsTest, AnAttemptThatWasToldToStopMayStillSaySo) {
  const auto lease = Lease(w_);
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(sweep_id_);
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  v1::EndAttemptRequest request;
  request.set_session(w_);
  *request.mutable_id() = lease->id();
  request.set_end(v1::ATTEMPT_END_CANCELLED);
  EXPECT_OK(coordinator_->EndAttempt(request, now_));
  request.set_end(v1::ATTEMPT_END_FAILED);
  EXPECT_THAT(coordinator_->EndAttempt(request, now_),
              StatusIs(absl::StatusCode::kAborted, _));
  request.set_end(v1::ATTEMPT_END_UNSPECIFIED);
  EXPECT_THAT(coordinator_->EndAttempt(request, now_),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(ReportEventsTest, ResultsHaveParametersObservablesAndDifferences) {
  WorkThrough(w_);
  const auto points = ResultsOf(sweep_id_);
  ASSERT_EQ(points.size(), 3u);
  const auto value = [&](const v1::PointResult& point, const char* name) {
    for (const v1::Observable& observable : point.observables()) {
      if (observable.name() == name) return observable.value();
    }
    return std::nan("");
  };
  EXPECT_EQ(points[0].treatment(), "as_cast");
  EXPECT_TRUE(std::isnan(value(points[0], "delta_potential_energy")));
  EXPECT_EQ(points[2].parameters(0).name(), "kelvin");
  EXPECT_EQ(points[2].parameters(0).value(), 900);
  EXPECT_NEAR(value(points[2], "delta_potential_energy"),
              1000 * (value(points[2], "potential_energy") -
                      value(points[0], "potential_energy")),
              1e-9);
}

TEST_F(ReportEventsTest, ResultsComeInPages) {
  v1::ListResultsRequest request;
  request.set_sweep_id(sweep_id_);
  request.set_page_size(2);
  const auto first = coordinator_->ListResults(request);
  ASSERT_OK(first);
  EXPECT_EQ(first->points_size(), 2);
  request.set_page_token(first->next_page_token());
  const auto second = coordinator_->ListResults(request);
  ASSERT_OK(second);
  ASSERT_EQ(second->points_size(), 1);
  EXPECT_EQ(second->points(0).point(), 2);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ReportEventsTest, ProgressCountsWhatRunsInPart) {
  const auto lease = WorkUpTo(w_, "sample/ramp to 300 K");
  v1::WatchSweepRequest watch;
  watch.set_sweep_id(sweep_id_);
  const auto before = coordinator_->WatchSweep(watch);
  ASSERT_OK(before);
  v1::HeartbeatRequest heartbeat;
  heartbeat.set_session(w_);
  v1::Progress& progress = *heartbeat.add_progress();
  *progress.mutable_id() = lease.id();
  progress.set_steps_done(500);
  progress.set_steps_total(1000);
  progress.set_atom_steps_per_second(1e6);
  ASSERT_OK(coordinator_->Heartbeat(heartbeat, now_));
  const auto after = coordinator_->WatchSweep(watch);
  ASSERT_OK(after);
  const v1::Segment segment = SegmentAt(sweep_id_, lease.label());
  EXPECT_EQ(after->atom_steps_done() - before->atom_steps_done(),
            segment.atoms() * segment.steps() / 2);
  EXPECT_EQ(after->atom_steps_per_second(), 1e6);
  EXPECT_TRUE(after->has_time_left());
  EXPECT_EQ(after->workers(), 1);
  ASSERT_EQ(after->running_size(), 1);
  EXPECT_EQ(after->running(0).worker(), "w");
}

TEST_F(ReportEventsTest, AFailureKeepsTheStateBeforeIt) {
  const std::string state = Sha256Of("before");
  const auto lease = Lease(w_);
  EXPECT_THAT(
      Fail(w_, *lease, absl::StatusCode::kUnavailable, "away", state),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("state")));
  EXPECT_THAT(Fail(w_, *lease, absl::StatusCode::kUnavailable, "away", "x"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("state")));
  EXPECT_EQ(SweepOf(sweep_id_).segments().leased(), 1);  // nothing has changed
  AddArtifact(state);
  ASSERT_OK(Fail(w_, *lease, absl::StatusCode::kOutOfRange, "lost", state));
  // A repeat gets the first answer, whatever it says.
  EXPECT_OK(Fail(w_, *lease, absl::StatusCode::kOutOfRange, "lost", "x"));
  const v1::Segment segment = SegmentAt(sweep_id_, lease->label());
  EXPECT_EQ(segment.state(), v1::SEGMENT_STATE_FAILED);
  EXPECT_EQ(segment.error(), "lost");
  EXPECT_EQ(segment.failed_state_sha256(), state);
}

TEST_F(ReportEventsTest, TheStateBeforeAFailureGoesWithTheFailure) {
  const std::string state = Sha256Of("before");
  AddArtifact(state);
  const auto kept = [this](const std::string& label) {
    return SegmentAt(sweep_id_, label).failed_state_sha256();
  };
  const auto first = Lease(w_);
  ASSERT_OK(Fail(w_, *first, absl::StatusCode::kUnavailable, "away", state));
  EXPECT_EQ(kept(first->label()), state);
  // A worker that is lost says nothing about the failure before.
  now_ += absl::Minutes(10);
  Heartbeat(w_, {});
  const auto second = Lease(w_);
  ASSERT_TRUE(second.has_value());
  Lose();
  EXPECT_EQ(kept(first->label()), state);
  const std::string v = Register("v");
  const auto third = Lease(v);
  ASSERT_TRUE(third.has_value());
  ASSERT_OK(Fail(v, *third, absl::StatusCode::kUnavailable, "away again"));
  EXPECT_EQ(kept(first->label()), "");
  now_ += absl::Minutes(10);
  Heartbeat(v, {});
  const auto fourth = Lease(v);
  ASSERT_TRUE(fourth.has_value());
  ASSERT_OK(Fail(v, *fourth, absl::StatusCode::kUnavailable, "away", state));
  now_ += absl::Minutes(10);
  Heartbeat(v, {});
  const auto last = Lease(v);
  ASSERT_TRUE(last.has_value());
  ASSERT_OK(Complete(v, *last));
  EXPECT_EQ(kept(first->label()), "");
}

TEST_F(ReportEventsTest, ASweepSubmittedAgainForgetsTheStateBeforeTheFailure) {
  const std::string state = Sha256Of("before");
  AddArtifact(state);
  const auto lease = Lease(w_);
  ASSERT_OK(Fail(w_, *lease, absl::StatusCode::kOutOfRange, "no", state));
  const std::int64_t again = Submit(kAnnealed, "b");
  EXPECT_EQ(SegmentAt(again, lease->label()).failed_state_sha256(), "");
}

std::vector<std::string> NamesOf(
    const google::protobuf::RepeatedPtrField<v1::Observable>& observables) {
  std::vector<std::string> names;
  for (const v1::Observable& observable : observables) {
    names.push_back(observable.name());
  }
  return names;
}

TEST_F(ReportEventsTest, WhatDynamicsFindsOutIsShownButIsNoResult) {
  WorkThrough(w_);
  const v1::Segment ramp = SegmentAt(sweep_id_, "sample/ramp to 300 K");
  ASSERT_EQ(ramp.observables_size(), 1);
  EXPECT_EQ(ramp.observables(0).name(), "temperature");
  EXPECT_EQ(ramp.observables(0).unit(), "K");
  EXPECT_TRUE(ramp.observables(0).has_standard_error());
  EXPECT_THAT(
      NamesOf(SegmentAt(sweep_id_, "as_cast/test/energy").observables()),
      ElementsAre("potential_energy"));
  for (const v1::PointResult& point : ResultsOf(sweep_id_)) {
    EXPECT_THAT(NamesOf(point.observables()), Not(Contains("temperature")));
  }
}

TEST_F(ReportEventsTest, APointHasTheLastMeasurementOfEachKind) {
  const std::int64_t id = Submit(kMeasured, "b");
  WorkThrough(w_);
  const auto points = ResultsOf(id);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_THAT(
      NamesOf(points[0].observables()),
      ElementsAre("glass_transition_temperature", "isothermal_young_modulus",
                  "isothermal_shear_modulus"));
  EXPECT_THAT(NamesOf(points[1].observables()),
              ElementsAre("glass_transition_temperature", "creep_rate",
                          "replica_overlap", "isothermal_young_modulus",
                          "isothermal_shear_modulus"));
}

TEST_F(ReportEventsTest, AMeasurementMayHaveACurveAndNamesThatNoPlanKnows) {
  const std::int64_t id = Submit(kCompared, "b");
  WorkThrough(w_);
  const v1::Segment pairs = SegmentAt(id, "aged/test/pair_distribution");
  EXPECT_EQ(pairs.curve_sha256().size(), kSha256Bytes);
  EXPECT_EQ(pairs.end_state_sha256(), "");
  EXPECT_EQ(SegmentAt(id, "aged/test/local_strain").curve_sha256(), "");
  const auto points = ResultsOf(id);
  ASSERT_EQ(points.size(), 2u);
  // Of the structure the one at the end.
  EXPECT_THAT(NamesOf(points[1].observables()),
              ElementsAre("icosahedra", "icosahedra_Cu", "first_peak",
                          "first_peak_q", "strain_mean"));
  EXPECT_EQ(points[1].observables(0).value(),
            SegmentAt(id, "aged/test/structure").observables(0).value());
}

}  // namespace
}  // namespace lehr::server
