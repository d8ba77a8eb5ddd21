#include "proto/plan/stage_plan.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kHold[] =
    "sample { hold { temperature_kelvin { number: 300 } time_ps { number: 1 } "
    "} }\n";
constexpr char kHoldAsBefore[] = "sample { hold { time_ps { number: 1 } } }\n";

absl::StatusOr<Plan> PlanOfStages(const std::string& stages,
                                  const GivenState& given) {
  v1::SweepSpec spec;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(stages, &spec));
  return PlanStages(spec, given);
}

std::vector<std::string> Labels(const Plan& plan) {
  std::vector<std::string> labels;
  for (const int index : plan.points.front().segments) {
    labels.push_back(plan.segments[static_cast<std::size_t>(index)].label);
  }
  return labels;
}

TEST(StagePlanTest, BeginsAtTheGivenState) {
  const auto plan = PlanOfStages(kHold, {.atoms = 864, .at_rest = false});
  ASSERT_OK(plan);
  EXPECT_THAT(Labels(*plan), ElementsAre("stages/hold 300 K"));
  const PlannedSegment& hold = plan->segments.front();
  EXPECT_EQ(hold.parent, -1);
  EXPECT_EQ(hold.atoms, 864);
  EXPECT_EQ(hold.steps, 500);
  EXPECT_TRUE(hold.work.advance().law().dynamics().x().has_stress());
}

TEST(StagePlanTest, DrawsVelocitiesForAtomsAtRest) {
  const auto plan = PlanOfStages(kHold, {.atoms = 864, .at_rest = true});
  ASSERT_OK(plan);
  EXPECT_THAT(Labels(*plan),
              ElementsAre("stages/velocities 600 K", "stages/hold 300 K"));
}

TEST(StagePlanTest, AxesWithFreeSurfacesHaveNoBarostat) {
  const auto plan = PlanOfStages(
      kHold, {.atoms = 864, .free = {true, false, false}, .at_rest = false});
  ASSERT_OK(plan);
  const auto& law = plan->segments.front().work.advance().law().dynamics();
  EXPECT_TRUE(law.x().has_free());
  EXPECT_TRUE(law.y().has_stress());
}

TEST(StagePlanTest, ATemperatureIsNeededUnlessOneIsGiven) {
  EXPECT_THAT(PlanOfStages(kHoldAsBefore, {.atoms = 864, .at_rest = false}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("stages[0].hold: expected a temperature")));
  EXPECT_OK(PlanOfStages(kHoldAsBefore,
                         {.atoms = 864, .at_rest = false, .temperature = 300}));
}

TEST(StagePlanTest, UnrollsCyclesAndMarksWhatIsSaved) {
  const auto plan = PlanOfStages(
      std::string("sample { cycle { count { number: 2 } body { hold { "
                  "temperature_kelvin { number: 300 } time_ps { number: 1 } } "
                  "} } }\nsample { save { name: \"end\" } }"),
      {.atoms = 864, .at_rest = false});
  ASSERT_OK(plan);
  EXPECT_THAT(Labels(*plan), ElementsAre("stages/cycle 1/hold 300 K",
                                         "stages/cycle 2/hold 300 K"));
  EXPECT_TRUE(plan->segments[0].saved_as.empty());
  EXPECT_FALSE(plan->segments[1].saved_as.empty());
}

TEST(StagePlanTest, RefusesWhatHasNoMeaningHere) {
  const GivenState given = {.atoms = 864, .at_rest = false};
  const auto refusal = [&](const std::string& stages, const char* message) {
    EXPECT_THAT(
        PlanOfStages(stages, given),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)));
  };
  refusal("", "stages: expected at least one stage");
  refusal("sample { create { cells { x: 4 y: 4 z: 4 } } }",
          "stages[0].create: expected `create`");
  refusal(
      "sample { hold { temperature_kelvin { parameter: \"T\" } time_ps { "
      "number: 1 } } }",
      "parameter \"T\" is not defined");
  refusal(std::string(kHold) +
              "sample { load { stress { x_gpa { reference { treatment: \"a\" "
              "observable: \"yield_stress\" } } } } }",
          "there is no treatment \"a\"");
}

TEST(StagePlanTest, TheGivenStateMayBeTheReferenceOfALocalStrain) {
  const std::string strain = R"(
      sample { measure { measures { local_strain { reference: "start" } } } })";
  const auto plan = PlanOfStages(
      "sample { save { name: \"start\" } }" + std::string(kHold) + strain,
      {.atoms = 864, .at_rest = true});
  ASSERT_OK(plan);
  // The velocities, and the hold.
  EXPECT_EQ(plan->segments.back()
                .work.measurement()
                .local_strain()
                .reference_segments_back(),
            2);
  EXPECT_THAT(PlanOfStages(kHold + strain, {.atoms = 864}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("no stage before saves a state as "
                                 "\"start\"; there are none")));
}

TEST(StagePlanTest, RadiiOfUnknownElementsAreThoseGivenAndTheDefaults) {
  const auto plan = PlanOfStages(R"(
      sample { measure { measures { structure {
        radii { element: "Al" radius_angstrom: 1.43 } } } } })",
                                 {.atoms = 864});
  ASSERT_OK(plan);
  const v1::StructureMeasurement& structure =
      plan->segments.back().work.measurement().structure();
  ASSERT_EQ(structure.radii_size(), 3);
  EXPECT_EQ(structure.radii(0).element(), "Al");
  EXPECT_EQ(structure.radii(2).element(), "Zr");
  EXPECT_EQ(structure.surface_margin_angstrom(), 0);
}

}  // namespace
}  // namespace lehr::plan
