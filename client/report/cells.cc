#include "client/report/cells.h"

#include <absl/strings/str_cat.h>

#include "client/number_format.h"
#include "client/plot/parameter_label.h"
#include "client/statistics_text.h"

namespace lehr::client {

std::string ConditionText(const SweepData& data, const PointGroup& group) {
  const v1::PointResult& point = *group.points.front();
  std::string text = WordsOf(point.treatment());
  for (const v1::ParameterValue& parameter : point.parameters()) {
    const Label label = ParameterLabel(data.sweep().spec(), parameter.name());
    // "1000 K" says what it is.
    absl::StrAppend(&text, ", ",
                    label.unit.empty() ? WordsOf(parameter.name()) + " " : "",
                    ValueText(label, parameter.value()));
  }
  return text;
}

std::string ValueCell(const GroupEstimate& found) {
  if (found.estimate.n != 1 || !found.error_within_run.has_value()) {
    return Joined(MeanText(found));
  }
  const ValueAndError text =
      FormatWithError(found.estimate.mean, found.error_within_run);
  return text.error.empty()
             ? text.value
             : absl::StrCat(text.value, " (± ", text.error, " within run)");
}

std::string ExactCell(const std::optional<double>& value) {
  return value.has_value() ? FormatExact(*value) : "";
}

}  // namespace lehr::client
