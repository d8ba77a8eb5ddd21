// Stages that find something out become measurements.

#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/curves_read.h"
#include "proto/plan/stage_laws.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

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

// What is wrong with these stages of a treatment "t" after kSample, as
// "field: message" from the measure's number on.
std::vector<std::string> WrongAfterSample(const std::string& stages) {
  std::vector<std::string> wrong;
  const v1::SpecViolations violations = ViolationsOf(
      std::string(kSample) + "treatments { name: \"t\" " + stages + " }");
  for (const v1::SpecViolation& violation : violations.violations()) {
    const std::size_t begin = violation.field().find("measures[");
    wrong.push_back(violation.field().substr(begin) + ": " +
                    violation.message());
  }
  return wrong;
}

std::string Measure(const std::string& measure) {
  return "stages { measure { measures { " + measure + " } } }";
}

std::string Hold(int time_ps) {
  return absl::StrFormat("stages { hold { time_ps { number: %d } } }", time_ps);
}

std::string Deform(const std::string& how, double to) {
  return absl::StrFormat(
      "stages { deform { %s rate_per_second { number: 1e10 } "
      "to_strain { number: %g } } }",
      how, to);
}

const v1::Measurement& LastMeasurement(const Plan& plan) {
  EXPECT_TRUE(plan.segments.back().work.has_measurement());
  return plan.segments.back().work.measurement();
}

TEST(MeasuringStagesTest, StressStrainNeedsAnAxis) {
  EXPECT_THAT(WrongAfterSample(Deform("shear: SHEAR_PLANE_XY", 0.3) +
                               Measure("stress_strain {}")),
              ElementsAre("measures[0].stress_strain: expected a `deform` of "
                          "an axis right before, whose curve is read"));
}

TEST(MeasuringStagesTest, ModulusReadsAnAxisOrAPlane) {
  const Plan axis =
      PlanAfterSample(Deform("axis: AXIS_X", 0.01) + Measure("modulus {}"));
  EXPECT_EQ(axis.segments.back().label, "t/modulus");
  EXPECT_EQ(axis.segments.back().steps, 0);
  const v1::ModulusMeasurement& young = LastMeasurement(axis).modulus();
  EXPECT_EQ(young.axis(), v1::AXIS_X);
  EXPECT_EQ(young.shear(), v1::SHEAR_PLANE_UNSPECIFIED);
  EXPECT_EQ(young.to_strain(), 0.01);
  const Plan plane =
      PlanAfterSample(Deform("shear: SHEAR_PLANE_YZ", 0.02) +
                      Measure("modulus { to_strain { number: 0.015 } }"));
  const v1::ModulusMeasurement& shear = LastMeasurement(plane).modulus();
  EXPECT_EQ(shear.axis(), v1::AXIS_UNSPECIFIED);
  EXPECT_EQ(shear.shear(), v1::SHEAR_PLANE_YZ);
  EXPECT_EQ(shear.to_strain(), 0.015);
}

TEST(MeasuringStagesTest, ModulusNeedsADeformationThatGoesFarEnough) {
  EXPECT_THAT(
      WrongAfterSample(Deform("", 0.02) + Hold(1) + Measure("modulus {}")),
      ElementsAre("measures[0].modulus: expected a `deform` right "
                  "before, whose curve is read"));
  EXPECT_THAT(
      WrongAfterSample(Deform("shear: SHEAR_PLANE_XY", 0.008) +
                       Measure("modulus { to_strain { number: 0.01 } }")),
      ElementsAre("measures[0].modulus.to_strain: expected at most the strain "
                  "at which the deformation ends (0.008), found 0.01"));
}

// Cooling in two ramps from 2000 K to 300 K.
constexpr char kTwoRamps[] = R"(
    stages { hold { temperature_kelvin { number: 2000 } time_ps { number: 1 } } }
    stages { ramp { to_kelvin { number: 900 }
                    rate_kelvin_per_ps { number: 100 } } }
    stages { save { name: "warm" } }
    stages { ramp { to_kelvin { number: 300 }
                    rate_kelvin_per_ps { number: 50 } } })";

TEST(MeasuringStagesTest, GlassTransitionReadsTheRampsThatCool) {
  const Plan one = PlanAfterSample(Measure("glass_transition {}"));
  const v1::GlassTransitionMeasurement& glass =
      LastMeasurement(one).glass_transition();
  EXPECT_EQ(glass.segments(), 1);
  EXPECT_EQ(glass.bin_kelvin(), 10);
  EXPECT_EQ(glass.glass_from_kelvin(), 300);
  EXPECT_EQ(glass.glass_to_kelvin(), 500);
  EXPECT_EQ(glass.liquid_from_kelvin(), 1000);
  EXPECT_EQ(glass.liquid_to_kelvin(), 1400);
  const Plan two = PlanAfterSample(kTwoRamps + Measure("glass_transition {}"));
  EXPECT_EQ(LastMeasurement(two).glass_transition().segments(), 2);
  EXPECT_EQ(CurvesRead(LastMeasurement(two)), 2);
}

TEST(MeasuringStagesTest, GlassTransitionNeedsCooling) {
  const std::string none =
      "measures[0].glass_transition: expected a cooling `ramp` right before, "
      "whose curve is read";
  EXPECT_THAT(WrongAfterSample(Hold(1) + Measure("glass_transition {}")),
              ElementsAre(none));
  EXPECT_THAT(WrongAfterSample("stages { ramp { to_kelvin { number: 2000 } "
                               "rate_kelvin_per_ps { number: 100 } } }" +
                               Measure("glass_transition {}")),
              ElementsAre(none));
}

TEST(MeasuringStagesTest, GlassTransitionHasItsWindowsInOrder) {
  EXPECT_THAT(
      WrongAfterSample(Measure("glass_transition { glass_to_kelvin { number: "
                               "1100 } liquid_to_kelvin { number: 1000 } }")),
      ElementsAre("measures[0].glass_transition.glass_to_kelvin: expected at "
                  "most 1000 K, 0 K below 1000 K, found 1100 K",
                  "measures[0].glass_transition.liquid_from_kelvin: expected "
                  "at most 970 K, 30 K below 1000 K, found 1000 K"));
}

TEST(MeasuringStagesTest, GlassTransitionHasThreeBinsInEachWindow) {
  EXPECT_THAT(
      WrongAfterSample(
          Measure("glass_transition { bin_kelvin { number: 100 } }")),
      ElementsAre("measures[0].glass_transition.glass_from_kelvin: expected at "
                  "most 200 K, 300 K below 500 K, found 300 K"));
}

TEST(MeasuringStagesTest, GlassTransitionHasItsWindowsWithinTheCooling) {
  EXPECT_THAT(
      WrongAfterSample(Measure("glass_transition { glass_from_kelvin { number: "
                               "250 } liquid_to_kelvin { number: 2100 } }")),
      ElementsAre("measures[0].glass_transition.glass_from_kelvin: expected at "
                  "least the temperature at which the cooling ends (300 K), "
                  "found 250 K",
                  "measures[0].glass_transition.liquid_to_kelvin: expected at "
                  "most the temperature at which the cooling begins (2000 K), "
                  "found 2100 K"));
}

std::string Biaxial(int ramp_ps, int relax_ps = 60) {
  return absl::StrFormat(
      "stages { biaxial_tension { stress_gpa { number: 2 } hold_ps { number: "
      "100 } ramp_ps { number: %d } relax_ps { number: %d } } }",
      ramp_ps, relax_ps);
}

// "before load hold unload relax" of the creep measured after these stages.
std::string CreepParts(const std::string& stages) {
  const Plan plan = PlanAfterSample(stages + Measure("creep {}"));
  if (plan.segments.empty()) return "";
  const v1::CreepMeasurement& creep = LastMeasurement(plan).creep();
  return absl::StrFormat("%d %d %d %d %d", creep.before_segments(),
                         creep.load_segments(), creep.hold_segments(),
                         creep.unload_segments(), creep.relax_segments());
}

TEST(MeasuringStagesTest, CreepReadsBiaxialTension) {
  EXPECT_EQ(CreepParts(Hold(50) + Biaxial(20)), "1 1 1 1 1");
  EXPECT_EQ(CreepParts(Hold(50) + Biaxial(0)), "1 0 1 0 1");
  EXPECT_EQ(CreepParts(Hold(50) + Biaxial(20, 0)), "1 1 1 1 0");
  const Plan plan =
      PlanAfterSample(Hold(50) + Biaxial(20) + Measure("creep {}"));
  const v1::CreepMeasurement& creep = LastMeasurement(plan).creep();
  EXPECT_EQ(creep.reference_ps(), 50);
  EXPECT_EQ(creep.elastic_ps(), 50);
  EXPECT_EQ(creep.fit_from(), 0.25);
  EXPECT_EQ(CurvesRead(LastMeasurement(plan)), 5);
}

constexpr char kLoad[] =
    "stages { load { stress { x_gpa { number: 2 } } ramp_ps { number: 10 } } }";

TEST(MeasuringStagesTest, CreepReadsAHoldThatIsNotOverYet) {
  EXPECT_EQ(CreepParts(Hold(50) + kLoad + Hold(60)), "1 1 1 0 0");
}

TEST(MeasuringStagesTest, CreepTakesStagesThatDoTheSameTogether) {
  EXPECT_EQ(CreepParts(Hold(50) + Hold(50) + kLoad + Hold(60) +
                       "stages { save { name: \"loaded\" } }" + Hold(70) +
                       "stages { unload {} }" + Hold(60) + Hold(60)),
            "1 1 2 1 2");
}

TEST(MeasuringStagesTest, CreepCountsTheLastLoadingOnly) {
  EXPECT_EQ(CreepParts(Hold(50) + Biaxial(20) + Biaxial(5)), "1 1 1 1 1");
}

TEST(MeasuringStagesTest, CreepNeedsAHoldUnderStress) {
  const auto none = ElementsAre(
      "measures[0].creep: expected a hold under stress right before, or one "
      "followed by its unloading and relaxation: `biaxial_tension`, or `load` "
      "and `hold`");
  EXPECT_THAT(WrongAfterSample(Hold(50) + Measure("creep {}")), none);
  EXPECT_THAT(WrongAfterSample(Hold(50) + kLoad + "stages { unload {} }" +
                               Measure("creep {}")),
              none);
  // Strains of a deformation are no creep.
  EXPECT_THAT(WrongAfterSample(Hold(50) + kLoad + Deform("", 0.1) +
                               Measure("creep {}")),
              none);
}

TEST(MeasuringStagesTest, CreepNeedsAHoldWithoutStressBeforeIt) {
  const auto none = ElementsAre(
      "measures[0].creep: expected a `hold` without stress before the loading, "
      "because strains are counted from it");
  // Before it is the ramp that cools, and in the second case another stress.
  EXPECT_THAT(WrongAfterSample(Biaxial(20) + Measure("creep {}")), none);
  EXPECT_THAT(
      WrongAfterSample(Hold(50) + kLoad + Hold(60) +
                       "stages { load { stress { x_gpa { number: 3 } } } }" +
                       Hold(60) + Measure("creep {}")),
      none);
  EXPECT_THAT(
      WrongAfterSample(Hold(50) + kLoad + Hold(60) +
                       "stages { hold { time_ps { number: 60 } stress { x_gpa "
                       "{ number: 3 } } } }" +
                       Measure("creep {}")),
      none);
}

TEST(MeasuringStagesTest, CreepNeedsStagesThatAreLongEnough) {
  EXPECT_THAT(
      WrongAfterSample(Hold(10) + kLoad + Hold(22) + Measure("creep {}")),
      ElementsAre("measures[0].creep.reference_ps: expected at most 10 ps, "
                  "because the `hold` before the loading takes 10 ps, found 50 "
                  "ps",
                  "measures[0].creep.elastic_ps: expected at most 20 ps, "
                  "because the hold under stress takes 22 ps, found 50 ps"));
  EXPECT_THAT(
      WrongAfterSample(Hold(50) + Biaxial(20, 33) + Measure("creep {}")),
      ElementsAre("measures[0].creep.elastic_ps: expected at most 30 ps, "
                  "because the relaxation after it takes 33 ps, found 50 ps"));
}

TEST(MeasuringStagesTest, CreepHasTimesAboveZeroAndFitsAPartOfTheHold) {
  EXPECT_THAT(
      WrongAfterSample(Hold(50) + Biaxial(20) +
                       Measure("creep { reference_ps { number: 0 } elastic_ps "
                               "{ number: 0 } fit_from { number: 1 } }")),
      ElementsAre(
          HasSubstr("creep.reference_ps: expected a time above 0 ps"),
          HasSubstr("creep.elastic_ps: expected a time above 0 ps"),
          "measures[0].creep.fit_from: expected a part of the hold of at least "
          "0 and at most 0.99, found 1"));
}

// `count` times `stage`.
std::string Cycle(int count, const std::string& stage) {
  return absl::StrFormat(
      "stages { cycle { count { number: %d } body { %s } } }", count, stage);
}

TEST(MeasuringStagesTest, AMeasurementReadsAHundredCurvesAtMost) {
  const std::string hold = "hold { time_ps { number: 60 } }";
  EXPECT_EQ(CreepParts(Hold(60) + kLoad + Cycle(98, hold)), "1 1 98 0 0");
  const std::string many =
      "expected at most 100 stages whose curves are read, "
      "found more right before";
  EXPECT_THAT(WrongAfterSample(Hold(60) + kLoad + Cycle(99, hold) +
                               Measure("creep {}")),
              ElementsAre("measures[0].creep: " + many));
  EXPECT_THAT(
      WrongAfterSample(Hold(60) + kLoad + Hold(60) + "stages { unload {} }" +
                       Cycle(1000, hold) + Measure("creep {}")),
      ElementsAre("measures[0].creep: " + many));
  EXPECT_THAT(WrongAfterSample(Cycle(101,
                                     "ramp { from_kelvin { number: 1500 } "
                                     "to_kelvin { number: 300 } "
                                     "rate_kelvin_per_ps { number: 100 } }") +
                               Measure("glass_transition {}")),
              ElementsAre("measures[0].glass_transition: " + many));
}

TEST(MeasuringStagesTest, CreepInEachOfManyCyclesIsPlannedInTime) {
  // Seconds would be minutes if each looked at all cycles before it.
  const std::string body =
      "hold { time_ps { number: 60 } } } body { measure { measures { creep {} "
      "} }";
  EXPECT_THAT(WrongAfterSample(Hold(60) + kLoad + Cycle(20000, body)),
              SizeIs(1));
}

std::string Replicate(const std::string& counts) {
  return "stages { replicate { counts { " + counts + " } } }";
}

TEST(MeasuringStagesTest, ReplicaOverlapComparesTheLastCopies) {
  const Plan plan = PlanAfterSample(
      Replicate("x: 2 y: 1 z: 1") + Replicate("x: 1 y: 2 z: 3") + Hold(1) +
      Replicate("x: 1 y: 1 z: 1") + Measure("replica_overlap {}"));
  const v1::ReplicaOverlapMeasurement& overlap =
      LastMeasurement(plan).replica_overlap();
  EXPECT_EQ(overlap.counts().x(), 1);
  EXPECT_EQ(overlap.counts().y(), 2);
  EXPECT_EQ(overlap.counts().z(), 3);
  EXPECT_EQ(overlap.threshold_angstrom(), 1);
  EXPECT_EQ(CurvesRead(LastMeasurement(plan)), 0);
}

TEST(MeasuringStagesTest, ReplicaOverlapNeedsCopies) {
  EXPECT_THAT(WrongAfterSample(Measure("replica_overlap {}")),
              ElementsAre("measures[0].replica_overlap: expected a `replicate` "
                          "before, whose copies are compared"));
}

}  // namespace
}  // namespace lehr::plan
