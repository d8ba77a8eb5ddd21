#include "proto/plan/plan.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/stage_laws.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// "treatment a=1 b=2 #replica" of each point.
std::vector<std::string> PointsOf(const Plan& plan) {
  std::vector<std::string> result;
  for (const PlannedPoint& point : plan.points) {
    std::string text = point.treatment;
    for (const ParameterSetting& setting : point.parameters) {
      text += " " + setting.name + "=" +
              std::to_string(static_cast<int>(setting.value));
    }
    result.push_back(text + " #" + std::to_string(point.replica));
  }
  return result;
}

const PlannedSegment& LastOf(const Plan& plan, std::size_t point) {
  return plan
      .segments[static_cast<std::size_t>(plan.points[point].segments.back())];
}

TEST(PlanTest, PointsStandInTheOrderOfTheContract) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    replicas: 2
    parameters { name: "a" list { values: [1, 2] } }
    treatments { name: "u" }
    treatments { name: "v"
      parameters { name: "b" list { values: [5, 6] } }
      stages { hold { time_ps { parameter: "b" } } } }
    test { hold { time_ps { parameter: "a" } } })");
  EXPECT_THAT(PointsOf(plan),
              ElementsAre("u a=1 #0", "u a=1 #1", "u a=2 #0", "u a=2 #1",
                          "v a=1 b=5 #0", "v a=1 b=5 #1", "v a=1 b=6 #0",
                          "v a=1 b=6 #1", "v a=2 b=5 #0", "v a=2 b=5 #1",
                          "v a=2 b=6 #0", "v a=2 b=6 #1"));
}

TEST(PlanTest, ASweepWithoutTreatmentsHasOneNamedSample) {
  const Plan plan = PlanOf(std::string(kSample) +
                           "test { measure { measures { energy {} } } }");
  EXPECT_THAT(PointsOf(plan), ElementsAre("sample #0"));
  EXPECT_EQ(LastOf(plan, 0).label, "sample/test/energy");
}

TEST(PlanTest, PointsAreComparedToTheBaselineOfTheirReplica) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    replicas: 2
    parameters { name: "a" list { values: [1, 2] } }
    treatments { name: "v"
      parameters { name: "b" list { values: [5, 6] } }
      stages { hold { time_ps { parameter: "b" } } } }
    treatments { name: "as_cast" }
    test { hold { time_ps { parameter: "a" } } })");
  ASSERT_EQ(plan.points.size(), 12u);
  for (std::size_t i = 0; i < 8; ++i) {
    const PlannedPoint& point = plan.points[i];
    const PlannedPoint& baseline =
        plan.points[static_cast<std::size_t>(point.baseline)];
    EXPECT_EQ(baseline.treatment, "as_cast");
    EXPECT_EQ(baseline.replica, point.replica);
    EXPECT_EQ(baseline.parameters[0].value, point.parameters[0].value);
  }
  for (std::size_t i = 8; i < 12; ++i) EXPECT_EQ(plan.points[i].baseline, -1);
}

TEST(PlanTest, TheBaselineCanHaveAnyName) {
  const std::string treatments =
      "treatments { name: \"reference\" } treatments { name: \"t\" stages { "
      "hold { time_ps { number: 1 } } } }";
  EXPECT_EQ(PlanOf(kSample + treatments).points[1].baseline, -1);
  EXPECT_EQ(PlanOf(kSample + treatments + "baseline: \"reference\"")
                .points[1]
                .baseline,
            0);
}

TEST(PlanTest, AsCastWithParametersIsNoBaseline) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "as_cast" parameters { name: "b" list { values: 1 } }
      stages { hold { time_ps { parameter: "b" } } } }
    treatments { name: "t" })");
  EXPECT_EQ(plan.points[1].baseline, -1);
}

TEST(PlanTest, ReferencesMeanTheSameSweepParametersAndReplica) {
  const Plan plan = PlanOf(R"(
    replicas: 2
    parameters { name: "T" list { values: [1000, 2000] } }
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { hold { temperature_kelvin { parameter: "T" }
                    time_ps { number: 1 } } }
    treatments { name: "t" stages { load { stress { x_gpa { reference {
      treatment: "as_cast" observable: "c11" } } } } } }
    treatments { name: "as_cast"
      stages { measure { measures { elastic {} } } } })");
  ASSERT_EQ(plan.points.size(), 8u);
  for (std::size_t i = 0; i < 4; ++i) {
    const PlannedSegment& load = LastOf(plan, i);
    ASSERT_EQ(load.references.size(), 1u) << load.label;
    EXPECT_EQ(load.references[0], plan.points[i + 4].segments.back());
    EXPECT_EQ(DynamicsOf(load)
                  .x()
                  .stress()
                  .rate_gpa_per_ps()
                  .reference()
                  .segment_key(),
              LastOf(plan, i + 4).key);
  }
}

TEST(PlanTest, OfSeveralMeasurementsTheLastIsMeant) {
  const Plan plan = PlanOf(std::string(kSample) + R"(
    treatments { name: "a"
      stages { measure { measures { elastic {} } } }
      stages { hold { time_ps { number: 1 } } }
      stages { measure { measures { elastic {} } } } }
    treatments { name: "b" stages { load { stress { x_gpa { reference {
      treatment: "a" observable: "c11" } } } } } })");
  EXPECT_EQ(LastOf(plan, 1).references,
            std::vector<int>{plan.points[0].segments.back()});
}

TEST(PlanTest, AFailedSpecHasItsViolationsAsDetail) {
  v1::SweepSpec spec = ParseSweep(kSample);
  spec.set_name("");
  spec.set_replicas(-1);
  EXPECT_THAT(MakePlan(spec),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "name: expected a name, found none; and 1 more"));
  EXPECT_EQ(ViolationsOf(spec).violations_size(), 2);
}

TEST(PlanTest, NamesAndRecordingDoNotChangeKeys) {
  v1::SweepSpec spec = ParseSweep(kSample);
  const absl::StatusOr<Plan> before = MakePlan(spec);
  spec.set_name("other");
  spec.set_description("text");
  spec.set_priority(7);
  spec.mutable_settings()->set_record_ps(1);
  spec.mutable_material()->mutable_potential()->set_name("other.eam");
  spec.mutable_settings()->set_time_step_fs(2);  // the default, written out
  const absl::StatusOr<Plan> after = MakePlan(spec);
  ASSERT_OK(before);
  ASSERT_OK(after);
  EXPECT_EQ(before->segments.back().key, after->segments.back().key);
}

TEST(PlanTest, WhatChangesThePhysicsChangesKeys) {
  std::set<std::string> keys;
  const auto add = [&keys](const v1::SweepSpec& spec) {
    const absl::StatusOr<Plan> plan = MakePlan(spec);
    ASSERT_OK(plan);
    EXPECT_TRUE(keys.insert(plan->segments.back().key).second);
  };
  const v1::SweepSpec spec = ParseSweep(kSample);
  add(spec);
  v1::SweepSpec other = spec;
  other.set_seed(2);
  add(other);
  other = spec;
  other.mutable_settings()->set_time_step_fs(1);
  add(other);
  other = spec;
  other.mutable_settings()->set_barostat_drag_per_ps(0.1);
  add(other);
  other = spec;
  other.mutable_material()->mutable_components(0)->set_fraction(0.5);
  other.mutable_material()->mutable_components(1)->set_fraction(0.5);
  add(other);
  other = spec;
  other.mutable_material()->mutable_potential()->set_sha256(
      std::string(32, 'q'));
  add(other);
}

// The study of thermal pressure, biaxial tension and cryogenic cycling as the
// paper has it, with four independent samples.
constexpr char kStudy[] = R"(
  replicas: 4
  sample { create { cells { x: 15 y: 15 z: 15 } } }
  sample { hold { temperature_kelvin { number: 2000 } time_ps { number: 2000 }
                  stress { pressure_gpa { number: 0 } }
                  coupling: COUPLING_ISO } }
  sample { ramp { to_kelvin { number: 300 } rate_kelvin_per_ps { number: 1 } } }
  sample { hold { time_ps { number: 100 } coupling: COUPLING_NONE } }
  sample { replicate { counts { x: 4 y: 8 z: 1 } } }
  sample { ramp { to_kelvin { number: 800 } rate_kelvin_per_ps { number: 1 } } }
  sample { hold { time_ps { number: 1000 } } }
  sample { ramp { to_kelvin { number: 300 } rate_kelvin_per_ps { number: 1 } } }
  sample { hold { time_ps { number: 100 } } }
  sample { save { name: "as_cast" } }
  treatments { name: "as_cast" }
  treatments { name: "thermal_pressure"
    parameters { name: "T" range { from: 800 to: 1000 count: 3 } }
    stages { thermal_pressure {
      annealing_temperature_kelvin { parameter: "T" } } } }
  treatments { name: "biaxial_tension"
    parameters { name: "f" list { values: [0.79, 0.83, 0.86, 0.90] } }
    stages { biaxial_tension { stress_gpa { reference {
      treatment: "as_cast" observable: "yield_stress"
      factor { parameter: "f" } } } } } }
  treatments { name: "cryogenic_cycling"
    parameters { name: "n" range { from: 15 to: 40 count: 6 } }
    stages { cryogenic_cycling { cycles { parameter: "n" } } } }
  test { measure { measures { energy {} } measures { elastic {} } } }
  test { surface { axis: AXIS_X } }
  test { hold { time_ps { number: 100 } } }
  test { deform { axis: AXIS_Y rate_per_second { number: 1e8 }
                  to_strain { number: 0.2 } } }
  test { measure { measures { stress_strain {} } } }
)";

TEST(PlanTest, PlansThePaper) {
  const Plan plan = PlanOf(kStudy);
  EXPECT_EQ(plan.points.size(), 4u * (1 + 3 + 4 + 6));
  const PlannedSegment& deform = LastOf(plan, 0);
  EXPECT_EQ(deform.atoms, 432000);
  EXPECT_EQ(deform.label, "as_cast/test/stress_strain");
  const auto count = [&plan](const std::string& label) {
    int found = 0;
    for (const PlannedSegment& segment : plan.segments) {
      found += segment.label.find(label) != std::string::npos;
    }
    return found;
  };
  // One sample a replica, 40 cycles a replica, and a test a point.
  EXPECT_EQ(count("sample/create"), 4);
  EXPECT_EQ(count("/hold 10 K"), 4 * 40);
  EXPECT_EQ(count("/deform y to 0.2"), 56);
  EXPECT_EQ(count("biaxial_tension/load to x"), 4 * 4);
  // Of the three heatings the longer continue the shorter.
  int continued = 0;
  for (const PlannedSegment& segment : plan.segments) {
    continued += segment.label == "thermal_pressure/ramp to 900 K" &&
                 segment.continues >= 0;
  }
  EXPECT_EQ(continued, 4);
  // 2.7e14 and 1.5e14 atom-steps.
  EXPECT_GT(2 * plan.atom_steps_as_written, 3 * SharedAtomSteps(plan));
}

TEST(PlanTest, OneReplicaOfThePaperCostsWhatItsTimesSay) {
  std::string study = kStudy;
  study.replace(study.find("replicas: 4"), 11, "replicas: 1");
  const Plan plan = PlanOf(study);
  // In steps of 2 fs. The small sample melts, cools and settles.
  const std::int64_t small = (2000 + 1700 + 100) * 500;
  const std::int64_t sample = (500 + 1000 + 500 + 100) * 500;
  const std::int64_t test = (100 + 100 + 2000) * 500 + kElasticEvaluations;
  // Loading; the way to 1000 K, of which the others are parts; three anneals,
  // and the ways down, unloaded and relaxed.
  const std::int64_t thermal =
      (30 + 20 + 700 + 3 * 1000 + (500 + 600 + 700) + 3 * (30 + 200)) * 500;
  const std::int64_t biaxial = 4 * (20 + 20000 + 20 + 5000) * 500;
  // 40 cycles and the first leg. The ways back to 300 K after 15 to 35 cycles
  // are parts of the next cooling; after 40 there is none.
  const std::int64_t cycles =
      (290 + 40 * (100 + 390 + 10) + 39 * 390 + 100 + 6 * 200) * 500;
  EXPECT_EQ(SharedAtomSteps(plan),
            13500 * small +
                432000 * (sample + thermal + biaxial + cycles + 14 * test));
}

}  // namespace
}  // namespace lehr::plan
