// Stages that integrate the equations of motion become laws.

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;

// The plan of one treatment "t" with these stages after kSample.
Plan PlanAfterSample(const std::string& stages, const std::string& rest = "") {
  return PlanOf(kSample + rest + "treatments { name: \"t\" " + stages + " }");
}

double Start(const v1::AxisLaw& axis) {
  EXPECT_TRUE(axis.has_stress());
  return axis.stress().start_gpa().value();
}
double Rate(const v1::AxisLaw& axis) {
  EXPECT_TRUE(axis.has_stress());
  return axis.stress().rate_gpa_per_ps().value();
}

TEST(DynamicStagesTest, AHoldHasAllSettingsInItsLaw) {
  const Plan plan = PlanOf(kSample);
  const PlannedSegment& hold = SegmentAt(plan, "sample/hold 2000 K");
  EXPECT_EQ(hold.work.advance().steps(), 1000);
  EXPECT_EQ(hold.steps, 1000);
  EXPECT_EQ(hold.atoms, 864);
  EXPECT_EQ(hold.record_steps, 50);
  const v1::DynamicsLaw& law = DynamicsOf(hold);
  EXPECT_EQ(law.time_step_fs(), 2);
  EXPECT_EQ(law.temperature().start_kelvin(), 2000);
  EXPECT_EQ(law.temperature().rate_kelvin_per_ps(), 0);
  EXPECT_EQ(law.temperature().relaxation_time_ps(), 0.2);
  EXPECT_EQ(law.temperature().chain_length(), 3);
  EXPECT_EQ(law.coupling(), v1::COUPLING_NONE);
  EXPECT_EQ(law.barostat_time_ps(), 2);
  EXPECT_EQ(law.barostat_chain_length(), 3);
  EXPECT_EQ(law.barostat_drag_per_ps(), 0);
  for (const v1::AxisLaw* axis : {&law.x(), &law.y(), &law.z()}) {
    EXPECT_EQ(Start(*axis), 0);
    EXPECT_EQ(Rate(*axis), 0);
  }
}

TEST(DynamicStagesTest, SettingsReachTheLaw) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    settings { time_step_fs: 1 thermostat_time_ps: 0.5 chain_length: 4
               barostat_time_ps: 5 barostat_drag_per_ps: 0.25 record_ps: 1 })");
  const PlannedSegment& hold = SegmentAt(plan, "sample/hold 2000 K");
  EXPECT_EQ(hold.steps, 2000);
  EXPECT_EQ(hold.record_steps, 1000);
  const v1::DynamicsLaw& law = DynamicsOf(hold);
  EXPECT_EQ(law.time_step_fs(), 1);
  EXPECT_EQ(law.temperature().relaxation_time_ps(), 0.5);
  EXPECT_EQ(law.temperature().chain_length(), 4);
  EXPECT_EQ(law.barostat_chain_length(), 4);
  EXPECT_EQ(law.barostat_time_ps(), 5);
  EXPECT_EQ(law.barostat_drag_per_ps(), 0.25);
}

TEST(DynamicStagesTest, ARampHasTheSignOfItsDirection) {
  const Plan plan = PlanAfterSample(
      "stages { ramp { to_kelvin { number: 900 } "
      "rate_kelvin_per_ps { number: 10 } } }");
  const PlannedSegment& cool = SegmentAt(plan, "sample/ramp to 300 K");
  EXPECT_EQ(cool.steps, 8500);  // 1700 K at 100 K/ps in steps of 2 fs
  EXPECT_EQ(DynamicsOf(cool).temperature().start_kelvin(), 2000);
  EXPECT_EQ(DynamicsOf(cool).temperature().rate_kelvin_per_ps(), -100);
  const PlannedSegment& heat = SegmentAt(plan, "t/ramp to 900 K");
  EXPECT_EQ(heat.steps, 30000);
  EXPECT_EQ(DynamicsOf(heat).temperature().start_kelvin(), 300);
  EXPECT_EQ(DynamicsOf(heat).temperature().rate_kelvin_per_ps(), 10);
}

TEST(DynamicStagesTest, ARampInAGivenTimeHasTheRateOfItsEnds) {
  const Plan plan = PlanAfterSample(
      "stages { ramp { from_kelvin { number: 400 } to_kelvin { number: 500 } "
      "time_ps { number: 50 } } }");
  const PlannedSegment& ramp = SegmentAt(plan, "t/ramp to 500 K");
  EXPECT_EQ(ramp.steps, 25000);
  EXPECT_EQ(DynamicsOf(ramp).temperature().start_kelvin(), 400);
  EXPECT_EQ(DynamicsOf(ramp).temperature().rate_kelvin_per_ps(), 2);
}

TEST(DynamicStagesTest, StagesStartFromTheTemperatureBefore) {
  const Plan plan = PlanAfterSample(R"(
    stages { ramp { to_kelvin { number: 500 } time_ps { number: 1 } } }
    stages { hold { time_ps { number: 1 } } }
    stages { load { stress { pressure_gpa { number: 1 } } } })");
  EXPECT_EQ(
      DynamicsOf(SegmentAt(plan, "t/hold 500 K")).temperature().start_kelvin(),
      500);
  EXPECT_EQ(DynamicsOf(SegmentAt(plan, "t/load to 1 GPa"))
                .temperature()
                .start_kelvin(),
            500);
}

TEST(DynamicStagesTest, APressureIsANegativeStressOnAllAxes) {
  const Plan plan = PlanAfterSample(R"(
    stages { load { stress { pressure_gpa { number: 3 } }
                    ramp_ps { number: 30 } } }
    stages { hold { time_ps { number: 1 } } })");
  const v1::DynamicsLaw& load = DynamicsOf(SegmentAt(plan, "t/load to 3 GPa"));
  const v1::DynamicsLaw& hold = DynamicsOf(SegmentAt(plan, "t/hold 300 K"));
  for (auto axis :
       {&v1::DynamicsLaw::x, &v1::DynamicsLaw::y, &v1::DynamicsLaw::z}) {
    EXPECT_EQ(Start((load.*axis)()), 0);
    EXPECT_EQ(Rate((load.*axis)()), -0.1);
    EXPECT_EQ(Start((hold.*axis)()), -3);
    EXPECT_EQ(Rate((hold.*axis)()), 0);
  }
}

TEST(DynamicStagesTest, AxesThatAreLeftOutGoToZero) {
  const Plan plan = PlanAfterSample(R"(
    stages { hold { time_ps { number: 1 }
                    stress { pressure_gpa { number: 1 } } } }
    stages { load { stress { x_gpa { number: 2 } } } })");
  const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, "t/load to x 2 GPa"));
  EXPECT_EQ(Start(law.x()), -1);
  EXPECT_EQ(Rate(law.x()), 3.0 / 20);
  EXPECT_EQ(Start(law.z()), -1);
  EXPECT_EQ(Rate(law.z()), 1.0 / 20);
}

TEST(DynamicStagesTest, UnloadGoesFromThePresentStressToZero) {
  const Plan plan = PlanAfterSample(R"(
    stages { load { stress { x_gpa { number: 2 } y_gpa { number: 2 } } } }
    stages { unload { ramp_ps { number: 10 } } }
    stages { hold { time_ps { number: 1 } } })");
  const PlannedSegment& unload = SegmentAt(plan, "t/unload");
  EXPECT_EQ(unload.steps, 5000);
  EXPECT_EQ(Start(DynamicsOf(unload).x()), 2);
  EXPECT_EQ(Rate(DynamicsOf(unload).x()), -0.2);
  EXPECT_EQ(Start(DynamicsOf(unload).z()), 0);
  EXPECT_EQ(Rate(DynamicsOf(unload).z()), 0);
  EXPECT_EQ(Start(DynamicsOf(SegmentAt(plan, "t/hold 300 K")).x()), 0);
}

TEST(DynamicStagesTest, TheBarostatIsDampedWhileStressChanges) {
  const std::string stages = R"(
    stages { load { stress { pressure_gpa { number: 1 } } } }
    stages { hold { time_ps { number: 1 } } }
    stages { unload {} })";
  const Plan plan = PlanAfterSample(stages);
  EXPECT_EQ(
      DynamicsOf(SegmentAt(plan, "t/load to 1 GPa")).barostat_drag_per_ps(),
      0.5);
  EXPECT_EQ(DynamicsOf(SegmentAt(plan, "t/unload")).barostat_drag_per_ps(),
            0.5);
  EXPECT_EQ(DynamicsOf(SegmentAt(plan, "t/hold 300 K")).barostat_drag_per_ps(),
            0);
  const Plan given =
      PlanAfterSample(stages, "settings { barostat_drag_per_ps: 0.1 }");
  EXPECT_EQ(
      DynamicsOf(SegmentAt(given, "t/load to 1 GPa")).barostat_drag_per_ps(),
      0.1);
}

TEST(DynamicStagesTest, LammpsHasADragOnlyIfItIsGiven) {
  const std::string stages =
      "stages { load { stress { pressure_gpa { number: 1 } } } }";
  const Plan plan =
      PlanAfterSample(stages, "settings { engine: ENGINE_LAMMPS }");
  EXPECT_EQ(
      DynamicsOf(SegmentAt(plan, "t/load to 1 GPa")).barostat_drag_per_ps(), 0);
  const Plan given = PlanAfterSample(
      stages, "settings { engine: ENGINE_LAMMPS barostat_drag_per_ps: 0.1 }");
  EXPECT_EQ(
      DynamicsOf(SegmentAt(given, "t/load to 1 GPa")).barostat_drag_per_ps(),
      0.1);
}

TEST(DynamicStagesTest, AFractionOfAMeasurementStaysAReference) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "as_cast" }
    treatments { name: "t"
      stages { load { stress { x_gpa { reference {
        treatment: "as_cast" observable: "yield_stress"
        factor { number: 0.8 } } } } ramp_ps { number: 10 } } }
      stages { hold { time_ps { number: 1 } } }
      stages { unload { ramp_ps { number: 20 } } } }
    test { deform { rate_per_second { number: 1e10 }
                    to_strain { number: 0.2 } } }
    test { measure { measures { stress_strain {} } } })");
  const PlannedSegment& measured =
      SegmentAt(plan, "as_cast/test/stress_strain");
  const auto expect = [&measured](const v1::Number& number, double value) {
    EXPECT_DOUBLE_EQ(number.value(), value);
    EXPECT_EQ(number.reference().observable(), "yield_stress");
    EXPECT_EQ(number.reference().segment_key(), measured.key);
  };
  const PlannedSegment& load = SegmentAt(plan, "t/load to x 0.8 yield_stress");
  expect(DynamicsOf(load).x().stress().rate_gpa_per_ps(), 0.08);
  EXPECT_FALSE(DynamicsOf(load).x().stress().start_gpa().has_reference());
  EXPECT_EQ(Start(DynamicsOf(load).x()), 0);
  EXPECT_FALSE(DynamicsOf(load).y().stress().rate_gpa_per_ps().has_reference());
  const PlannedSegment& hold = SegmentAt(plan, "t/hold 300 K");
  expect(DynamicsOf(hold).x().stress().start_gpa(), 0.8);
  EXPECT_FALSE(DynamicsOf(hold).x().stress().rate_gpa_per_ps().has_reference());
  const PlannedSegment& unload = SegmentAt(plan, "t/unload");
  expect(DynamicsOf(unload).x().stress().start_gpa(), 0.8);
  expect(DynamicsOf(unload).x().stress().rate_gpa_per_ps(), -0.04);
  for (const PlannedSegment* segment : {&load, &hold, &unload}) {
    ASSERT_EQ(segment->references.size(), 1u);
    EXPECT_EQ(&plan.segments[static_cast<std::size_t>(segment->references[0])],
              &measured);
  }
  EXPECT_TRUE(SegmentAt(plan, "t/test/deform y to 0.2").references.empty());
}

TEST(DynamicStagesTest, FractionsOfOneMeasurementChangeIntoEachOther) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "as_cast" stages { measure { measures { elastic {} } } } }
    treatments { name: "t"
      stages { hold { time_ps { number: 1 } stress { pressure_gpa { reference {
        treatment: "as_cast" observable: "bulk_modulus"
        factor { number: 0.01 } } } } } }
      stages { load { stress { pressure_gpa { reference {
        treatment: "as_cast" observable: "bulk_modulus"
        factor { number: 0.03 } } } } } } })");
  const v1::StressAxis& axis =
      DynamicsOf(SegmentAt(plan, "t/load to 0.03 bulk_modulus")).x().stress();
  EXPECT_DOUBLE_EQ(axis.start_gpa().value(), -0.01);
  EXPECT_TRUE(axis.start_gpa().has_reference());
  EXPECT_DOUBLE_EQ(axis.rate_gpa_per_ps().value(), -0.001);
  EXPECT_TRUE(axis.rate_gpa_per_ps().has_reference());
}

TEST(DynamicStagesTest, AZeroFractionIsJustZero) {
  const std::string first = R"(
    treatments { name: "as_cast" stages { measure { measures { elastic {} } } } }
    treatments { name: "t" stages { hold { time_ps { number: 1 } )";
  const Plan fraction = PlanOf(kSample + first + R"(
    stress { x_gpa { reference { treatment: "as_cast" observable: "c11"
                                 factor { number: 0 } } } } } } })");
  const Plan zero =
      PlanOf(kSample + first + "stress { x_gpa { number: 0 } } } } }");
  EXPECT_EQ(SegmentAt(fraction, "t/hold 300 K").key,
            SegmentAt(zero, "t/hold 300 K").key);
}

TEST(DynamicStagesTest, DeformStrainsOneAxisAndKeepsTheStressOfOthers) {
  const Plan plan = PlanAfterSample(R"(
    stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO
                    stress { pressure_gpa { number: 1 } } } }
    stages { deform { axis: AXIS_X rate_per_second { number: 1e9 }
                      to_strain { number: 0.2 }
                      measure: STRAIN_MEASURE_TRUE } }
    stages { hold { time_ps { number: 2 } } })");
  const PlannedSegment& deform = SegmentAt(plan, "t/deform x to 0.2");
  EXPECT_EQ(deform.steps, 100000);  // 200 ps
  const v1::DynamicsLaw& law = DynamicsOf(deform);
  EXPECT_EQ(law.x().rate().rate_per_ps(), 1e-3);
  EXPECT_EQ(law.x().rate().measure(), v1::STRAIN_MEASURE_TRUE);
  EXPECT_EQ(Start(law.y()), -1);
  EXPECT_EQ(Start(law.z()), -1);
  EXPECT_EQ(law.coupling(), v1::COUPLING_NONE);
  // Afterwards the axis returns to its stress, each axis on its own.
  const PlannedSegment& after = plan.segments.back();
  EXPECT_EQ(after.label, "t/hold 300 K");
  EXPECT_EQ(Start(DynamicsOf(after).x()), -1);
  EXPECT_EQ(DynamicsOf(after).coupling(), v1::COUPLING_NONE);
}

TEST(DynamicStagesTest, WhatIsMeasuredOnTheWayLiesOnOnePull) {
  const std::string deform =
      "deform { rate_per_second { number: 1e10 } to_strain { number: 0.06 } ";
  const std::string structure =
      "structure { configuration: STRUCTURE_STATE_INSTANTANEOUS }";
  const std::string rest =
      "stages { measure { measures { stress_strain { yield_window_strain { "
      "number: 0.02 } flow_from_strain { number: 0.04 } flow_to_strain { "
      "number: 0.06 } } } } }";
  const Plan plan =
      PlanAfterSample("stages { " + deform +
                      "measure_every_strain { number: 0.02 } measures { " +
                      structure + " } } }" + rest);
  const Plan alone = PlanAfterSample("stages { " + deform + "} }" + rest);
  std::vector<std::string> labels;
  for (const int index : plan.points.front().segments) {
    const PlannedSegment& segment =
        plan.segments[static_cast<std::size_t>(index)];
    if (segment.label.starts_with("t/")) labels.push_back(segment.label);
  }
  EXPECT_THAT(labels, ElementsAre("t/deform y to 0.02", "t/structure",
                                  "t/deform y to 0.04", "t/structure",
                                  "t/deform y to 0.06", "t/structure",
                                  "t/stress_strain"));
  // The longest is the same work as without measures, and begins with the
  // shorter ones.
  const PlannedSegment& longest = SegmentAt(plan, "t/deform y to 0.06");
  EXPECT_EQ(longest.key, SegmentAt(alone, "t/deform y to 0.06").key);
  EXPECT_EQ(plan.segments[static_cast<std::size_t>(longest.continues)].label,
            "t/deform y to 0.04");
  EXPECT_EQ(plan.atom_steps_as_written, alone.atom_steps_as_written);
  EXPECT_EQ(SharedAtomSteps(plan), SharedAtomSteps(alone));
  // What reads the curve reads that of the whole.
  EXPECT_EQ(SegmentAt(plan, "t/stress_strain").key,
            SegmentAt(alone, "t/stress_strain").key);
}

TEST(DynamicStagesTest, CompressionHasANegativeRate) {
  const Plan plan = PlanAfterSample(
      "stages { deform { rate_per_second { number: -1e10 } "
      "to_strain { number: -0.1 } } }");
  const PlannedSegment& deform = SegmentAt(plan, "t/deform y to -0.1");
  EXPECT_EQ(deform.steps, 5000);
  EXPECT_EQ(DynamicsOf(deform).y().rate().rate_per_ps(), -0.01);
  EXPECT_EQ(DynamicsOf(deform).y().rate().measure(),
            v1::STRAIN_MEASURE_ENGINEERING);
}

TEST(DynamicStagesTest, CouplingIsKeptUntilSomethingElseIsSaid) {
  const Plan plan = PlanAfterSample(R"(
    stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO } }
    stages { load { stress { pressure_gpa { number: 1 } } } }
    stages { unload {} }
    stages { ramp { to_kelvin { number: 400 } time_ps { number: 1 }
                    coupling: COUPLING_NONE } }
    stages { hold { time_ps { number: 1 } } })");
  const auto coupling = [&plan](const std::string& label) {
    return DynamicsOf(SegmentAt(plan, label)).coupling();
  };
  EXPECT_EQ(coupling("t/hold 300 K"), v1::COUPLING_ISO);
  EXPECT_EQ(coupling("t/load to 1 GPa"), v1::COUPLING_ISO);
  EXPECT_EQ(coupling("t/unload"), v1::COUPLING_ISO);
  EXPECT_EQ(coupling("t/ramp to 400 K"), v1::COUPLING_NONE);
  EXPECT_EQ(coupling("t/hold 400 K"), v1::COUPLING_NONE);
}

TEST(DynamicStagesTest, StagesWithoutStepsVanishButLeaveTheirTargets) {
  const Plan plan = PlanAfterSample(R"(
    stages { ramp { to_kelvin { number: 500 } time_ps { number: 0 } } }
    stages { load { stress { pressure_gpa { number: 2 } }
                    ramp_ps { number: 0 } } }
    stages { ramp { to_kelvin { number: 500 }
                    rate_kelvin_per_ps { number: 1 } } }
    stages { hold { time_ps { number: 1 } } })");
  const PlannedSegment& hold = SegmentAt(plan, "t/hold 500 K");
  EXPECT_EQ(plan.segments.back().label, hold.label);
  EXPECT_EQ(plan.segments.size(), 5u);  // create, velocities, hold, ramp; this
  EXPECT_EQ(Start(DynamicsOf(hold).x()), -2);
}

TEST(DynamicStagesTest, ShearKeepsTheStressAndCouplingOfTheBox) {
  const Plan plan = PlanAfterSample(R"(
    stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO
                    stress { pressure_gpa { number: 1 } } } }
    stages { deform { shear: SHEAR_PLANE_XZ rate_per_second { number: -1e9 }
                      to_strain { number: -0.02 } } })");
  const PlannedSegment& shear = SegmentAt(plan, "t/shear xz to -0.02");
  EXPECT_EQ(shear.steps, 10000);  // 20 ps
  const v1::DynamicsLaw& law = DynamicsOf(shear);
  EXPECT_EQ(law.shear().plane(), v1::SHEAR_PLANE_XZ);
  EXPECT_EQ(law.shear().rate_per_ps(), -1e-3);
  EXPECT_EQ(law.coupling(), v1::COUPLING_ISO);
  for (const v1::AxisLaw* axis : {&law.x(), &law.y(), &law.z()}) {
    EXPECT_EQ(Start(*axis), -1);
  }
}

TEST(DynamicStagesTest, ShearIsAnotherLawInEachPlane) {
  const auto key = [](const std::string& plane) {
    return PlanAfterSample(
               "stages { deform { shear: SHEAR_PLANE_" + plane +
               " rate_per_second { number: 1e9 } to_strain { number: 0.01 } } "
               "}")
        .segments.back()
        .key;
  };
  EXPECT_NE(key("XY"), key("XZ"));
  EXPECT_NE(key("XZ"), key("YZ"));
}

TEST(DynamicStagesTest, StrainOfOneAxisHasNoShearInItsLaw) {
  const Plan plan = PlanAfterSample(
      "stages { deform { rate_per_second { number: 1e10 } "
      "to_strain { number: 0.1 } } }");
  EXPECT_FALSE(DynamicsOf(SegmentAt(plan, "t/deform y to 0.1")).has_shear());
}

constexpr char kBiaxial[] = R"(
    stages { hold { time_ps { number: 1 } } }
    stages { load { stress { pressure_gpa { number: 1 } } } }
    stages { unload {} }
    stages { load { stress { x_gpa { number: 2 } y_gpa { number: 2 } } } }
    stages { hold { time_ps { number: 2 } } }
    stages { surface { axis: AXIS_X } }
    stages { load { stress { y_gpa { number: 2 } } } })";

TEST(DynamicStagesTest, TheReferenceStressIsInLawsWhoseTargetsDiffer) {
  const Plan plan = PlanAfterSample(
      kBiaxial, "settings { stress_measure: STRESS_MEASURE_REFERENCE }");
  int reference = 0;
  for (const PlannedSegment& segment : plan.segments) {
    if (!segment.work.advance().law().has_dynamics()) continue;
    const auto& label = segment.label;
    const bool differ = label == "t/load to x 2 GPa, y 2 GPa" ||
                        label == "t/load to y 2 GPa" ||
                        (label == "t/hold 300 K" && segment.steps == 1000);
    EXPECT_EQ(
        DynamicsOf(segment).stress_measure(),
        differ ? v1::STRESS_MEASURE_REFERENCE : v1::STRESS_MEASURE_UNSPECIFIED)
        << label;
    reference += differ;
  }
  EXPECT_EQ(reference, 3);
}

TEST(DynamicStagesTest, TheTrueStressIsTheLawWithoutAChoice) {
  const std::string unset = PlanAfterSample(kBiaxial).segments.back().key;
  const auto key = [](const std::string& measure) {
    return PlanAfterSample(
               kBiaxial,
               "settings { stress_measure: STRESS_MEASURE_" + measure + " }")
        .segments.back()
        .key;
  };
  EXPECT_EQ(unset, key("CAUCHY"));
  EXPECT_NE(unset, key("REFERENCE"));
}

// All laws of dynamics in a plan, also those of measurements.
std::vector<v1::DynamicsLaw> DynamicsIn(const Plan& plan) {
  std::vector<v1::DynamicsLaw> laws;
  for (const PlannedSegment& segment : plan.segments) {
    if (segment.work.advance().law().has_dynamics()) {
      laws.push_back(segment.work.advance().law().dynamics());
    } else if (segment.work.measurement().has_energy()) {
      laws.push_back(segment.work.measurement().energy().dynamics());
    }
  }
  return laws;
}

constexpr char kPulledAndMeasured[] = R"(
  stages { deform { rate_per_second { number: 1e10 }
                    to_strain { number: 0.1 } } }
  stages { minimize {} }
  stages { hold { time_ps { number: 1 } } }
  stages { measure { measures { energy {} } measures { elastic {} } } }
)";

TEST(DynamicStagesTest, AllDynamicsHaveThePrecisionOfTheSettings) {
  const auto precisions = [](const std::string& precision) {
    std::set<v1::Precision> found;
    for (const v1::DynamicsLaw& law : DynamicsIn(PlanAfterSample(
             kPulledAndMeasured,
             "settings { precision: PRECISION_" + precision + " }"))) {
      found.insert(law.precision());
    }
    return found;
  };
  EXPECT_THAT(precisions("FAST"), ElementsAre(v1::PRECISION_FAST));
  EXPECT_THAT(precisions("REFERENCE"), ElementsAre(v1::PRECISION_UNSPECIFIED));
}

TEST(DynamicStagesTest, OnlyDynamicsOfAnotherPrecisionHaveAnotherKey) {
  const auto plan = [](const std::string& precision) {
    return PlanAfterSample(
        kPulledAndMeasured,
        "settings { precision: PRECISION_" + precision + " }");
  };
  const Plan reference = plan("REFERENCE");
  const Plan fast = plan("FAST");
  ASSERT_EQ(reference.segments.size(), fast.segments.size());
  // The lattice and its velocities are the same; all else comes after dynamics.
  for (std::size_t i = 0; i < fast.segments.size(); ++i) {
    EXPECT_EQ(reference.segments[i].key == fast.segments[i].key,
              reference.segments[i].label == "sample/create" ||
                  reference.segments[i].label == "sample/velocities 4000 K")
        << reference.segments[i].label;
  }
}

// Computed by the program before there was shear, or a choice of the stress or
// the precision: what servers have computed is found again.
TEST(DynamicStagesTest, LawsOlderThanShearAndTheStressMeasureKeepTheirKeys) {
  const Plan plan =
      PlanAfterSample(kBiaxial, "settings { precision: PRECISION_REFERENCE } ");
  EXPECT_EQ(ToHex(plan.segments.back().key),
            "57907c6750df9c43d680f6dba8b83d1865683e094f3a8ee661743787582edc38");
}

// What is wrong with these stages of a treatment after kSample.
std::string Wrong(const std::string& stages) {
  const v1::SpecViolations violations =
      ViolationsOf(kSample + ("treatments { name: \"t\" " + stages + " }"));
  return violations.violations().empty() ? ""
                                         : violations.violations(0).message();
}

TEST(DynamicStagesTest, AFixedAxisStaysFixedUntilAStageGivesItAStress) {
  const Plan plan = PlanAfterSample(
      "stages { hold { time_ps { number: 1 } stress { y_gpa { number: 1 } "
      "fixed: AXIS_Z } } } "
      "stages { ramp { to_kelvin { number: 400 } time_ps { number: 2 } } } "
      "stages { hold { time_ps { number: 3 } stress { pressure_gpa { number: 0 "
      "} } } }");
  for (const char* label : {"t/hold 300 K", "t/ramp to 400 K"}) {
    const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, label));
    EXPECT_TRUE(law.z().has_fixed()) << label;
    EXPECT_EQ(Start(law.x()), 0);
    EXPECT_EQ(Start(law.y()), 1);
  }
  EXPECT_EQ(Start(DynamicsOf(SegmentAt(plan, "t/hold 400 K")).z()), 0);
}

TEST(DynamicStagesTest, ABoxFixedAlongAllAxesHasNoBarostat) {
  const Plan plan = PlanAfterSample(
      "stages { hold { time_ps { number: 1 } stress { fixed: AXIS_X fixed: "
      "AXIS_Y fixed: AXIS_Z } } }");
  const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, "t/hold 300 K"));
  EXPECT_TRUE(law.x().has_fixed() && law.y().has_fixed() &&
              law.z().has_fixed());
  EXPECT_EQ(law.barostat_time_ps(), 0);
  EXPECT_EQ(law.coupling(), v1::COUPLING_NONE);
  EXPECT_TRUE(law.has_temperature());
}

TEST(DynamicStagesTest, AnIsolatedHoldHasNeitherThermostatNorBarostat) {
  const Plan plan = PlanAfterSample(
      "stages { hold { time_ps { number: 1 } isolated: true } } "
      "stages { hold { time_ps { number: 2 } } }");
  const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, "t/hold isolated"));
  EXPECT_FALSE(law.has_temperature());
  EXPECT_TRUE(law.x().has_fixed() && law.y().has_fixed() &&
              law.z().has_fixed());
  EXPECT_EQ(law.barostat_time_ps(), 0);
  // What comes after has what was before.
  const v1::DynamicsLaw& after = DynamicsOf(SegmentAt(plan, "t/hold 300 K"));
  EXPECT_EQ(after.temperature().start_kelvin(), 300);
  EXPECT_EQ(Start(after.x()), 0);
}

TEST(DynamicStagesTest, PlaneStrainIsADeformationWithAFixedAxis) {
  const Plan plan = PlanAfterSample(
      "stages { deform { axis: AXIS_Y rate_per_second { number: 1e10 } "
      "to_strain { number: 0.1 } stress { x_gpa { number: 0 } fixed: AXIS_Z } "
      "} }");
  const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, "t/deform y to 0.1"));
  EXPECT_TRUE(law.y().has_rate());
  EXPECT_TRUE(law.z().has_fixed());
  EXPECT_EQ(Start(law.x()), 0);
}

TEST(DynamicStagesTest, RefusesWhatFixedAxesCannotDo) {
  using testing::HasSubstr;
  const std::string fixed =
      "stages { hold { time_ps { number: 1 } stress { fixed: AXIS_X } ";
  EXPECT_THAT(Wrong(fixed + "coupling: COUPLING_ISO } }"),
              HasSubstr("an axis is fixed"));
  EXPECT_THAT(Wrong(fixed + "} } stages { load { stress { pressure_gpa { "
                            "number: 1 } } } }"),
              HasSubstr("put a `hold` with a stress before"));
  EXPECT_THAT(Wrong("stages { hold { time_ps { number: 1 } stress { x_gpa { "
                    "number: 1 } fixed: AXIS_X } } }"),
              HasSubstr("axes without a stress"));
  EXPECT_THAT(Wrong("stages { surface { axis: AXIS_X } } stages { hold { "
                    "time_ps { number: 1 } stress { fixed: AXIS_X } } }"),
              HasSubstr("free surfaces"));
  EXPECT_THAT(Wrong("stages { hold { time_ps { number: 1 } isolated: true "
                    "coupling: COUPLING_NONE } }"),
              HasSubstr("the box keeps its shape"));
  EXPECT_THAT(Wrong("stages { minimize {} } stages { hold { time_ps { number: "
                    "1 } isolated: true } }"),
              HasSubstr("expected atoms that move"));
}

}  // namespace
}  // namespace lehr::plan
