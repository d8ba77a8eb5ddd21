#include "client/report/paper_number.h"

#include <cmath>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/report/paper_pairs.h"

namespace lehr::client {
namespace {

constexpr char kNoCondition[] = "not tested: the sweep has other levels";
constexpr char kNotMeasured[] = "not tested: not measured";
constexpr char kOneReplica[] =
    "not decided: one replica has no error between samples";

// Of a number that an interval may still decide, at most.
constexpr double kResolution = 0.1;

double HalfWidth(const Interval& interval) {
  return (interval.high - interval.low) / 2;
}

bool Contains(const Interval& interval, double value) {
  return interval.low <= value && value <= interval.high;
}

// What the paper has for the as-cast glass.
std::optional<double> AsCastOf(const std::string& observable) {
  for (const PaperValue& value : PaperValues()) {
    if (value.treatment == "as_cast" && value.observable == observable) {
      return value.value;
    }
  }
  return std::nullopt;
}

std::optional<double> ChangeOf(const PaperValue& value) {
  if (IsDifference(value.observable)) return value.value;
  const auto as_cast = AsCastOf(value.observable);
  if (!as_cast.has_value() || value.treatment == "as_cast") return std::nullopt;
  return value.value - *as_cast;
}

std::string FartherText(double ours, double theirs) {
  if (ours * theirs < 0) return "opposite sign";
  return absl::StrFormat("%.0f %% %s", 100 * std::abs(ours / theirs - 1),
                         std::abs(ours) > std::abs(theirs) ? "more" : "less");
}

// What the interval makes of their number, if half of it is at most
// `resolution`.
void Judge(double theirs, const MeanEstimate& ours, double resolution,
           Verdict* verdict, std::string* text) {
  *verdict = Verdict::kNotDecided;
  if (!ours.interval.has_value()) {
    *text = kOneReplica;
    return;
  }
  const double half = HalfWidth(*ours.interval);
  if (!Contains(*ours.interval, theirs)) {
    *verdict = Verdict::kDiffers;
    *text = FartherText(ours.mean, theirs);
  } else if (half > resolution) {
    *text = absl::StrCat("not decided at this size: ± ", FormatValue(half));
  } else {
    *verdict = Verdict::kAgrees;
    *text = absl::StrCat("agrees within ± ", FormatValue(half));
  }
}

}  // namespace

NumberResult JudgeValue(const SweepData& data, const PaperValue& value) {
  NumberResult result;
  result.group = ConditionOf(data, value.treatment, value.at);
  if (result.group == nullptr) {
    result.verdict_text = kNoCondition;
    return result;
  }
  result.found = EstimateObservable(*result.group, value.observable);
  if (result.found.estimate.n == 0) {
    result.verdict_text = kNotMeasured;
  } else {
    Judge(value.value, result.found.estimate, kResolution * value.value,
          &result.verdict, &result.verdict_text);
  }
  return result;
}

std::optional<ChangeResult> JudgeChange(const SweepData& data,
                                        const PaperValue& value) {
  const auto change = ChangeOf(value);
  if (!change.has_value()) return std::nullopt;
  ChangeResult result;
  result.paper = *change;
  result.group = ConditionOf(data, value.treatment, value.at);
  if (result.group == nullptr) {
    result.verdict_text = kNoCondition;
    return result;
  }
  result.found = AgainstBaseline(data, *result.group, value.observable);
  if (result.found.difference.n == 0) {
    result.verdict_text = kNotMeasured;
  } else {
    Judge(result.paper, result.found.difference, std::abs(result.paper),
          &result.verdict, &result.verdict_text);
  }
  return result;
}

}  // namespace lehr::client
