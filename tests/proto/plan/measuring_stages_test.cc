// Stages that find something out become measurements.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/stage_laws.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

Plan PlanAfterSample(const std::string& stages) {
  return PlanOf(std::string(kSample) + "treatments { name: \"t\" " + stages +
                " }");
}

TEST(MeasuringStagesTest, EnergyIsAHoldOfThePresentState) {
  const Plan plan = PlanAfterSample(R"(
    stages { load { stress { pressure_gpa { number: 1 } } } }
    stages { measure { measures { energy { settle_ps { number: 5 } } } } })");
  const PlannedSegment& energy = SegmentAt(plan, "t/energy");
  EXPECT_EQ(energy.steps, 52500);  // 5 and 100 ps
  EXPECT_EQ(energy.record_steps, 50);
  EXPECT_EQ(energy.parent, static_cast<int>(plan.segments.size()) - 2);
  const v1::EnergyMeasurement& work = energy.work.measurement().energy();
  EXPECT_EQ(work.settle_steps(), 2500);
  EXPECT_EQ(work.steps(), 50000);
  EXPECT_EQ(work.force_tolerance_ev_per_angstrom(), 1e-3);
  EXPECT_EQ(work.dynamics().temperature().start_kelvin(), 300);
  EXPECT_EQ(work.dynamics().x().stress().start_gpa().value(), -1);
  EXPECT_EQ(work.dynamics().x().stress().rate_gpa_per_ps().value(), 0);
  EXPECT_EQ(work.dynamics().barostat_drag_per_ps(), 0);
}

TEST(MeasuringStagesTest, EnergyCanHaveAnotherTemperature) {
  const Plan plan = PlanAfterSample(R"(
    stages { measure { measures { energy { temperature_kelvin { number: 10 }
                                           time_ps { number: 1 } } } } }
    stages { hold { time_ps { number: 1 } } })");
  EXPECT_EQ(SegmentAt(plan, "t/energy")
                .work.measurement()
                .energy()
                .dynamics()
                .temperature()
                .start_kelvin(),
            10);
  // The path is as it was before.
  const PlannedSegment& hold = SegmentAt(plan, "t/hold 300 K");
  EXPECT_EQ(plan.segments[static_cast<std::size_t>(hold.parent)].label,
            "sample/ramp to 300 K");
}

TEST(MeasuringStagesTest, ElasticHasTheDefaultsOfTheContract) {
  const Plan plan =
      PlanAfterSample("stages { measure { measures { elastic {} } } }");
  const PlannedSegment& elastic = SegmentAt(plan, "t/elastic");
  EXPECT_EQ(elastic.steps, kElasticEvaluations);
  EXPECT_EQ(elastic.record_steps, 0);
  EXPECT_EQ(elastic.work.measurement().elastic().strain(), 1e-3);
  EXPECT_EQ(
      elastic.work.measurement().elastic().force_tolerance_ev_per_angstrom(),
      1e-5);
}

TEST(MeasuringStagesTest, StressStrainReadsTheDeformationBefore) {
  const Plan plan = PlanAfterSample(R"(
    stages { deform { axis: AXIS_Z rate_per_second { number: 1e10 }
                      to_strain { number: 0.2 } } }
    stages { save { name: "strained" } }
    stages { measure { measures { energy {} } measures { stress_strain {} } } })");
  const PlannedSegment& curve = SegmentAt(plan, "t/stress_strain");
  EXPECT_EQ(plan.segments[static_cast<std::size_t>(curve.parent)].label,
            "t/deform z to 0.2");
  EXPECT_EQ(curve.steps, 0);
  const v1::StressStrainMeasurement& work =
      curve.work.measurement().stress_strain();
  EXPECT_EQ(work.axis(), v1::AXIS_Z);
  EXPECT_EQ(work.smoothing_strain(), 0.002);
  EXPECT_EQ(work.yield_window_strain(), 0.12);
  EXPECT_EQ(work.flow_from_strain(), 0.15);
  EXPECT_EQ(work.flow_to_strain(), 0.20);
}

TEST(MeasuringStagesTest, TheSameMeasurementOfAStateIsMadeOnce) {
  const Plan plan = PlanAfterSample(R"(
    stages { measure { measures { elastic {} } measures { energy {} } } }
    stages { save { name: "here" } }
    stages { measure { measures { elastic {} } } })");
  SegmentAt(plan, "t/elastic");
  EXPECT_EQ(plan.points[0].segments.size(), 6u);
  EXPECT_EQ(SegmentAt(plan, "t/elastic").points, 1);
}

}  // namespace
}  // namespace lehr::plan
