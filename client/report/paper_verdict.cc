#include "client/report/paper_verdict.h"

#include <optional>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/plot/line_fit.h"
#include "client/plot/parameter_figure.h"
#include "client/plot/parameter_label.h"
#include "client/plot/step_figure.h"
#include "client/report/paper_pairs.h"
#include "client/statistics_text.h"

namespace lehr::client {
namespace {

std::string DifferenceText(const SweepData& data, const PaperTrend& trend,
                           const PairedDifference& found) {
  if (found.difference.n == 0) return "";
  const std::string unit = UnitOf(data, trend.observable);
  std::string line = Joined(MeanText(found.difference));
  if (!unit.empty() && unit != "1") absl::StrAppend(&line, " ", unit);
  if (found.p_value.has_value()) {
    absl::StrAppendFormat(&line, ", p = %.2g", *found.p_value);
  }
  return line;
}

std::string VerdictText(Verdict verdict, const PairedDifference& found,
                        int sign) {
  switch (verdict) {
    case Verdict::kAgrees:
      return "agrees";
    case Verdict::kDiffers:
      return sign == 0 ? "a change where the paper has none" : "opposite sign";
    case Verdict::kNotTested:
      return "not tested";
    case Verdict::kNotDecided:
      break;
  }
  if (!found.difference.standard_error.has_value()) {
    return "not decided: one replica has no error between samples";
  }
  return absl::StrFormat(
      "%s: error %s",
      // That there is none cannot be shown, only that none is seen.
      sign == 0 ? "no change is seen" : "not decided at this size",
      MeanText(found.difference).error);
}

int SignOf(const std::string& expected) {
  if (expected == "above" || expected == "rises") return 1;
  if (expected == "below" || expected == "falls" ||
      expected == "keeps_falling") {
    return -1;
  }
  return 0;
}

TrendResult NotTested(std::string statement, std::string why) {
  return {Verdict::kNotTested, std::move(statement), "",
          "not tested: " + std::move(why), std::nullopt};
}

TrendResult Judged(const SweepData& data, const PaperTrend& trend,
                   const PairedDifference& found, std::string statement) {
  if (found.difference.n == 0) {
    return NotTested(std::move(statement), "not measured");
  }
  const int sign = SignOf(trend.expected);
  const Verdict verdict = JudgeDifference(found, sign);
  return {verdict, std::move(statement), DifferenceText(data, trend, found),
          VerdictText(verdict, found, sign), found.p_value};
}

std::string LevelOfPaper(const PaperCondition& condition) {
  return absl::StrFormat("%g%s", condition.at.level.value_or(0),
                         condition.treatment == "thermal_pressure" ? " K"
                         : condition.treatment == "biaxial_tension"
                             ? " GPa"
                             : " cycles");
}

std::string LevelStatement(const PaperTrend& trend) {
  const std::string than = trend.than.has_value()
                               ? absl::StrCat(WordsOf(trend.than->treatment),
                                              " at ", LevelOfPaper(*trend.than))
                               : "as-cast";
  return absl::StrCat(trend.expected, " ", than, " at ",
                      LevelOfPaper({trend.treatment, trend.at}),
                      trend.strained ? ", after the pull" : "");
}

TrendResult JudgeLevel(const SweepData& data, const PaperTrend& trend) {
  const std::string statement = LevelStatement(trend);
  const PointGroup* group = ConditionOf(data, trend.treatment, trend.at);
  const PointGroup* other =
      trend.than.has_value()
          ? ConditionOf(data, trend.than->treatment, trend.than->at)
          : ConditionOf(data, "as_cast", {});
  if (group == nullptr || (trend.than.has_value() && other == nullptr)) {
    return NotTested(statement, "the sweep has other levels");
  }
  if (!trend.than.has_value() && !trend.strained) {
    return Judged(data, trend, AgainstBaseline(data, *group, trend.observable),
                  statement);
  }
  if (other == nullptr) return NotTested(statement, "there is no as-cast");
  return Judged(
      data, trend,
      BetweenConditions(*other, *group,
                        ObservableOf(data, trend.observable, trend.strained)),
      statement);
}

// An engineering strain of 0.1 as true strain in %, and what rounding of
// nominal strains may take from it.
constexpr double kCourseBegin = 9.53 - 0.1;

// How much W changes from there on, as a straight line, per 10 % of strain.
std::optional<double> CourseOf(const SweepData& data,
                               const v1::PointResult& point) {
  const XyCurve curve = FiveFoldCurve(data, point);
  std::vector<double> strains;
  std::vector<double> values;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (curve.x[i] < kCourseBegin) continue;
    strains.push_back(curve.x[i]);
    values.push_back(curve.y[i]);
  }
  if (strains.size() < 3) return std::nullopt;
  return 10 * FitStraightLine(strains, values).slope;
}

TrendResult JudgeCourse(const SweepData& data, const PaperTrend& trend) {
  const std::string statement = absl::StrCat(
      trend.expected == "settles" ? "constant" : "falls",
      " from a strain of 0.1 to the end of the pull, ",
      trend.at.level.has_value()
          ? absl::StrCat("at ", LevelOfPaper({trend.treatment, trend.at}))
          : WordsOf(trend.treatment));
  const PointGroup* group = ConditionOf(data, trend.treatment, trend.at);
  if (group == nullptr) {
    return NotTested(statement, "the sweep has other levels");
  }
  return Judged(data, trend,
                AgainstZero(*group,
                            [&data](const v1::PointResult& point) {
                              return CourseOf(data, point);
                            }),
                statement);
}

TrendResult JudgeLevels(const SweepData& data, const PaperTrend& trend) {
  const auto groups = ConditionsByLevel(data, trend.treatment);
  if (groups.empty()) {
    return NotTested(trend.expected, "the sweep has no such treatment");
  }
  if (groups.size() == 1) {
    // One level is all there is to compare with the state before.
    return Judged(data, trend,
                  AgainstBaseline(data, *groups.front(), trend.observable),
                  absl::StrFormat("%s from as-cast to %s", trend.expected,
                                  LevelText(data, *groups.front())));
  }
  return Judged(
      data, trend,
      BetweenConditions(*groups.front(), *groups.back(),
                        ObservableOf(data, trend.observable, trend.strained)),
      absl::StrFormat("%s from %s to %s", trend.expected,
                      LevelText(data, *groups.front()),
                      LevelText(data, *groups.back())));
}

}  // namespace

Verdict JudgeDifference(const PairedDifference& found, int sign) {
  if (found.difference.n == 0) return Verdict::kNotTested;
  if (!found.p_value.has_value()) return Verdict::kNotDecided;
  const bool significant = *found.p_value < kPaperSignificance;
  if (sign == 0) {
    return significant ? Verdict::kDiffers : Verdict::kNotDecided;
  }
  if (!significant) return Verdict::kNotDecided;
  return (found.difference.mean > 0) == (sign > 0) ? Verdict::kAgrees
                                                   : Verdict::kDiffers;
}

TrendResult JudgeTrend(const SweepData& data, const PaperTrend& trend) {
  TrendResult result =
      trend.expected == "above" || trend.expected == "below"
          ? JudgeLevel(data, trend)
      : trend.expected == "settles" || trend.expected == "keeps_falling"
          ? JudgeCourse(data, trend)
          : JudgeLevels(data, trend);
  if (result.verdict != Verdict::kNotTested &&
      AtomsOf(data) < trend.least_atoms) {
    result.verdict = Verdict::kNotDecided;
    result.verdict_text = absl::StrFormat("cannot be decided below %s atoms",
                                          FormatCount(trend.least_atoms));
  }
  return result;
}

}  // namespace lehr::client
