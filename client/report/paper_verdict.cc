#include "client/report/paper_verdict.h"

#include <optional>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/plot/parameter_figure.h"
#include "client/statistics_text.h"

namespace lehr::client {
namespace {

// What passes for a sign.
constexpr double kSignificance = 0.05;

// Differences to the baseline are paired already.
bool IsDifference(const std::string& observable) {
  return observable.starts_with("delta_");
}

std::optional<double> ValueOf(const v1::PointResult& point,
                              const std::string& observable) {
  const v1::Observable* found = FindObservable(point, observable);
  return found == nullptr ? std::nullopt
                          : std::optional<double>(found->value());
}

PairedDifference AgainstBaseline(const SweepData& data, const PointGroup& group,
                                 const std::string& observable) {
  if (!IsDifference(observable)) {
    return CompareToBaseline(group, Baselines(data.points(), data.baseline()),
                             observable);
  }
  std::vector<double> values;
  for (const v1::PointResult* point : group.points) {
    const auto value = ValueOf(*point, observable);
    if (value.has_value()) values.push_back(*value);
  }
  return ComparePairs(values, std::vector<double>(values.size(), 0));
}

// Of the points with the same replica.
PairedDifference BetweenLevels(const PointGroup& low, const PointGroup& high,
                               const std::string& observable) {
  std::vector<double> before;
  std::vector<double> after;
  for (const v1::PointResult* first : low.points) {
    for (const v1::PointResult* second : high.points) {
      if (first->replica() != second->replica()) continue;
      const auto start = ValueOf(*first, observable);
      const auto end = ValueOf(*second, observable);
      if (!start.has_value() || !end.has_value()) continue;
      before.push_back(*start);
      after.push_back(*end);
    }
  }
  return ComparePairs(after, before);
}

std::string DifferenceText(const SweepData& data, const PaperTrend& trend,
                           const PairedDifference& found) {
  if (found.difference.n == 0) return "";
  const ValueAndError text =
      FormatWithError(found.difference.mean, found.difference.standard_error);
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
    case Verdict::kOpposite:
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
  if (expected == "below" || expected == "falls") return -1;
  return 0;
}

TrendResult NotTested(std::string statement, std::string why) {
  return {Verdict::kNotTested, std::move(statement), "",
          "not tested: " + std::move(why)};
}

TrendResult Judged(const SweepData& data, const PaperTrend& trend,
                   const PairedDifference& found, std::string statement) {
  if (found.difference.n == 0) {
    return NotTested(std::move(statement), "not measured");
  }
  const int sign = SignOf(trend.expected);
  const Verdict verdict = JudgeDifference(found, sign);
  return {verdict, std::move(statement), DifferenceText(data, trend, found),
          VerdictText(verdict, found, sign)};
}

TrendResult JudgeLevel(const SweepData& data, const PaperTrend& trend) {
  const double level = trend.at.level.value_or(0);
  const std::string statement =
      absl::StrFormat("%s as-cast at %g%s", trend.expected, level,
                      trend.treatment == "thermal_pressure"  ? " K"
                      : trend.treatment == "biaxial_tension" ? " GPa"
                                                             : " cycles");
  const PointGroup* group = ConditionOf(data, trend.treatment, trend.at);
  if (group == nullptr) {
    return NotTested(statement, "the sweep has other levels");
  }
  return Judged(data, trend, AgainstBaseline(data, *group, trend.observable),
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
      BetweenLevels(*groups.front(), *groups.back(), trend.observable),
      absl::StrFormat("%s from %s to %s", trend.expected,
                      LevelText(data, *groups.front()),
                      LevelText(data, *groups.back())));
}

}  // namespace

Verdict JudgeDifference(const PairedDifference& found, int sign) {
  if (found.difference.n == 0) return Verdict::kNotTested;
  if (!found.p_value.has_value()) return Verdict::kNotDecided;
  const bool significant = *found.p_value < kSignificance;
  if (sign == 0) {
    return significant ? Verdict::kOpposite : Verdict::kNotDecided;
  }
  if (!significant) return Verdict::kNotDecided;
  return (found.difference.mean > 0) == (sign > 0) ? Verdict::kAgrees
                                                   : Verdict::kOpposite;
}

TrendResult JudgeTrend(const SweepData& data, const PaperTrend& trend) {
  const bool at_level = trend.expected == "above" || trend.expected == "below";
  return at_level ? JudgeLevel(data, trend) : JudgeLevels(data, trend);
}

}  // namespace lehr::client
