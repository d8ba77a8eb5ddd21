#include "client/report/paper_verdict.h"

#include <set>

#include <gmock/gmock.h>

#include "client/report/paper_comparison.h"
#include "tests/client/plot/sample_study.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

PaperTrend Yield(const char* treatment, const char* expected,
                 PaperLevel at = {}) {
  PaperTrend trend;
  trend.treatment = treatment;
  trend.at = at;
  trend.observable = "yield_stress";
  trend.expected = expected;
  trend.source = "Table 2";
  return trend;
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
  const std::set<std::string> expected = {"above",        "below",    "rises",
                                          "falls",        "constant", "settles",
                                          "keeps_falling"};
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
    EXPECT_EQ(at_level || trend.observable == "five_fold_symmetry",
              trend.at.level.has_value() || trend.treatment == "as_cast")
        << trend.observable;
    if (trend.than.has_value()) {
      EXPECT_TRUE(treatments.contains(trend.than->treatment));
      EXPECT_TRUE(trend.than->at.level.has_value());
    }
  }
  EXPECT_GT(PaperInconsistencies().size(), 5u);
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

// Points 10 and 11; the yield stress is 3.5 GPa, 0.02 more in the second
// replica.
constexpr char kCycling[] = R"(
treatments {
  name: "cooled"
  parameters { name: "cycles" list { values: 20 } }
  stages { cycle {
    count { parameter: "cycles" }
    body { ramp { to_kelvin { number: 10 } rate_kelvin_per_ps { number: 10 } } }
    body { ramp { to_kelvin { number: 400 }
      rate_kelvin_per_ps { number: 10 } } } } }
}
)";

TEST(PaperStudyTest, ACycleOfRampsIsCryogenicCycling) {
  SampleStudy study(kCycling);
  Scatter(&study, 1e-4);
  study.Of(11, "yield_stress")->set_value(3.5201);
  const auto data = study.Make();
  const PointGroup* cycled = ConditionOf(*data, "cryogenic_cycling", {20, {}});
  ASSERT_NE(cycled, nullptr);
  EXPECT_EQ(cycled->points.front()->point(), 10);
  EXPECT_EQ(LevelText(*data, *cycled), "20 cycles");
  EXPECT_EQ(
      JudgeTrend(*data, Yield("cryogenic_cycling", "below", {20, {}})).verdict,
      Verdict::kAgrees);
}

TEST(PaperVerdictTest, TwoTreatmentsAreComparedWithEachOther) {
  SampleStudy study(kCycling);
  Scatter(&study, 1e-4);
  study.Of(11, "yield_stress")->set_value(3.5201);
  const auto data = study.Make();
  PaperTrend trend = Yield("cryogenic_cycling", "above", {20, {}});
  trend.than = {"biaxial_tension", {2.6, 0.9}};
  const TrendResult result = JudgeTrend(*data, trend);
  EXPECT_EQ(result.statement, "above biaxial tension at 2.6 GPa at 20 cycles");
  // 3.5 GPa against 3.6 GPa.
  EXPECT_EQ(result.verdict, Verdict::kDiffers);
  trend.than->at = {2.5, 0.86};
  EXPECT_EQ(JudgeTrend(*data, trend).verdict, Verdict::kNotTested);
}

// After the first pull another one, with W on the way.
constexpr char kMeasuredPull[] = R"(
test { deform {
  axis: AXIS_Y rate_per_second { number: 1e10 } to_strain { number: 0.1 }
  measure_every_strain { number: 0.02 } measures { structure { } } } }
)";

// W falls by this much per measurement, a bit more in the second replica.
void FallOnTheWay(SampleStudy* study, double step) {
  const auto plan = plan::MakePlan(study->sweep.spec());
  ASSERT_TRUE(plan.ok()) << plan.status();
  for (const plan::PlannedPoint& point : plan->points) {
    double value = 0.5;
    for (const int number : point.segments) {
      const auto index = static_cast<std::size_t>(number);
      if (!plan->segments[index].work.measurement().has_structure()) continue;
      v1::Segment* segment = study->sweep.mutable_segments(number);
      segment->clear_observables();
      v1::Observable* found = segment->add_observables();
      found->set_name("five_fold_symmetry");
      found->set_unit("1");
      found->set_value(value);
      value -= step * (1 + 0.01 * point.replica);
    }
  }
}

TEST(PaperVerdictTest, FiveFoldSymmetrySettlesOrKeepsFalling) {
  SampleStudy study(kMeasuredPull);
  PaperTrend falls = Yield("biaxial_tension", "keeps_falling", {2.6, 0.9});
  falls.observable = "five_fold_symmetry";
  PaperTrend settles = falls;
  settles.expected = "settles";
  FallOnTheWay(&study, 1e-3);
  const auto falling = study.Make();
  EXPECT_EQ(JudgeTrend(*falling, falls).verdict, Verdict::kAgrees);
  EXPECT_EQ(JudgeTrend(*falling, settles).verdict, Verdict::kDiffers);
  // 1e-3 with every 2 % of strain.
  EXPECT_THAT(JudgeTrend(*falling, falls).difference, HasSubstr("-0.00"));
  FallOnTheWay(&study, -1e-3);
  EXPECT_EQ(JudgeTrend(*study.Make(), falls).verdict, Verdict::kDiffers);
}

TEST(PaperVerdictTest, WhatSmallSamplesCannotShowIsNotDecided) {
  SampleStudy study;
  Scatter(&study, 1e-4);
  const auto data = study.Make();
  PaperTrend trend = Yield("biaxial_tension", "falls");
  trend.least_atoms = AtomsOf(*data);
  EXPECT_EQ(JudgeTrend(*data, trend).verdict, Verdict::kAgrees);
  trend.least_atoms = 32000;
  const TrendResult result = JudgeTrend(*data, trend);
  EXPECT_EQ(result.verdict, Verdict::kNotDecided);
  EXPECT_EQ(result.verdict_text, "cannot be decided below 32 000 atoms");
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
            Verdict::kDiffers);
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
  PaperTrend modulus = Yield("thermal_pressure", "falls");
  modulus.observable = "young_modulus";
  EXPECT_EQ(JudgeTrend(*data, modulus).verdict, Verdict::kNotTested);
}

TEST(PaperComparisonTest, OnlySweepsOfThatStudyAreCompared) {
  SampleStudy study;
  const Comparison ours = CompareWithPaper(*study.Make());
  EXPECT_THAT(ours.html, HasSubstr("2.88 GPa"));
  EXPECT_THAT(ours.html, HasSubstr("a periodic cell"));
  EXPECT_THAT(ours.csv, HasSubstr("not tested"));
  EXPECT_THAT(ours.html, HasSubstr("would by chance"));
  study.sweep.mutable_spec()
      ->mutable_material()
      ->mutable_components(0)
      ->set_fraction(0.5);
  EXPECT_THAT(CompareWithPaper(*study.Make()).html, IsEmpty());
}

}  // namespace
}  // namespace lehr::client
