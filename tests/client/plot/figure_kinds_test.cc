#include "client/plot/figure_kinds.h"

#include <cmath>

#include <gmock/gmock.h>

#include "client/plot/condition_panels.h"
#include "client/plot/parameter_label.h"
#include "tests/client/plot/sample_study.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ParameterLabelTest, TheUnitIsThatOfTheFieldThatUsesTheParameter) {
  const SampleStudy study;
  const Label kelvin =
      ParameterLabel(study.sweep.spec(), "annealing_temperature");
  EXPECT_EQ(kelvin.symbol, "annealing temperature");
  EXPECT_EQ(kelvin.unit, "K");
  EXPECT_EQ(ValueText(kelvin, 1000), "1000 K");
  const Label fraction = ParameterLabel(study.sweep.spec(), "fraction");
  EXPECT_EQ(fraction.symbol, "fraction (of as-cast yield stress)");
  EXPECT_EQ(ValueText(fraction, 0.79), "0.79");
  EXPECT_EQ(ParameterLabel(study.sweep.spec(), "unused").unit, "");
}

TEST(ConditionPanelsTest, EachTreatmentStandsAlongItsParameter) {
  const auto data = SampleStudy().Make();
  const auto panels = ConditionPanels(*data);
  ASSERT_THAT(panels, SizeIs(2));  // the baseline is a level in both
  EXPECT_EQ(panels[0].title, "thermal pressure");
  EXPECT_EQ(panels[1].x.name, "fraction");
  ASSERT_THAT(panels[1].lines, SizeIs(1));
  EXPECT_EQ(panels[1].lines[0].name, "");
  const auto& conditions = panels[1].lines[0].conditions;
  ASSERT_THAT(conditions, SizeIs(2));
  EXPECT_EQ(conditions[1].x, 0.9);
  EXPECT_THAT(conditions[1].group->points, SizeIs(2));
  ASSERT_NE(BaselineGroup(*data), nullptr);
  EXPECT_EQ(BaselineName(*data), "as-cast");
}

TEST(ConditionPanelsTest, TreatmentsWithoutParametersStandByName) {
  SampleStudy study;
  for (v1::PointResult& point : study.results) point.clear_parameters();
  const auto data = study.Make();
  const auto panels = ConditionPanels(*data);
  ASSERT_THAT(panels, SizeIs(1));
  EXPECT_THAT(
      panels[0].categories,
      testing::ElementsAre("as-cast", "thermal pressure", "biaxial tension"));
}

TEST(MakeFigureTest, StrengthHasMeansAndErrorsOverReplicas) {
  const auto figure = MakeFigure(*SampleStudy().Make(), "strength");
  ASSERT_OK(figure);
  ASSERT_THAT(figure->panels, SizeIs(2));
  const Panel& thermal = figure->panels[0];
  ASSERT_TRUE(thermal.level.has_value());
  EXPECT_THAT(thermal.level->y, DoubleNear(4.01, 1e-12));
  const Sample& hot = thermal.series.at(0).samples.at(1);
  EXPECT_EQ(hot.x, 1000);
  EXPECT_THAT(hot.y, DoubleNear(3.81, 1e-12));
  // Two values 0.02 apart: s = 0.02/√2, over √2.
  EXPECT_THAT(hot.error, DoubleNear(0.01, 1e-12));
  EXPECT_THAT(figure->note, HasSubstr("n = 2"));
  EXPECT_THAT(
      FigureCsv(*figure),
      AllOf(HasSubstr("panel,series,x_quantity,x,y_quantity,y,standard_error,"
                      "error_of,replicas\n"),
            HasSubstr("thermal pressure,as-cast,annealing_temperature_K,,"
                      "yield_stress_GPa,4.01"),
            HasSubstr("biaxial tension,,fraction,0.79,yield_stress_GPa,3.7")));
}

TEST(MakeFigureTest, ASingleReplicaShowsItsErrorWithinTheRun) {
  SampleStudy study;
  std::erase_if(study.results, [](const auto& p) { return p.replica() > 0; });
  for (v1::PointResult& point : study.results) {
    point.mutable_observables(0)->set_standard_error(0.5);
  }
  const auto figure = MakeFigure(*study.Make(), "strength");
  ASSERT_OK(figure);
  const Sample& sample = figure->panels[0].series[0].samples[0];
  EXPECT_EQ(sample.kind, ErrorKind::kWithinRun);
  EXPECT_EQ(sample.error, 0.5);
  EXPECT_EQ(figure->note,
            "One replica: no error between samples is known; ± one standard "
            "error within its run.");
}

TEST(MakeFigureTest, StressStrainIsTheMeanOfTheReplicasCurves) {
  const SampleStudy study;
  const auto data = study.Make();
  const auto figure = MakeFigure(*data, "stress_strain");
  ASSERT_OK(figure);
  ASSERT_THAT(figure->panels, SizeIs(2));
  ASSERT_THAT(figure->panels[0].series, SizeIs(3));
  const Series& baseline = figure->panels[0].series[0];
  EXPECT_EQ(baseline.look, 0);
  EXPECT_EQ(figure->panels[0].series[2].name, "1000 K");
  // The stress of a curve is its segment's number: that of the tension before
  // the measurement.
  double sum = 0;
  for (const int point : {0, 1}) {
    const MeasuringStep* step = data->StepOf(
        data->points()[static_cast<std::size_t>(point)], "stress_strain");
    ASSERT_NE(step, nullptr);
    sum +=
        static_cast<double>(data->SegmentsBefore(*step, 1).at(0)->segment_id());
  }
  ASSERT_THAT(baseline.samples, SizeIs(21));
  EXPECT_DOUBLE_EQ(baseline.samples[10].y, sum / 2);
  EXPECT_DOUBLE_EQ(baseline.samples[10].x, 10);  // %
}

TEST(MakeFigureTest, SaysWhatToMeasureAndWhichKindsThereAre) {
  const auto data = SampleStudy().Make();
  EXPECT_THAT(MakeFigure(*data, "moduli").status(),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("`measure: [elastic]`")));
  EXPECT_THAT(MakeFigure(*data, "modulli").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("did you mean \"moduli\"")));
}

TEST(HasFigureTest, IsTrueWhereThereAreValues) {
  const auto data = SampleStudy().Make();
  std::vector<std::string> has;
  for (const FigureKind& kind : FigureKinds()) {
    if (HasFigure(*data, kind)) has.emplace_back(kind.name);
  }
  EXPECT_THAT(has, testing::ElementsAre("stress_strain", "strength"));
  SampleStudy empty;
  empty.results.clear();
  for (const FigureKind& kind : FigureKinds()) {
    EXPECT_FALSE(HasFigure(*empty.Make(), kind)) << kind.name;
  }
}

TEST(MakeFigureTest, LostAndBrokenCurvesAreErrors) {
  SampleStudy study;
  for (auto& [sha256, content] : study.files) content = "no curve";
  EXPECT_THAT(MakeFigure(*study.Make(), "stress_strain").status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("segment")));
}

}  // namespace
}  // namespace lehr::client
