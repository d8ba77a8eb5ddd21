#include "client/report/paper_verdict.h"

#include <set>

#include <gmock/gmock.h>

#include "client/report/report_tables.h"
#include "tests/client/plot/sample_study.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

PaperTrend Yield(const char* treatment, const char* expected,
                 PaperLevel at = {}) {
  return {treatment, at, "yield_stress", expected, "Table 2"};
}

// Replicas that differ from the pattern of SampleStudy by this in the second.
void Scatter(SampleStudy* study, double amount) {
  for (int point = 2; point < 10; ++point) {
    v1::Observable* stress = study->Of(point, "yield_stress");
    const int sign = point % 2 == 0 ? 1 : -1;
    const int level = point / 2 % 2 == 0 ? 1 : -1;
    stress->set_value(stress->value() + amount * sign * level);
  }
}

TEST(PaperStudyTest, ValuesAndTrendsAreOfTreatmentsAndHaveASource) {
  const std::set<std::string> treatments = {
      "as_cast", "thermal_pressure", "biaxial_tension", "cryogenic_cycling"};
  const std::set<std::string> expected = {"above", "below", "rises", "falls",
                                          "constant"};
  EXPECT_GT(PaperValues().size(), 40u);
  for (const PaperValue& value : PaperValues()) {
    EXPECT_TRUE(treatments.contains(value.treatment)) << value.treatment;
    EXPECT_NE(value.source, "");
    EXPECT_GT(value.value, 0);
  }
  for (const PaperTrend& trend : PaperTrends()) {
    EXPECT_TRUE(treatments.contains(trend.treatment)) << trend.treatment;
    EXPECT_TRUE(expected.contains(trend.expected)) << trend.expected;
    EXPECT_NE(trend.source, "");
    const bool at_level =
        trend.expected == "above" || trend.expected == "below";
    EXPECT_EQ(at_level, trend.at.level.has_value()) << trend.observable;
  }
}

TEST(PaperStudyTest, LevelsAreFoundAsValuesAndAsFractions) {
  const auto data = SampleStudy().Make();
  const PointGroup* hot = ConditionOf(*data, "thermal_pressure", {1000, {}});
  ASSERT_NE(hot, nullptr);
  EXPECT_EQ(hot->points.front()->point(), 4);
  EXPECT_EQ(LevelText(*data, *hot), "1000 K");
  const PointGroup* loaded = ConditionOf(*data, "biaxial_tension", {2.3, 0.79});
  ASSERT_NE(loaded, nullptr);
  EXPECT_EQ(loaded->points.front()->point(), 6);
  EXPECT_EQ(LevelText(*data, *loaded), "0.79 of the as-cast yield stress");
  EXPECT_EQ(ConditionOf(*data, "biaxial_tension", {2.4, 0.83}), nullptr);
  ASSERT_NE(ConditionOf(*data, "as_cast", {}), nullptr);
  EXPECT_EQ(ConditionsByLevel(*data, "biaxial_tension").size(), 2u);
}

TEST(PaperVerdictTest, AnEffectThatIsLargerThanItsErrorHasASign) {
  SampleStudy study;
  Scatter(&study, 1e-4);
  const auto data = study.Make();
  // 0.1 GPa less with each level.
  const TrendResult falls =
      JudgeTrend(*data, Yield("biaxial_tension", "falls"));
  EXPECT_EQ(falls.verdict, Verdict::kAgrees);
  EXPECT_EQ(falls.statement,
            "falls from 0.79 of the as-cast yield stress to 0.9 of the as-cast "
            "yield stress");
  EXPECT_THAT(falls.difference, AllOf(HasSubstr("-0.1"), HasSubstr("GPa")));
  const TrendResult rises =
      JudgeTrend(*data, Yield("biaxial_tension", "rises"));
  EXPECT_EQ(rises.verdict_text, "opposite sign");
  EXPECT_EQ(
      JudgeTrend(*data, Yield("thermal_pressure", "below", {800, {}})).verdict,
      Verdict::kAgrees);
  EXPECT_EQ(JudgeTrend(*data, Yield("thermal_pressure", "constant")).verdict,
            Verdict::kOpposite);
}

TEST(PaperVerdictTest, AnEffectThatIsSmallerThanItsErrorHasNone) {
  SampleStudy study;
  Scatter(&study, 0.3);
  const auto data = study.Make();
  const TrendResult result =
      JudgeTrend(*data, Yield("biaxial_tension", "falls"));
  EXPECT_EQ(result.verdict, Verdict::kNotDecided);
  // Pairs differ by -0.1 - 0.6 and -0.1 + 0.6 GPa: 0.6 is the error.
  EXPECT_EQ(result.verdict_text, "not decided at this size: error 0.6");
}

TEST(PaperVerdictTest, OneReplicaDecidesNothing) {
  SampleStudy study;
  std::erase_if(study.results, [](const auto& p) { return p.replica() > 0; });
  const TrendResult result =
      JudgeTrend(*study.Make(), Yield("biaxial_tension", "falls"));
  EXPECT_EQ(result.verdict, Verdict::kNotDecided);
  EXPECT_THAT(result.verdict_text, HasSubstr("one replica"));
}

TEST(PaperVerdictTest, WhatTheSweepDoesNotHaveIsNotTested) {
  const auto data = SampleStudy().Make();
  EXPECT_EQ(JudgeTrend(*data, Yield("cryogenic_cycling", "falls")).verdict,
            Verdict::kNotTested);
  EXPECT_EQ(
      JudgeTrend(*data, Yield("thermal_pressure", "below", {900, {}})).verdict,
      Verdict::kNotTested);
  const PaperTrend modulus = {
      "thermal_pressure", {}, "young_modulus", "falls", ""};
  EXPECT_EQ(JudgeTrend(*data, modulus).verdict, Verdict::kNotTested);
}

TEST(CompareWithPaperTest, OnlySweepsOfThatStudyAreCompared) {
  SampleStudy study;
  const Comparison ours = CompareWithPaper(*study.Make());
  EXPECT_THAT(ours.html, HasSubstr("2.88 GPa"));
  EXPECT_THAT(ours.html, HasSubstr("a periodic cell"));
  EXPECT_THAT(ours.csv, HasSubstr("not tested"));
  study.sweep.mutable_spec()
      ->mutable_material()
      ->mutable_components(0)
      ->set_fraction(0.5);
  EXPECT_THAT(CompareWithPaper(*study.Make()).html, IsEmpty());
}

}  // namespace
}  // namespace lehr::client
