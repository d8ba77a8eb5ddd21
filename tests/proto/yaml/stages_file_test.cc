#include "proto/yaml/stages_file.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::yaml {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string ProblemsIn(const std::string& text) {
  return FormatProblems("s.yaml", ParseStagesFile("s.yaml", text).problems);
}

TEST(StagesFileTest, IsAListOfStages) {
  const SweepFile file =
      ParseStagesFile("s.yaml", "- hold: {T: 300, time_ps: 1}\n- minimize\n");
  EXPECT_THAT(file.problems, IsEmpty());
  ASSERT_EQ(file.spec.sample_size(), 2);
  EXPECT_EQ(file.spec.sample(0).hold().time_ps().number(), 1);
  EXPECT_TRUE(file.spec.sample(1).has_minimize());
  EXPECT_EQ(file.spec.seed(), 1);
}

TEST(StagesFileTest, OrAMappingWithSettingsAndSeed) {
  const SweepFile file = ParseStagesFile(
      "s.yaml", "settings: {time_step_fs: 1}\nseed: -7\nstages:\n- minimize\n");
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.spec.settings().time_step_fs(), 1);
  EXPECT_EQ(file.spec.seed(), -7);
  EXPECT_EQ(file.spec.sample_size(), 1);
}

TEST(StagesFileTest, NamesThePlaceOfWhatIsWrong) {
  EXPECT_THAT(ProblemsIn("- hold: {T: 300, time_ps: 1}\n- hodl: {}\n"),
              HasSubstr("s.yaml:2:3: stages[1]: unknown stage \"hodl\": did "
                        "you mean \"hold\"?"));
  EXPECT_THAT(ProblemsIn("stages: [minimize]\nsample: []\n"),
              HasSubstr("s.yaml:2:1: unknown key \"sample\""));
  EXPECT_THAT(ProblemsIn("seed: 1\n"), HasSubstr("\"stages\" is missing"));
  EXPECT_THAT(ProblemsIn("seed: x\nstages: [minimize]\n"),
              HasSubstr("s.yaml:1:7: seed: expected a whole number"));
  EXPECT_THAT(ProblemsIn("hold"), HasSubstr("expected a list of stages"));
  EXPECT_THAT(ProblemsIn(""), HasSubstr("expected a list of stages"));
  EXPECT_THAT(ProblemsIn("- [\n"), HasSubstr("not YAML"));
}

TEST(StagesFileTest, FindsThePlacesOfFieldsForThePlanner) {
  const SweepFile file =
      ParseStagesFile("s.yaml", "- minimize\n- hold: {T: -1, time_ps: 1}\n");
  EXPECT_EQ(file.source_map.Find("stages[1].hold.temperature_kelvin").line, 2);
  EXPECT_EQ(file.source_map.Find("stages[1].hold.temperature_kelvin").column,
            13);
}

TEST(StagesFileTest, AFileThatIsNotThereIsWrong) {
  EXPECT_THAT(
      ReadStagesFile("/no/such/file"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/no/such/file")));
}

}  // namespace
}  // namespace lehr::yaml
