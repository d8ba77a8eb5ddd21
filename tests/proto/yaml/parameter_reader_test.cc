#include "proto/yaml/parameter_reader.h"

#include <gmock/gmock.h>

#include "tests/proto/yaml/sweep_text.h"

namespace lehr::yaml {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SweepFile WithParameters(const std::string& parameters) {
  return ParseSweepFile("s.yaml", kShortSweep + parameters + "\n");
}

std::string ProblemsOfValues(const std::string& values) {
  const SweepFile file = WithParameters("parameters: {p: " + values + "}");
  return FormatProblems("s.yaml", file.problems);
}

v1::Parameter ParameterOf(const std::string& values) {
  const SweepFile file = WithParameters("parameters: {p: " + values + "}");
  EXPECT_EQ(FormatProblems("", file.problems), "");
  return file.spec.parameters(0);
}

TEST(ParameterReaderTest, ReadsListsAndSingleNumbers) {
  EXPECT_THAT(ParameterOf("[3, 1e1]").list().values(), ElementsAre(3, 10));
  EXPECT_THAT(ParameterOf("4").list().values(), ElementsAre(4));
}

TEST(ParameterReaderTest, AStepBecomesACount) {
  EXPECT_EQ(ParameterOf("{from: 800, to: 1000, step: 100}").range().count(), 3);
  EXPECT_EQ(ParameterOf("{from: 0.1, to: 0.7, step: 0.1}").range().count(), 7);
  EXPECT_EQ(ParameterOf("{from: 3, to: 1, step: -1}").range().count(), 3);
}

TEST(ParameterReaderTest, ReadsLogarithmicRanges) {
  const v1::Parameter parameter =
      ParameterOf("{from: 1, to: 100, count: 3, scale: log}");
  EXPECT_TRUE(parameter.range().logarithmic());
  EXPECT_EQ(parameter.range().count(), 3);
  EXPECT_FALSE(ParameterOf("{from: 1, to: 2, count: 2, scale: linear}")
                   .range()
                   .logarithmic());
}

TEST(ParameterReaderTest, RefusesAStepThatDoesNotDivide) {
  EXPECT_EQ(ProblemsOfValues("{from: 800, to: 1000, step: 150}"),
            "s.yaml:4:45: parameters.p: expected a step that leads from 800 to "
            "1000 in a whole number of steps (at most 1e+06), found 150, which "
            "makes 1.33333 steps");
  for (const char* range :
       {"{from: 1, to: 2, step: 0}", "{from: 1, to: 2, step: -1}",
        "{from: 1, to: 1, step: 1}", "{from: 0, to: 1, step: 1e-9}"}) {
    EXPECT_THAT(ProblemsOfValues(range), HasSubstr("expected a step")) << range;
  }
}

TEST(ParameterReaderTest, RefusesRangesThatSayTooLittleOrTooMuch) {
  for (const char* range : {"{from: 1, to: 2}", "{from: 1, step: 2}", "{}",
                            "{from: 1, to: 3, step: 1, count: 3}"}) {
    EXPECT_THAT(ProblemsOfValues(range),
                HasSubstr("expected {from, to, step} or {from, to, count, "
                          "scale}"))
        << range;
  }
  EXPECT_THAT(ProblemsOfValues("{from: 1, to: 3, step: 1, scale: log}"),
              HasSubstr("expected count in a range with scale log, found "
                        "step"));
  EXPECT_THAT(ProblemsOfValues("{from: 1, to: 3, count: 1}"),
              HasSubstr("expected a whole number from 2"));
  EXPECT_THAT(ProblemsOfValues("{from: 1, to: 3, count: 2, scale: ln}"),
              HasSubstr("expected linear or log, found \"ln\""));
  EXPECT_THAT(ProblemsOfValues("{from: 1, to: 3, cuont: 2}"),
              HasSubstr("did you mean \"count\"?"));
}

TEST(ParameterReaderTest, RefusesWhatIsNoValues) {
  EXPECT_THAT(ProblemsOfValues("abc"),
              HasSubstr("parameters.p: expected a number, a list of numbers or "
                        "{from, to, step}, found \"abc\""));
  EXPECT_THAT(ProblemsOfValues("[1, b]"),
              HasSubstr("parameters.p[1]: expected a number, found \"b\""));
  EXPECT_THAT(ProblemsOfValues("[]"),
              HasSubstr("expected at least one value, found an empty list"));
}

TEST(ParameterReaderTest, ZippedParametersShareAGroup) {
  const SweepFile file = WithParameters(
      "parameters: {p: 1}\n"
      "zipped: [{a: [1, 2], b: [3, 4]}, {c: [5], d: [6]}]");
  EXPECT_EQ(FormatProblems("", file.problems), "");
  ASSERT_EQ(file.spec.parameters_size(), 5);
  EXPECT_EQ(file.spec.parameters(0).zip_group(), "");
  EXPECT_NE(file.spec.parameters(1).zip_group(), "");
  EXPECT_EQ(file.spec.parameters(1).zip_group(),
            file.spec.parameters(2).zip_group());
  EXPECT_NE(file.spec.parameters(2).zip_group(),
            file.spec.parameters(3).zip_group());
}

TEST(ParameterReaderTest, ZippedIsAListOfMappings) {
  const SweepFile file = WithParameters("zipped: {a: [1, 2]}");
  EXPECT_THAT(FormatProblems("s.yaml", file.problems),
              HasSubstr("zipped: expected a list of mappings, one for each "
                        "group, found a mapping"));
}

}  // namespace
}  // namespace lehr::yaml
