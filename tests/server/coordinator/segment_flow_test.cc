// What follows when a segment has its result: numbers that waited are put in,
// equal physics is taken over, and paths are continued.

#include "server/coordinator/segment_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/segment_key.h"
#include "proto/support/sha256.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class SegmentFlowTest : public CoordinatorTest {
 protected:
  // Executes all there is, with `yield` GPa as the measured yield stress;
  // returns the target stresses of the loads that were leased.
  std::vector<double> PullWith(const std::string& session, double yield) {
    std::vector<double> targets;
    while (const auto lease = Lease(session)) {
      v1::CompleteAttemptRequest result = ResultOf(*lease);
      for (v1::Observable& observable : *result.mutable_observables()) {
        if (observable.name() == "yield_stress") observable.set_value(yield);
      }
      if (lease->label().find("pulled") != std::string::npos &&
          lease->work().advance().law().dynamics().x().has_stress()) {
        targets.push_back(EndStress(lease->work().advance()));
      }
      for (const std::string& sha256 :
           {result.end_state_sha256(), result.curve_sha256()}) {
        if (!sha256.empty()) AddArtifact(sha256);
      }
      EXPECT_OK(Report(session, result));
      Check();
    }
    return targets;
  }

  // Stress along x after the law's steps [GPa].
  static double EndStress(const v1::Advance& advance) {
    const v1::DynamicsLaw& law = advance.law().dynamics();
    const v1::StressAxis& axis = law.x().stress();
    const double time_ps =
        static_cast<double>(advance.steps()) * law.time_step_fs() / 1000;
    return axis.start_gpa().value() + axis.rate_gpa_per_ps().value() * time_ps;
  }

  std::int64_t Count(std::string_view sql) {
    Statement row = database_->Query(sql);
    return row.Step() ? row.Int(0) : -1;
  }
};

TEST_F(SegmentFlowTest, ANumberThatWaitsIsFactorTimesWhatWasMeasured) {
  const std::int64_t id = Submit(kPulled, "a");
  const std::vector<double> targets = PullWith(Register("w"), 3.0);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
  EXPECT_THAT(targets, Contains(testing::DoubleNear(1.5, 1e-9)));
}

TEST_F(SegmentFlowTest, AWorkerNeverSeesAReference) {
  Submit(kPulled, "a");
  const std::string w = Register("w");
  while (const auto lease = Lease(w)) {
    EXPECT_THAT(lease->work().DebugString(), Not(HasSubstr("reference")));
    ASSERT_OK(Complete(w, *lease));
  }
}

TEST_F(SegmentFlowTest, StateKeysAreUnknownUntilTheMeasurementIsThere) {
  const std::int64_t id = Submit(kPulled, "a");
  EXPECT_GT(Count("SELECT COUNT(*) FROM segments WHERE physical_key IS NULL"),
            1);
  PullWith(Register("w"), 3.0);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM segments WHERE physical_key IS NULL"),
            0);
  EXPECT_GT(Count("SELECT COUNT(*) FROM segments WHERE physical_key <> key"),
            1);
  EXPECT_EQ(SweepOf(id).segments().done(),
            Count("SELECT COUNT(*) FROM segments"));
}

TEST_F(SegmentFlowTest, WithoutReferencesTheStateKeyIsTheKey) {
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  EXPECT_EQ(
      Count("SELECT COUNT(*) FROM segments WHERE physical_key IS NOT key"), 0);
}

// Half of it is 2 GPa, and the rate is the same double whether the factor or
// the stress was divided by the time.
constexpr double kYield = 4.0;

// The same pull, with the number written down that kPulled measures.
std::string PulledBy(double gpa) {
  std::string text = kPulled;
  const std::string from = "reference {";
  const std::size_t begin = text.find(from);
  const std::size_t end = text.find("} }", begin) + 3;
  return text.replace(begin, end - begin,
                      "number: " + std::to_string(gpa) + " ");
}

TEST_F(SegmentFlowTest, AMeasuredNumberTakesOverWhatAWrittenOneHasComputed) {
  const std::string w = Register("w");
  Submit(PulledBy(2.0), "a");
  PullWith(w, kYield);
  const std::int64_t measured = Submit(kPulled, "b");
  // All is there: as_cast as such, the pull once the number is known.
  EXPECT_EQ(SweepOf(measured).state(), v1::SWEEP_STATE_DONE);
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_EQ(SweepOf(measured).points_done(), 2);
}

TEST_F(SegmentFlowTest, AWrittenNumberTakesOverWhatAMeasuredOneHasComputed) {
  const std::string w = Register("w");
  Submit(kPulled, "a");
  PullWith(w, kYield);
  const std::int64_t written = Submit(PulledBy(2.0), "b");
  EXPECT_EQ(SweepOf(written).state(), v1::SWEEP_STATE_DONE);
  EXPECT_FALSE(Lease(w).has_value());
}

TEST_F(SegmentFlowTest, EqualPhysicsIsComputedOnceEvenWhileBothAreOpen) {
  const std::int64_t measured = Submit(kPulled, "a");
  const std::int64_t written = Submit(PulledBy(2.0), "b");
  const std::string w = Register("w");
  PullWith(w, kYield);
  EXPECT_EQ(SweepOf(measured).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(written).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM (SELECT physical_key FROM attempts "
                  "JOIN segments USING (segment_id) "
                  "GROUP BY physical_key HAVING COUNT(*) > 1)"),
            0);
}

TEST_F(SegmentFlowTest, AMeasurementWithoutTheNumberFailsWhatNeedsIt) {
  const std::int64_t id = Submit(kPulled, "a");
  PullWith(Register("w"), std::nan(""));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
  const auto points = ResultsOf(id);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(points[1].state(), v1::SWEEP_STATE_FAILED);
  EXPECT_THAT(points[1].error(), HasSubstr("yield_stress"));
}

TEST_F(SegmentFlowTest, AMeasurementThatFailedIsTheReasonOfWhatWaitsForIt) {
  const std::int64_t id = Submit(kPulled, "a");
  const std::string w = Register("w");
  while (const auto lease = Lease(w)) {
    ASSERT_OK(lease->work().has_measurement()
                  ? Fail(w, *lease, absl::StatusCode::kOutOfRange, "no yield")
                  : Complete(w, *lease));
  }
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_FAILED);
  for (const v1::PointResult& point : ResultsOf(id)) {
    EXPECT_EQ(point.state(), v1::SWEEP_STATE_FAILED);
    EXPECT_FALSE(point.error().empty());
  }
}

TEST_F(SegmentFlowTest, AMeasurementThatReadsACurveGetsIt) {
  Submit(kPulled, "a");
  const std::string w = Register("w");
  std::string last_curve;
  while (const auto lease = Lease(w)) {
    if (lease->work().measurement().has_stress_strain()) {
      EXPECT_THAT(lease->curve_sha256s(), testing::ElementsAre(last_curve));
      return;
    }
    last_curve = ResultOf(*lease).curve_sha256();
    ASSERT_OK(Complete(w, *lease));
  }
  FAIL() << "nothing was measured";
}

// Holds of 2 and 6 ps after the same sample.
constexpr char kHolds[] = R"(
  treatments { name: "held"
    parameters { name: "t" list { values: [6, 2] } }
    stages { hold { temperature_kelvin { number: 500 }
                    time_ps { parameter: "t" } } } }
)";

std::string Hold(double time_ps) {
  return "treatments { name: \"held\" stages { hold { temperature_kelvin { "
         "number: 500 } time_ps { number: " +
         std::to_string(time_ps) + " } } } }";
}

TEST_F(SegmentFlowTest, ALongHoldContinuesAShortOne) {
  Submit(kHolds, "a");
  const std::string w = Register("w");
  const std::string v = Register("v");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  const auto brief = Lease(w);
  ASSERT_TRUE(brief.has_value());
  EXPECT_EQ(brief->work().advance().steps(), 1000);
  EXPECT_FALSE(Lease(v).has_value());  // its beginning is being computed
  ASSERT_OK(Complete(w, *brief));
  const auto rest = Lease(v);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->work().advance().steps(), 3000);
  EXPECT_EQ(rest->checkpoint().step(), 1000);
  EXPECT_EQ(rest->checkpoint().state_sha256(),
            ResultOf(*brief).end_state_sha256());
  EXPECT_EQ(rest->checkpoint().curve_sha256(), ResultOf(*brief).curve_sha256());
  EXPECT_EQ(rest->start_state_sha256(), brief->start_state_sha256());
}

TEST_F(SegmentFlowTest, ALongHoldContinuesAShortOneOfAnotherSweep) {
  const std::string w = Register("w");
  Submit(Hold(2), "a");
  WorkThrough(w);
  const auto response = TrySubmit(Hold(6), "b");
  ASSERT_OK(response);
  EXPECT_EQ(response->summary().atom_steps().to_do(), 864 * 2000);
  const auto rest = Lease(w);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->checkpoint().step(), 1000);
}

TEST_F(SegmentFlowTest, AnyCheckpointOnThePathWillDo) {
  const std::string w = Register("w");
  const std::int64_t a = Submit(Hold(2), "a");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  const auto brief = Lease(w);
  ASSERT_OK(Checkpoint(w, *brief, 700));
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(a);
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  Submit(Hold(6), "b");
  const auto rest = Lease(w);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->checkpoint().step(), 700);
}

TEST_F(SegmentFlowTest, ALeaseHasTheCheckpointBeforeTheLastToo) {
  const std::string w = Register("w");
  Submit(Hold(6), "a");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  const auto hold = Lease(w);
  ASSERT_OK(Checkpoint(w, *hold, 700));
  ASSERT_OK(Return(w, *hold));
  const auto second = Lease(w);
  EXPECT_EQ(second->checkpoint().step(), 700);
  EXPECT_FALSE(second->has_earlier_checkpoint());
  ASSERT_OK(Checkpoint(w, *second, 1500));
  ASSERT_OK(Checkpoint(w, *second, 2000));
  ASSERT_OK(Return(w, *second));
  const auto third = Lease(w);
  EXPECT_EQ(third->checkpoint().step(), 2000);
  EXPECT_EQ(third->earlier_checkpoint().step(), 1500);
  EXPECT_EQ(third->earlier_checkpoint().state_sha256(),
            Sha256Of("checkpoint1500"));
}

TEST_F(SegmentFlowTest, ACheckpointBehindTheEndIsNoUse) {
  const std::string w = Register("w");
  const std::int64_t a = Submit(Hold(6), "a");
  ASSERT_OK(Complete(w, WorkUpTo(w, "sample/ramp to 300 K")));
  const auto hold = Lease(w);
  ASSERT_OK(Checkpoint(w, *hold, 1500));
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(a);
  ASSERT_OK(coordinator_->CancelSweep(cancel, now_));
  Submit(Hold(2), "b");
  const auto brief = Lease(w);
  ASSERT_TRUE(brief.has_value());
  EXPECT_FALSE(brief->has_checkpoint());
}

}  // namespace
}  // namespace lehr::server
