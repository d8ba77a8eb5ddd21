// Coordinator: what a plan says of its segments.

#include "server/coordinator/plan_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

// Two holds of which one is the beginning of the other.
const char kHolds[] = R"(
  treatments {
    name: "aged"
    parameters { name: "time" list { values: [2, 5] } }
    stages { hold { time_ps { parameter: "time" } } }
    stages { save { name: "old" } } }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)";

class PlanReportTest : public CoordinatorTest {
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

  static int IndexOf(const v1::PlanSweepResponse& plan,
                     const std::string& label) {
    for (int i = 0; i < plan.segments_size(); ++i) {
      if (plan.segments(i).label() == label) return i;
    }
    ADD_FAILURE() << "no segment " << label;
    return 0;
  }
};

TEST_F(PlanReportTest, ALongerHoldContinuesAShorterOne) {
  const v1::PlanSweepResponse plan = PlanOf(kHolds);
  std::vector<v1::PlannedSegment> holds;
  int shorter = -1;
  for (int i = 0; i < plan.segments_size(); ++i) {
    if (plan.segments(i).saved_as_size() == 0) continue;
    if (holds.empty()) shorter = i;
    holds.push_back(plan.segments(i));
  }
  ASSERT_EQ(holds.size(), 2u);
  EXPECT_EQ(holds[0].continues(), -1);
  EXPECT_EQ(holds[0].head_steps(), 0);
  EXPECT_DOUBLE_EQ(holds[0].physical_time_ps(), 2);
  EXPECT_EQ(holds[0].saved_as(0), "old");
  EXPECT_EQ(holds[1].continues(), shorter);
  EXPECT_EQ(holds[1].head_steps(), holds[0].steps());
  EXPECT_DOUBLE_EQ(holds[1].physical_time_ps(), 5);
  EXPECT_EQ(holds[1].atom_steps(),
            holds[1].atoms() * (holds[1].steps() - holds[0].steps()));
}

TEST_F(PlanReportTest, TheSegmentsWorkIsTheSharedWorkOfTheSummary) {
  for (const char* sweep : {kHolds, kAnnealed, kMeasured}) {
    const v1::PlanSweepResponse plan = PlanOf(sweep);
    std::int64_t atom_steps = 0;
    for (const v1::PlannedSegment& segment : plan.segments()) {
      atom_steps += segment.atom_steps();
    }
    EXPECT_EQ(atom_steps, plan.summary().atom_steps().shared());
  }
}

TEST_F(PlanReportTest, ANumberOfALawNamesTheMeasurementItComesFrom) {
  const v1::PlanSweepResponse before = PlanOf(kPulled);
  int loads = 0;
  for (const v1::PlannedSegment& segment : before.segments()) {
    for (const v1::MeasuredNumber& number : segment.measured()) {
      ++loads;
      const v1::PlannedSegment& source = before.segments(number.segment());
      EXPECT_EQ(source.label(), "as_cast/test/stress_strain");
      EXPECT_TRUE(source.measurement());
      EXPECT_EQ(number.observable(), "yield_stress");
      EXPECT_THAT(number.field(), testing::StartsWith("stress"));
      EXPECT_FALSE(number.has_value());
    }
  }
  EXPECT_GT(loads, 0);
}

TEST_F(PlanReportTest, AMeasuredNumberHasItsValueOnceItIsKnown) {
  const std::int64_t id = Submit(kPulled, "a");
  WorkThrough(Register("w"));
  const double yield =
      SegmentAt(id, "as_cast/test/stress_strain").observables(0).value();
  const v1::PlanSweepResponse plan = PlanOf(kPulled);
  for (const v1::PlannedSegment& segment : plan.segments()) {
    for (const v1::MeasuredNumber& number : segment.measured()) {
      EXPECT_DOUBLE_EQ(number.value(), number.factor() * yield);
    }
  }
  // The same is in the record of the sweep, where the number is in the law.
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  const auto sweep = coordinator_->GetSweep(request);
  ASSERT_OK(sweep);
  int loads = 0;
  for (const v1::Segment& segment : sweep->segments()) {
    for (const v1::MeasuredNumber& number : segment.measured()) {
      ++loads;
      EXPECT_EQ(sweep->segments(number.segment()).label(),
                "as_cast/test/stress_strain");
      EXPECT_DOUBLE_EQ(number.value(), number.factor() * yield);
    }
  }
  EXPECT_GT(loads, 0);
}

TEST_F(PlanReportTest, WithoutReuseItIsThePlanOfAnEmptyServer) {
  const std::string empty = PlanOf(kPulled).SerializeAsString();
  Submit(kPulled, "a");
  WorkThrough(Register("w"));
  EXPECT_NE(PlanOf(kPulled).SerializeAsString(), empty);
  v1::PlanSweepResponse fresh = PlanOf(kPulled, true);
  // There is a worker now.
  fresh.mutable_summary()->clear_estimated_time();
  for (v1::PlannedSegment& segment : *fresh.mutable_segments()) {
    segment.clear_estimated_time();
  }
  EXPECT_EQ(fresh.SerializeAsString(), empty);
}

}  // namespace
}  // namespace lehr::server
