#include "client/statistics_text.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace lehr::client {
namespace {

constexpr char kNone[] = "–";

// Smaller ones depend on tails that no sample of ours knows.
constexpr double kLeastPValue = 0.001;

}  // namespace

ValueAndError MeanText(const MeanEstimate& estimate) {
  if (estimate.n == 0) return {kNone, ""};
  return FormatWithError(estimate.mean, estimate.standard_error);
}

ValueAndError MeanText(const GroupEstimate& group) {
  if (group.estimate.n != 1) return MeanText(group.estimate);
  return {FormatWithError(group.estimate.mean, group.error_within_run).value,
          ""};
}

std::string IntervalText(const MeanEstimate& estimate) {
  if (!estimate.interval.has_value()) return kNone;
  const auto text = [&estimate](double end) {
    return FormatWithError(end, estimate.standard_error).value;
  };
  return absl::StrCat(text(estimate.interval->low), " .. ",
                      text(estimate.interval->high));
}

std::string PValueText(std::optional<double> p_value) {
  if (!p_value.has_value()) return kNone;
  if (*p_value < kLeastPValue) return absl::StrFormat("< %g", kLeastPValue);
  return absl::StrFormat("%.2g", *p_value);
}

}  // namespace lehr::client
