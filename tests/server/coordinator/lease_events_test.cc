// Coordinator: leases are given, kept, lost and taken up again.

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/core/retry_policy.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LeaseEventsTest : public CoordinatorTest {
 protected:
  void ExpireAfter(absl::Duration duration) {
    now_ += duration;
    EXPECT_OK(coordinator_->ExpireLeases(now_));
    Check();
  }

  void SetUser(std::int64_t sweep_id, const std::string& user) {
    database_->Run("UPDATE sweeps SET user = ?2 WHERE sweep_id = ?1", sweep_id,
                   user);
  }
};

TEST_F(LeaseEventsTest, RefusesAWorkerWithOtherNumerics) {
  v1::RegisterWorkerRequest request;
  request.set_session(std::string(16, 's'));
  request.set_numerics_version(kNumericsVersion + 1);
  EXPECT_THAT(coordinator_->RegisterWorker(request, now_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("numerics version")));
  EXPECT_EQ(coordinator_->ListWorkers(now_)->workers_size(), 0);
}

TEST_F(LeaseEventsTest, RefusesASessionThatIsNotSixteenBytes) {
  v1::RegisterWorkerRequest request;
  request.set_session("short");
  request.set_numerics_version(kNumericsVersion);
  EXPECT_THAT(coordinator_->RegisterWorker(request, now_),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(LeaseEventsTest, AnUnknownSessionIsToldToRegister) {
  EXPECT_THAT(TryLease(std::string(16, 'x'), 1),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("register")));
  v1::HeartbeatRequest request;
  request.set_session(std::string(16, 'x'));
  EXPECT_THAT(coordinator_->Heartbeat(request, now_),
              StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(LeaseEventsTest, ALeaseHasAllThatAWorkerNeeds) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto first = Lease(w);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->id().attempt(), 1);
  EXPECT_TRUE(first->work().advance().law().has_create());
  EXPECT_EQ(first->start_state_sha256(), "");
  EXPECT_EQ(first->potential_sha256(), TestPotentialSha256());
  EXPECT_EQ(first->potential_name(), "CuZr.eam.fs");
  EXPECT_FALSE(first->has_checkpoint());
  EXPECT_FALSE(first->label().empty());
  const v1::CompleteAttemptRequest result = ResultOf(*first);
  ASSERT_OK(Complete(w, *first));
  const auto second = Lease(w);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->start_state_sha256(), result.end_state_sha256());
  EXPECT_EQ(second->start_state_key().size(), kSha256Bytes);
}

TEST_F(LeaseEventsTest, AMeasurementGetsTheCurvesThatItReadsInOrder) {
  Submit(kMeasured, "a");
  const std::string w = Register("w");
  std::map<std::string, std::string> curves;  // by label
  std::map<std::string, std::vector<std::string>> read;
  while (const auto lease = Lease(w)) {
    if (lease->work().has_measurement()) {
      read[lease->label()] = {lease->curve_sha256s().begin(),
                              lease->curve_sha256s().end()};
    }
    curves[lease->label() + " " +
           std::to_string(lease->work().advance().steps())] =
        ResultOf(*lease).curve_sha256();
    ASSERT_OK(Complete(w, *lease));
  }
  EXPECT_THAT(read["sample/glass_transition"],
              ElementsAre(curves["sample/ramp to 300 K 8500"]));
  EXPECT_EQ(read["loaded/creep"].size(), 3u);  // before, hold, relaxation
  EXPECT_EQ(read["loaded/creep"][1], curves["loaded/hold 300 K 1000"]);
  EXPECT_THAT(read["loaded/replica_overlap"], IsEmpty());
  EXPECT_THAT(read["as_cast/test/modulus"], SizeIs(1));
}

TEST_F(LeaseEventsTest, AComparisonGetsTheStateThatItsReferenceNames) {
  Submit(kCompared, "a");
  const std::string w = Register("w");
  std::map<std::string, std::string> ends;        // end states by label
  std::map<std::string, std::string> references;  // by label
  while (const auto lease = Lease(w)) {
    ends[lease->label()] = ResultOf(*lease).end_state_sha256();
    references[lease->label()] = lease->reference_state_sha256();
    ASSERT_OK(Complete(w, *lease));
  }
  const std::string glass = ends["sample/ramp to 300 K"];
  ASSERT_EQ(glass.size(), kSha256Bytes);
  // The state itself, and one from two segments before.
  EXPECT_EQ(references["as_cast/test/local_strain"], glass);
  EXPECT_EQ(references["aged/test/local_strain"], glass);
  EXPECT_EQ(references["aged/test/structure"], "");
  EXPECT_EQ(references["aged/hold 300 K"], "");
}

TEST_F(LeaseEventsTest, AComparisonOfAnotherSweepIsNotMadeAgain) {
  Submit(kCompared, "a");
  const std::string w = Register("w");
  WorkThrough(w);
  const std::int64_t again = Submit(kCompared, "b");
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_EQ(SweepOf(again).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(LeaseEventsTest, OneSegmentHasOneLease) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const std::string v = Register("v");
  ASSERT_TRUE(Lease(w).has_value());
  EXPECT_FALSE(Lease(v).has_value());  // the sample is one path
}

TEST_F(LeaseEventsTest, ARepeatGetsTheSameLease) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto first = TryLease(w, 1);
  const auto second = TryLease(w, 1);
  ASSERT_OK(first);
  ASSERT_OK(second);
  ASSERT_TRUE(first->has_lease());
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(LeaseEventsTest, ARepeatAfterTheEndOfTheAttemptGetsNothing) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Complete(w, *lease));
  const auto repeat = TryLease(w, 1);
  ASSERT_OK(repeat);
  EXPECT_FALSE(repeat->has_lease());
}

TEST_F(LeaseEventsTest, AnOlderQuestionIsRefused) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  ASSERT_TRUE(TryLease(w, 5)->has_lease());
  EXPECT_THAT(TryLease(w, 4), StatusIs(absl::StatusCode::kInvalidArgument,
                                       HasSubstr("at least 5, found 4")));
  EXPECT_THAT(TryLease(w, 0), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(LeaseEventsTest, LargerPriorityGoesFirst) {
  const char kHot[] =
      "test { hold { temperature_kelvin { number: 1500 } "
      "time_ps { number: 1 } } }";
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const v1::Lease shared = WorkUpTo(w, "sample/ramp to 300 K");
  Submit(kHot, "b", /*priority=*/10);
  ASSERT_OK(Complete(w, shared));
  const auto next = Lease(w);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(
      next->work().advance().law().dynamics().temperature().start_kelvin(),
      1500);
}

TEST_F(LeaseEventsTest, TheLongestWayGoesFirstAmongEqualPriorities) {
  Submit(R"(treatments { name: "short" stages {
              hold { temperature_kelvin { number: 400 } time_ps { number: 1 } } } }
            treatments { name: "long" stages {
              hold { temperature_kelvin { number: 500 } time_ps { number: 1 } } }
              stages { ramp { to_kelvin { number: 600 } time_ps { number: 5 } } } }
           )",
         "a");
  const std::string w = Register("w");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  const auto next = Lease(w);
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(
      next->work().advance().law().dynamics().temperature().start_kelvin(),
      500);
}

TEST_F(LeaseEventsTest, ASilentWorkerLosesItsLeaseWhichAnotherGets) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ExpireAfter(kTimeToLive);
  EXPECT_EQ(SweepOf(id).segments().leased(), 1);  // just in time
  ExpireAfter(absl::Seconds(1));
  EXPECT_EQ(SweepOf(id).segments().ready(), 1);
  EXPECT_THAT(TryLease(w, 9), StatusIs(absl::StatusCode::kNotFound, _));
  const std::string v = Register("v");
  const auto other = Lease(v);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->id().segment_id(), lease->id().segment_id());
  EXPECT_EQ(other->id().attempt(), 2);
}

TEST_F(LeaseEventsTest, HeartbeatsKeepALease) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());
    ExpireAfter(kTimeToLive - absl::Seconds(1));
  }
  EXPECT_EQ(SweepOf(id).segments().leased(), 1);
}

TEST_F(LeaseEventsTest, ALeaseThatItsLiveWorkerNeverSpeaksOfIsLost) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  ASSERT_TRUE(Lease(w).has_value());
  for (int i = 0; i < 6; ++i) {
    Heartbeat(w, {});
    ExpireAfter(kTimeToLive - absl::Seconds(1));
  }
  EXPECT_EQ(SweepOf(id).segments().ready(), 1);
  EXPECT_TRUE(Lease(w).has_value());  // it is still live
}

TEST_F(LeaseEventsTest, AWorkerThatIsBackGoesOnWhereNobodyTookOver) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ExpireAfter(2 * kTimeToLive);
  Register("w");
  EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());
  Check();
  EXPECT_OK(Complete(w, *lease));
}

TEST_F(LeaseEventsTest, AWorkerThatIsBackTooLateIsToldToStop) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ExpireAfter(2 * kTimeToLive);
  const std::string v = Register("v");
  ASSERT_TRUE(Lease(v).has_value());
  Register("w");
  const auto stop = Heartbeat(w, {*lease});
  ASSERT_EQ(stop.size(), 1u);
  EXPECT_EQ(stop[0].segment_id(), lease->id().segment_id());
  EXPECT_EQ(stop[0].attempt(), 1);
}

TEST_F(LeaseEventsTest, WhatAWorkerHasJustReportedIsNotToBeStopped) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Complete(w, *lease));
  EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());
}

TEST_F(LeaseEventsTest, SomebodyElsesAttemptIsToBeStopped) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  EXPECT_EQ(Heartbeat(Register("v"), {*lease}).size(), 1u);
}

TEST_F(LeaseEventsTest, LostWorkersDoNotCountUntilThereAreTooMany) {
  const std::int64_t id = Submit(kAnnealed, "a");
  for (int i = 0; i < kMostLosses; ++i) {
    EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING) << i;
    const std::string w = Register("w" + std::to_string(i));
    ASSERT_TRUE(Lease(w).has_value()) << i;
    ExpireAfter(2 * kTimeToLive);
  }
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
  EXPECT_THAT(ResultsOf(id)[0].error(), HasSubstr("workers in a row"));
}

TEST_F(LeaseEventsTest, ACheckpointShowsThatLossesAreNotTheSegmentsFault) {
  const std::int64_t id = Submit(kAnnealed, "a");
  for (int i = 0; i < 2 * kMostLosses; ++i) {
    const std::string w = Register("w" + std::to_string(i));
    const auto lease = Lease(w);
    ASSERT_TRUE(lease.has_value()) << i;
    ASSERT_OK(Checkpoint(w, *lease, i + 1));
    ExpireAfter(2 * kTimeToLive);
  }
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
}

TEST_F(LeaseEventsTest, ARestartedServerWaitsForItsWorkers) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  now_ += absl::Hours(3);  // the server was away
  Restart();
  ExpireAfter(kTimeToLive);
  EXPECT_EQ(SweepOf(id).segments().leased(), 1);
  EXPECT_THAT(Heartbeat(w, {*lease}), IsEmpty());  // without registering
  ExpireAfter(kTimeToLive);
  EXPECT_OK(Complete(w, *lease));
  EXPECT_TRUE(Lease(w).has_value());
}

TEST_F(LeaseEventsTest, ARestartedServerGivesUpWorkersThatDoNotComeBack) {
  const std::int64_t id = Submit(kAnnealed, "a");
  ASSERT_TRUE(Lease(Register("w")).has_value());
  Restart();
  ExpireAfter(kTimeToLive + absl::Seconds(1));
  EXPECT_EQ(SweepOf(id).segments().ready(), 1);
}

TEST_F(LeaseEventsTest, ARestartedServerRemembersTheLastLease) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto first = TryLease(w, 1);
  Restart();
  const auto second = TryLease(w, 1);
  ASSERT_OK(second);
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
}

TEST_F(LeaseEventsTest, ListsWorkersWithWhatTheyDo) {
  Submit(kAnnealed, "a");
  const std::string gone = Register("gone");
  ExpireAfter(2 * kTimeToLive);
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_OK(Complete(w, *lease));
  const auto next = Lease(w);
  const auto workers = coordinator_->ListWorkers(now_);
  ASSERT_OK(workers);
  ASSERT_EQ(workers->workers_size(), 2);
  EXPECT_EQ(workers->workers(0).name(), "w");
  EXPECT_TRUE(workers->workers(0).live());
  EXPECT_EQ(workers->workers(0).segments_done(), 1);
  ASSERT_EQ(workers->workers(0).running_size(), 1);
  EXPECT_EQ(workers->workers(0).running(0).label(), next->label());
  EXPECT_FALSE(workers->workers(1).live());
}

TEST_F(LeaseEventsTest, UsersTakeTurns) {
  const std::int64_t ada = Submit(kAnnealed, "a", 100);
  const std::int64_t bob = Submit(std::string(kAnnealed) + "seed: 2", "b");
  SetUser(ada, "ada");
  SetUser(bob, "bob");
  const std::string w = Register("w");
  // Both begin with a sample of their own.
  const auto first = Lease(w);
  const auto second = Lease(Register("v"));
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(first->label(), second->label());
  EXPECT_NE(first->id().segment_id(), second->id().segment_id());
}

TEST_F(LeaseEventsTest, WhatUsersHaveHadOutlivesTheServer) {
  const std::int64_t ada = Submit(kAnnealed, "a", 100);
  SetUser(ada, "ada");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  now_ += absl::Seconds(20);
  ASSERT_OK(Complete(w, *lease));
  ASSERT_TRUE(Lease(w).has_value());
  ExpireAfter(absl::Seconds(1));  // writes it down
  Restart();
  Statement row = database_->Query(
      "SELECT user, core_seconds FROM usage ORDER BY core_seconds DESC");
  ASSERT_TRUE(row.Step());
  EXPECT_EQ(row.Text(0), "ada");
  EXPECT_NEAR(row.Real(1), 40, 0.1);  // of two cores
}

TEST_F(LeaseEventsTest, ASweepRunsNoMoreThanItMayAlsoAfterARestart) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  database_->Run("UPDATE sweeps SET max_running = 1 WHERE sweep_id = ?1", id);
  const auto only = Lease(w);
  ASSERT_TRUE(only.has_value());
  EXPECT_FALSE(Lease(Register("v")).has_value());
  Restart();
  EXPECT_FALSE(Lease("v...............").has_value());
  ASSERT_OK(Complete(w, *only));
  EXPECT_TRUE(Lease("v...............").has_value());
}

TEST_F(LeaseEventsTest, ALeaseThatWasUndoneIsGivenAgain) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  database_->Begin();
  const auto undone = TryLease(w, 1);
  ASSERT_OK(undone);
  database_->Rollback();
  ASSERT_OK(coordinator_->Recover(now_));
  const auto again = TryLease(w, 1);
  ASSERT_OK(again);
  EXPECT_EQ(undone->SerializeAsString(), again->SerializeAsString());
}

TEST_F(LeaseEventsTest, ManyWorkersAreHeardLessOftenAndGivenMoreTime) {
  const std::string first = Register("first");
  for (int i = 0; i < 5000; ++i) Register("w" + std::to_string(i));
  v1::HeartbeatRequest request;
  request.set_session(first);
  const auto told = coordinator_->Heartbeat(request, now_);
  ASSERT_OK(told);
  EXPECT_EQ(told->heartbeat_interval().seconds(), 10);
  const auto again = coordinator_->Heartbeat(request, now_);
  ASSERT_OK(again);
  EXPECT_FALSE(again->has_heartbeat_interval());  // it knows
  ExpireAfter(absl::Seconds(39));  // three intervals and ten seconds are 40
  EXPECT_OK(coordinator_->Heartbeat(request, now_));
}

TEST_F(LeaseEventsTest, ASweepIsLeasedToWorkersWithItsEngine) {
  const std::string lehr = Register("lehr");
  const std::int64_t id = Submit(
      std::string(kAnnealed) + "settings { engine: ENGINE_LAMMPS }", "lammps");
  EXPECT_FALSE(Lease(lehr).has_value());
  EXPECT_TRUE(coordinator_->OthersMayGetMore(lehr, now_));
  const v1::Segment first = SegmentAt(id, "sample/create");
  v1::ExplainRequest explain;
  explain.set_segment_id(first.segment_id());
  EXPECT_THAT(coordinator_->Explain(explain, now_)->summary(),
              HasSubstr("no worker with engine lammps is connected"));
  v1::RegisterWorkerRequest request;
  const std::string lammps = "lammps..........";
  request.set_session(lammps);
  request.set_engine(v1::ENGINE_LAMMPS);
  request.set_numerics_version(kLammpsNumericsVersion);
  ASSERT_OK(coordinator_->RegisterWorker(request, now_));
  EXPECT_FALSE(WorkThrough(lammps).empty());
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  // The same with our own engine has the lattice, and nothing else, done.
  const std::int64_t own = Submit(kAnnealed, "own");
  EXPECT_FALSE(Lease(lammps).has_value());
  EXPECT_EQ(SegmentAt(own, "sample/create").state(), v1::SEGMENT_STATE_DONE);
  EXPECT_FALSE(WorkThrough(lehr).empty());
}

TEST_F(LeaseEventsTest, TheEngineOfAWorkerIsKnownAfterARestart) {
  v1::RegisterWorkerRequest request;
  const std::string lammps = "lammps..........";
  request.set_session(lammps);
  request.set_engine(v1::ENGINE_LAMMPS);
  request.set_numerics_version(kLammpsNumericsVersion);
  ASSERT_OK(coordinator_->RegisterWorker(request, now_));
  Restart();
  Submit(kAnnealed, "own");
  EXPECT_FALSE(Lease(lammps).has_value());
  EXPECT_EQ(coordinator_->ListWorkers(now_)->workers(0).engine(),
            v1::ENGINE_LAMMPS);
}

TEST_F(LeaseEventsTest, AuditsNeedAnEngineThatGivesTheSameBits) {
  audit_fraction_ = 0.1;
  EXPECT_THAT(
      TrySubmit(std::string(kAnnealed) + "settings { engine: ENGINE_LAMMPS }",
                "lammps"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("audit")));
}

}  // namespace
}  // namespace lehr::server
