// Stages that make or change a state at once become laws.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/sample.h"
#include "proto/plan/stage_laws.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> LabelsOf(const Plan& plan) {
  std::vector<std::string> labels;
  for (const PlannedSegment& segment : plan.segments) {
    labels.push_back(segment.label);
  }
  return labels;
}

Plan PlanAfterSample(const std::string& stages, const std::string& rest = "") {
  return PlanOf(kSample + rest + "treatments { name: \"t\" " + stages + " }");
}

TEST(InstantStagesTest, CreateFillsInLatticeElementsAndSeed) {
  const Plan plan = PlanOf(kSample);
  const PlannedSegment& create = SegmentAt(plan, "sample/create");
  EXPECT_EQ(create.parent, -1);
  EXPECT_EQ(create.atoms, 864);
  EXPECT_EQ(create.steps, 0);
  EXPECT_EQ(create.record_steps, 0);
  const v1::CreateLaw& law = LawOf(create).create();
  EXPECT_EQ(law.lattice(), v1::LATTICE_FCC);
  EXPECT_EQ(law.lattice_constant_angstrom(), 4.0);
  EXPECT_THAT(law.elements(), ElementsAre("Cu", "Zr"));
  EXPECT_THAT(law.counts(), ElementsAre(553, 311));
  EXPECT_EQ(law.seed(), DerivedSeed(1, 0, 0));
}

TEST(InstantStagesTest, BccHasTwoSitesACell) {
  const Plan plan = PlanOf(
      "sample { create { lattice: LATTICE_BCC cells { x: 8 y: 9 z: 10 } "
      "lattice_constant_angstrom { number: 3.2 } seed: 42 } }");
  const PlannedSegment& create = SegmentAt(plan, "sample/create");
  EXPECT_EQ(create.atoms, 1440);
  EXPECT_EQ(LawOf(create).create().lattice_constant_angstrom(), 3.2);
  EXPECT_EQ(LawOf(create).create().seed(), 42u);
}

TEST(InstantStagesTest, VelocitiesAreDrawnAtTwiceTheFirstTemperature) {
  const Plan plan = PlanOf(kSample);
  EXPECT_THAT(LabelsOf(plan),
              ElementsAre("sample/create", "sample/velocities 4000 K",
                          "sample/hold 2000 K", "sample/ramp to 300 K"));
  const v1::VelocitiesLaw& law =
      LawOf(SegmentAt(plan, "sample/velocities 4000 K")).velocities();
  EXPECT_EQ(law.temperature_kelvin(), 4000);
  EXPECT_EQ(law.seed(), DerivedSeed(1, 0, 1));
}

TEST(InstantStagesTest, ARampStartsWithTwiceItsStart) {
  const Plan plan = PlanOf(R"(
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { ramp { from_kelvin { number: 100 } to_kelvin { number: 300 }
                    rate_kelvin_per_ps { number: 10 } } })");
  EXPECT_EQ(plan.segments[1].label, "sample/velocities 200 K");
}

TEST(InstantStagesTest, VelocitiesThatAreGivenAreNotDrawnAgain) {
  const Plan plan = PlanOf(R"(
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { velocities { temperature_kelvin { number: 500 } seed: 7 } }
    sample { hold { time_ps { number: 1 } } })");
  EXPECT_THAT(LabelsOf(plan),
              ElementsAre("sample/create", "sample/velocities 500 K",
                          "sample/hold 500 K"));
  EXPECT_EQ(LawOf(plan.segments[1]).velocities().seed(), 7u);
}

TEST(InstantStagesTest, ReplicateDrawsNewVelocitiesAtThePresentTemperature) {
  const Plan plan = PlanAfterSample(
      "stages { replicate { counts { x: 2 y: 4 z: 1 } } } "
      "stages { hold { time_ps { number: 1 } } }");
  const PlannedSegment& replicate = SegmentAt(plan, "t/replicate 2x4x1");
  EXPECT_EQ(replicate.atoms, 8 * 864);
  EXPECT_EQ(LawOf(replicate).replicate().counts().y(), 4);
  const v1::VelocitiesLaw& law =
      LawOf(SegmentAt(plan, "t/velocities 300 K")).velocities();
  EXPECT_EQ(law.temperature_kelvin(), 300);
  EXPECT_EQ(law.seed(), DerivedSeed(1, 0, 2));
  EXPECT_EQ(SegmentAt(plan, "t/hold 300 K").atoms, 8 * 864);
}

TEST(InstantStagesTest, ReplicateCanKeepItsVelocities) {
  const Plan plan = PlanAfterSample(
      "stages { replicate { counts { x: 2 y: 1 z: 1 } reseed: false } }");
  EXPECT_EQ(plan.segments.back().label, "t/replicate 2x1x1");
}

TEST(InstantStagesTest, ReplicatedAtomsAtRestGetVelocitiesOnce) {
  const Plan plan = PlanOf(R"(
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { replicate { counts { x: 1 y: 1 z: 2 } } }
    sample { hold { temperature_kelvin { number: 10 }
                    time_ps { number: 1 } } })");
  EXPECT_THAT(LabelsOf(plan),
              ElementsAre("sample/create", "sample/replicate 1x1x2",
                          "sample/velocities 20 K", "sample/hold 10 K"));
}

TEST(InstantStagesTest, SurfaceFreesItsAxisForGood) {
  const Plan plan = PlanAfterSample(R"(
    stages { hold { time_ps { number: 1 } coupling: COUPLING_ISO } }
    stages { surface { axis: AXIS_X } }
    stages { hold { time_ps { number: 2 } } }
    stages { deform { rate_per_second { number: 1e10 }
                      to_strain { number: 0.1 } } })");
  EXPECT_EQ(LawOf(SegmentAt(plan, "t/surface x")).surface().axis(), v1::AXIS_X);
  const v1::DynamicsLaw& deform =
      DynamicsOf(SegmentAt(plan, "t/deform y to 0.1"));
  EXPECT_TRUE(deform.x().has_free());
  EXPECT_TRUE(deform.y().has_rate());
  EXPECT_TRUE(deform.z().has_stress());
  const v1::DynamicsLaw& hold = DynamicsOf(plan.segments[6]);
  EXPECT_TRUE(hold.x().has_free());
  EXPECT_EQ(hold.coupling(), v1::COUPLING_NONE);
}

TEST(InstantStagesTest, ABoxWithoutBarostatHasNoneInItsLaw) {
  const Plan plan = PlanAfterSample(R"(
    stages { surface { axis: AXIS_X } } stages { surface { axis: AXIS_Y } }
    stages { surface { axis: AXIS_Z } }
    stages { hold { time_ps { number: 1 } } })");
  const v1::DynamicsLaw& law = DynamicsOf(SegmentAt(plan, "t/hold 300 K"));
  EXPECT_EQ(law.barostat_time_ps(), 0);
  EXPECT_EQ(law.barostat_chain_length(), 0);
  EXPECT_EQ(law.barostat_drag_per_ps(), 0);
}

TEST(InstantStagesTest, MinimizeIsAnEstimateAndLeavesTheAtomsAtRest) {
  const Plan plan = PlanAfterSample(R"(
    stages { minimize { force_tolerance_ev_per_angstrom { number: 1e-4 }
                        relax_box: true } }
    stages { hold { time_ps { number: 1 } } })");
  const PlannedSegment& minimize = SegmentAt(plan, "t/minimize");
  EXPECT_EQ(minimize.steps, kMinimizeEvaluations);
  EXPECT_EQ(minimize.work.advance().steps(), 0);
  EXPECT_EQ(LawOf(minimize).minimize().force_tolerance_ev_per_angstrom(), 1e-4);
  EXPECT_TRUE(LawOf(minimize).minimize().relax_box());
  // A thermostat scales velocities and cannot move what is at rest.
  EXPECT_EQ(LawOf(SegmentAt(plan, "t/velocities 600 K"))
                .velocities()
                .temperature_kelvin(),
            600);
}

TEST(InstantStagesTest, SaveNamesTheStateBeforeIt) {
  const Plan plan =
      PlanOf(std::string(kSample) + "sample { save { name: \"as_cast\" } }");
  EXPECT_THAT(SegmentAt(plan, "sample/ramp to 300 K").saved_as,
              ElementsAre("as_cast"));
  EXPECT_THAT(SegmentAt(plan, "sample/hold 2000 K").saved_as, IsEmpty());
}

TEST(InstantStagesTest, AStateMayHaveSeveralNamesEachOnce) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    sample { save { name: "glass" } }
    treatments { name: "a" stages { save { name: "a" } }
                 stages { save { name: "glass" } } }
    treatments { name: "b" stages { save { name: "b" } } })");
  EXPECT_THAT(SegmentAt(plan, "sample/ramp to 300 K").saved_as,
              ElementsAre("glass", "a", "b"));
}

TEST(InstantStagesTest, ReplicasDifferFromTheFirstStageOn) {
  const Plan plan = PlanOf(std::string(kSample) + "replicas: 2");
  ASSERT_EQ(plan.points.size(), 2u);
  EXPECT_EQ(plan.segments.size(), 8u);
  for (const int segment : plan.points[1].segments) {
    EXPECT_EQ(plan.segments[static_cast<std::size_t>(segment)].points, 1);
  }
}

}  // namespace
}  // namespace lehr::plan
