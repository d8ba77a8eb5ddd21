// Coordinator: segments that are done are executed again, for an audit, for a
// comparison, or for a finer curve; and states that need not be computed at
// all.

#include "server/coordinator/reruns.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "server/core/retry_policy.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A hold of 2 ps (1000 steps), and how its curve is recorded.
const char kHold[] = R"(
  treatments { name: "t" stages { hold { time_ps { number: 2 } } } })";
const char kLongHold[] = R"(
  treatments { name: "t" stages { hold { time_ps { number: 5 } } } })";
// A slope, which reads the curve of the strain before it.
const char kSlope[] = R"(
  treatments { name: "t" }
  test { deform { rate_per_second { number: 1e10 } to_strain { number: 0.01 } } }
  test { measure { measures { modulus {} } } })";
const char kStrain[] = R"(
  treatments { name: "t" }
  test { deform { rate_per_second { number: 1e10 } to_strain { number: 0.01 } } }
)";
const char kCoarse[] = "settings { record_ps: 0.1 }";
const char kFine[] = "settings { record_ps: 0.01 }";

class RerunsTest : public CoordinatorTest {
 protected:
  RerunsTest() : w_(Register("w")) {}

  std::vector<v1::Segment> SegmentsOf(std::int64_t sweep_id) {
    v1::GetSweepRequest request;
    request.set_sweep_id(sweep_id);
    const auto response = coordinator_->GetSweep(request);
    EXPECT_OK(response);
    if (!response.ok()) return {};
    return {response->segments().begin(), response->segments().end()};
  }
  int CountOf(std::int64_t sweep_id) {
    return static_cast<int>(SegmentsOf(sweep_id).size());
  }

  // Leases and completes until there is nothing; returns what was leased.
  std::vector<v1::Lease> LeasesOf(const std::string& session) {
    std::vector<v1::Lease> leases;
    while (const auto lease = Lease(session)) {
      EXPECT_OK(Complete(session, *lease));
      Check();
      leases.push_back(*lease);
    }
    return leases;
  }

  // The interval of its curve.
  std::int64_t RecordStepsOf(const v1::Segment& segment) {
    return FindSegment(*database_, segment.segment_id())->plan.record_steps;
  }

  // What a sick or lying worker reports.
  absl::Status Lie(const std::string& session, const v1::Lease& lease) {
    v1::CompleteAttemptRequest result = ResultOf(lease);
    if (!result.end_state_sha256().empty()) {
      result.set_end_state_sha256(Sha256Of("lie"));
      AddArtifact(result.end_state_sha256());
    } else {
      result.mutable_observables(0)->set_value(1e9);
    }
    if (!result.curve_sha256().empty()) AddArtifact(result.curve_sha256());
    return Report(session, result);
  }

  const std::string w_;
};

TEST_F(RerunsTest, AnAuditIsAFractionFromZeroToOne) {
  for (const double fraction : {-0.1, 1.1, std::nan("")}) {
    audit_fraction_ = fraction;
    EXPECT_THAT(TrySubmit(kHold, "a"),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("audit_fraction: expected 0 to 1")));
  }
}

TEST_F(RerunsTest, AnAuditExecutesSegmentsAgainAndTheSweepWaitsForIt) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit(kAnnealed, "a");
  const int segments = CountOf(id);
  for (int i = 0; i < segments; ++i) {
    const auto lease = Lease(w_);
    ASSERT_TRUE(lease.has_value());
    EXPECT_EQ(lease->id().attempt(), 1) << "an audit never delays work";
    ASSERT_OK(Complete(w_, *lease));
  }
  EXPECT_EQ(SweepOf(id).points_done(), 3);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  const std::vector<v1::Lease> audits = LeasesOf(w_);  // nobody else lives
  EXPECT_EQ(audits.size(), static_cast<std::size_t>(segments));
  for (const v1::Lease& audit : audits) EXPECT_EQ(audit.id().attempt(), 2);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  for (const v1::Segment& segment : SegmentsOf(id)) {
    EXPECT_EQ(segment.confirmations(), 1) << segment.label();
    EXPECT_EQ(segment.divergences_size(), 0) << segment.label();
  }
}

TEST_F(RerunsTest, AnAuditGoesToAnotherWorkerWhileOneLives) {
  audit_fraction_ = 1;
  Submit(kHold, "a");
  const std::string v = Register("v");
  WorkThrough(w_);  // all by w, which is then left without work
  EXPECT_FALSE(Lease(w_).has_value());
  EXPECT_THAT(LeasesOf(v), testing::Not(IsEmpty()));
}

TEST_F(RerunsTest, AShareOfSegmentsIsChosenByTheirKeys) {
  audit_fraction_ = 0.5;
  std::set<std::string> first;
  for (const char* name : {"a", "b"}) {
    database_ = *Database::OpenInMemory();
    Restart();
    AddArtifact(TestPotentialSha256());
    const std::string worker = Register(name);
    Submit(kMeasured, name);
    std::set<std::string> audited;
    for (const v1::Lease& lease : LeasesOf(worker)) {
      if (lease.id().attempt() == 2) audited.insert(lease.label());
    }
    EXPECT_GT(audited.size(), 2u);
    EXPECT_LT(audited.size(), 20u);
    if (first.empty()) first = audited;
    EXPECT_EQ(audited, first);
  }
}

TEST_F(RerunsTest, AWorkerThatLiesIsFoundOut) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit(kHold, "a");
  const std::string liar = Register("liar");
  const v1::Lease lease = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Return(w_, lease));
  const auto lied = Lease(liar);
  ASSERT_TRUE(lied.has_value());
  ASSERT_EQ(lied->label(), "t/hold 300 K");
  ASSERT_OK(Lie(liar, *lied));
  WorkThrough(liar);  // audits what w has done
  WorkThrough(w_);    // and w what the liar has
  Check();
  const v1::Segment segment = SegmentAt(id, "t/hold 300 K");
  ASSERT_EQ(segment.divergences_size(), 1);
  EXPECT_EQ(segment.divergences(0).kept_worker(), "liar");
  EXPECT_EQ(segment.divergences(0).worker(), "w");
  // Who is right nobody knows: the first result stays, both are shown.
  EXPECT_EQ(segment.end_state_sha256(), Sha256Of("lie"));
  EXPECT_EQ(segment.divergences(0).kept_sha256(), Sha256Of("lie"));
  EXPECT_EQ(segment.divergences(0).other_sha256(),
            ResultOf(lease).end_state_sha256());
  EXPECT_EQ(segment.confirmations(), 0);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RerunsTest, AMeasurementIsComparedByWhatItFoundOut) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string liar = Register("liar");
  WorkThrough(w_);
  while (const auto audit = Lease(liar)) {
    ASSERT_OK(audit->label() == "as_cast/test/energy" ? Lie(liar, *audit)
                                                      : Complete(liar, *audit));
  }
  for (const v1::Segment& segment : SegmentsOf(id)) {
    const bool lied = segment.label() == "as_cast/test/energy";
    EXPECT_EQ(segment.divergences_size(), lied ? 1 : 0) << segment.label();
    EXPECT_EQ(segment.confirmations(), lied ? 0 : 1) << segment.label();
    EXPECT_NE(
        segment.observables_size() > 0 ? segment.observables(0).value() : 0,
        1e9);
  }
}

TEST_F(RerunsTest, RecomputingExecutesAllThatIsThereFromTheStart) {
  const std::int64_t a = Submit(kAnnealed, "a");
  WorkThrough(w_);
  recompute_ = true;
  const auto response = TrySubmit(kAnnealed, "b");
  ASSERT_OK(response);
  EXPECT_EQ(response->summary().atom_steps().to_do(),
            response->summary().atom_steps().shared());
  EXPECT_EQ(SweepOf(response->sweep_id()).state(), v1::SWEEP_STATE_RUNNING);
  const std::vector<v1::Lease> again = LeasesOf(w_);
  EXPECT_EQ(again.size(), static_cast<std::size_t>(CountOf(a)));
  for (const v1::Lease& lease : again) EXPECT_FALSE(lease.has_checkpoint());
  EXPECT_EQ(SweepOf(response->sweep_id()).state(), v1::SWEEP_STATE_DONE);
  for (const v1::Segment& segment : SegmentsOf(a)) {
    EXPECT_EQ(segment.confirmations(), 1) << segment.label();
  }
}

TEST_F(RerunsTest, ARerunThatIsLostOrFailsIsTriedAgainAndGivenUpInTheEnd) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit("treatments { name: \"t\" }", "a");
  for (int i = CountOf(id); i > 0; --i) {
    ASSERT_OK(Complete(w_, *Lease(w_)));
  }
  // Given back, lost, and failed for a while.
  auto audit = Lease(w_);
  ASSERT_OK(Return(w_, *audit));
  audit = Lease(w_);
  EXPECT_EQ(audit->id().attempt(), 3);
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  Check();
  const std::string v = Register("v");
  audit = Lease(v);
  EXPECT_EQ(audit->id().attempt(), 4);
  ASSERT_OK(Checkpoint(v, *audit, 1));  // is not used
  ASSERT_OK(Fail(v, *audit, absl::StatusCode::kUnavailable, "away"));
  Check();
  const std::int64_t failed = audit->id().segment_id();
  now_ += absl::Minutes(20);
  Heartbeat(v, {});
  audit = Lease(v);
  ASSERT_EQ(audit->id().segment_id(), failed);
  EXPECT_FALSE(audit->has_checkpoint());
  ASSERT_OK(Fail(v, *audit, absl::StatusCode::kOutOfRange, "lost an atom"));
  LeasesOf(v);
  // The result that is there does not suffer.
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(id).segments().failed(), 0);
}

TEST_F(RerunsTest, ARerunIsGivenUpWhenItKillsOneWorkerAfterTheOther) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit("treatments { name: \"t\" }", "a");
  for (int i = CountOf(id); i > 0; --i) {
    ASSERT_OK(Complete(w_, *Lease(w_)));
  }
  for (int i = 0; i < 4 * kMostLosses; ++i) {
    const std::string worker = Register("v" + std::to_string(i));
    if (!Lease(worker).has_value()) break;
    now_ += 2 * kTimeToLive;
    ASSERT_OK(coordinator_->ExpireLeases(now_));
    Check();
  }
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RerunsTest, CancellingASweepEndsItsReruns) {
  audit_fraction_ = 1;
  const std::int64_t id = Submit(kHold, "a");
  for (int i = CountOf(id); i > 0; --i) {
    ASSERT_OK(Complete(w_, *Lease(w_)));
  }
  const auto audit = Lease(w_);
  ASSERT_TRUE(audit.has_value());
  v1::CancelSweepRequest request;
  request.set_sweep_id(id);
  ASSERT_OK(coordinator_->CancelSweep(request, now_));
  Check();
  EXPECT_EQ(Heartbeat(w_, {*audit}).size(), 1u);
  EXPECT_FALSE(Lease(w_).has_value());
}

TEST_F(RerunsTest, AFinerCurveIsRecordedFromTheStartOfItsStretchAlone) {
  const std::int64_t a = Submit(std::string(kHold) + kCoarse, "a");
  WorkThrough(w_);
  const v1::Segment before = SegmentAt(a, "t/hold 300 K");
  const std::int64_t interval = RecordStepsOf(before);
  const auto b = TrySubmit(std::string(kHold) + kFine, "b");
  ASSERT_OK(b);
  EXPECT_GT(b->summary().atom_steps().to_do(), 0);
  EXPECT_EQ(b->summary().segments_done(), b->summary().segments());
  for (const v1::Lease& lease : LeasesOf(w_)) {
    EXPECT_TRUE(lease.work().advance().law().has_dynamics()) << lease.label();
    EXPECT_FALSE(lease.has_checkpoint());
    EXPECT_EQ(lease.record_steps(), interval / 10);
  }
  EXPECT_EQ(SweepOf(b->sweep_id()).state(), v1::SWEEP_STATE_DONE);
  const v1::Segment after = SegmentAt(b->sweep_id(), "t/hold 300 K");
  EXPECT_EQ(RecordStepsOf(after), interval / 10);
  EXPECT_EQ(after.end_state_sha256(), before.end_state_sha256());
  EXPECT_EQ(after.confirmations(), 1);  // an audit for nothing
}

// A measurement by dynamics has an interval, too; its result depends on it.
TEST_F(RerunsTest, AMeasurementThatIsDoneIsNotRecordedAgain) {
  Submit(std::string(kAnnealed) + kCoarse, "a");
  WorkThrough(w_);
  const std::int64_t b = Submit(std::string(kAnnealed) + kFine, "b");
  const std::vector<v1::Lease> leases = LeasesOf(w_);
  EXPECT_FALSE(leases.empty());
  for (const v1::Lease& lease : leases) {
    EXPECT_FALSE(lease.work().has_measurement()) << lease.label();
  }
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RerunsTest, ACurveThatIsFinerThanWantedServes) {
  Submit(std::string(kHold) + kFine, "a");
  WorkThrough(w_);
  const std::int64_t b = Submit(std::string(kHold) + kCoarse, "b");
  EXPECT_EQ(SweepOf(b).state(), v1::SWEEP_STATE_DONE);
  // A longer stretch goes on from it, at its interval.
  const std::int64_t c = Submit(std::string(kLongHold) + kCoarse, "c");
  const std::vector<v1::Lease> leases = LeasesOf(w_);
  ASSERT_EQ(leases.size(), 1u);
  EXPECT_EQ(leases[0].checkpoint().step(), 1000);
  EXPECT_EQ(leases[0].record_steps(),
            RecordStepsOf(SegmentAt(b, "t/hold 300 K")));
  EXPECT_EQ(RecordStepsOf(SegmentAt(c, "t/hold 300 K")),
            leases[0].record_steps());
}

TEST_F(RerunsTest, ALongerStretchWaitsForTheFinerCurveOfItsBeginning) {
  Submit(std::string(kHold) + kCoarse, "a");
  WorkThrough(w_);
  Submit(std::string(kHold) + kFine, "b");
  Submit(std::string(kLongHold) + kFine, "c");
  std::vector<v1::Lease> holds;
  for (const v1::Lease& lease : LeasesOf(w_)) {
    if (lease.label() == "t/hold 300 K") holds.push_back(lease);
  }
  ASSERT_EQ(holds.size(), 2u);
  EXPECT_EQ(holds[0].work().advance().steps(), 1000);
  EXPECT_EQ(holds[1].work().advance().steps(), 2500);
  EXPECT_EQ(holds[1].checkpoint().step(), 1000);
}

TEST_F(RerunsTest, AMeasurementWaitsForTheCurveThatItIsToRead) {
  Submit(std::string(kStrain) + kCoarse, "a");
  WorkThrough(w_);
  Submit(std::string(kSlope) + kFine, "b");
  const std::vector<v1::Lease> leases = LeasesOf(w_);
  ASSERT_GT(leases.size(), 1u);
  EXPECT_TRUE(leases.back().work().has_measurement());
  // A rerun of it reads the same curve, also when there is a finer one by then.
  audit_fraction_ = 1;
  Submit(std::string(kSlope) + "settings { record_ps: 0.002 }", "c");
  std::vector<v1::Lease> again = LeasesOf(w_);
  const auto audit = std::find_if(
      again.begin(), again.end(),
      [](const v1::Lease& lease) { return lease.work().has_measurement(); });
  ASSERT_NE(audit, again.end());
  EXPECT_EQ(audit->curve_sha256s(0), leases.back().curve_sha256s(0));
}

TEST_F(RerunsTest, ASweepDoesNotFailWhileItsMeasurementWaitsForAnothersCurve) {
  Submit(std::string(kStrain) + kCoarse, "a");
  WorkThrough(w_);
  Submit(std::string(kStrain) + kFine, "b");
  const std::int64_t id = Submit(std::string(R"(
          treatments { name: "t" }
          treatments { name: "u" stages { hold { time_ps { number: 2 } } } }
          test { deform { rate_per_second { number: 1e10 }
                          to_strain { number: 0.01 } } }
          test { measure { measures { modulus {} } } })") +
                                     kCoarse,
                                 "c");
  // Curves come first, those of the sample, too; then the hold.
  std::vector<v1::Lease> recordings;
  auto lease = Lease(w_);
  for (; lease.has_value() && lease->id().attempt() == 2; lease = Lease(w_)) {
    recordings.push_back(*lease);
  }
  ASSERT_FALSE(recordings.empty());
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Fail(w_, *lease, absl::StatusCode::kInvalidArgument, "no such"));
  EXPECT_FALSE(Lease(w_).has_value()) << "nothing else is left to do";
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  for (const v1::Lease& recording : recordings) {
    ASSERT_OK(Complete(w_, recording));
  }
  const std::vector<v1::Lease> rest = LeasesOf(w_);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_TRUE(rest[0].work().has_measurement());
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
}

TEST_F(RerunsTest, AnalysingWhatIsThereComputesOnlyTheAnalysis) {
  Submit(kStrain, "a");
  WorkThrough(w_);
  Submit(kSlope, "b");
  const std::vector<v1::Lease> leases = LeasesOf(w_);
  ASSERT_EQ(leases.size(), 1u);
  EXPECT_TRUE(leases[0].work().measurement().has_modulus());
}

TEST_F(RerunsTest, AStateOnTheWayIsTheEndStateOfAShorterStretch) {
  const std::int64_t a = Submit(kLongHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  ASSERT_OK(Complete(w_, hold));
  const auto b = TrySubmit(kHold, "b");
  ASSERT_OK(b);
  EXPECT_EQ(b->summary().atom_steps().to_do(), 0);
  EXPECT_EQ(SweepOf(b->sweep_id()).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SegmentAt(b->sweep_id(), "t/hold 300 K").end_state_sha256(),
            Sha256Of("checkpoint1000"));
  EXPECT_EQ(SweepOf(a).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(RerunsTest, ACheckpointThatDiffersFromOneBeforeIsADivergence) {
  Submit(kLongHold, "a");
  const v1::Lease hold = WorkUpTo(w_, "t/hold 300 K");
  ASSERT_OK(Checkpoint(w_, hold, 1000));
  v1::CommitCheckpointRequest request;
  request.set_session(w_);
  *request.mutable_id() = hold.id();
  request.mutable_checkpoint()->set_step(1000);
  request.mutable_checkpoint()->set_state_sha256(Sha256Of("sick"));
  AddArtifact(Sha256Of("sick"));
  ASSERT_OK(coordinator_->CommitCheckpoint(request, now_));
  EXPECT_EQ(SegmentAt(1, "t/hold 300 K").divergences_size(), 1);
}

}  // namespace
}  // namespace lehr::server
