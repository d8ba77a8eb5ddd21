#include "proto/plan/evaluator.h"

#include <cassert>
#include <cmath>

#include <absl/strings/str_format.h>

namespace lehr::plan {
namespace {

// " K" after a number; nothing for pure numbers.
std::string Suffix(const char* unit) {
  return *unit == '\0' ? "" : absl::StrFormat(" %s", unit);
}

// What a number would have to be.
std::string Expected(const Limits& limits) {
  std::string text = absl::StrFormat(
      "%s %s %g%s", limits.what, limits.least_allowed ? "of at least" : "above",
      limits.least, Suffix(limits.unit));
  if (std::isfinite(limits.most)) {
    text +=
        absl::StrFormat(" and at most %g%s", limits.most, Suffix(limits.unit));
  }
  return text;
}

bool IsWithin(double number, const Limits& limits) {
  return (limits.least_allowed ? number >= limits.least
                               : number > limits.least) &&
         number <= limits.most;
}

}  // namespace

double Evaluator::Raw(const Quantity& quantity) const {
  switch (quantity.source) {
    case Quantity::Source::kNumber:
      return quantity.number;
    case Quantity::Source::kParameter:
      return point_.values[static_cast<std::size_t>(quantity.parameter)];
    case Quantity::Source::kRemembered:
      return state_.remembered_temperature;
    case Quantity::Source::kMeasured:
      return quantity.parameter < 0
                 ? quantity.number
                 : point_.values[static_cast<std::size_t>(quantity.parameter)];
    case Quantity::Source::kUnset:
      break;
  }
  assert(false && "a quantity that is not set has no number");
  return 0;
}

double Evaluator::Number(const Quantity& quantity, const Limits& limits) const {
  assert(quantity.source != Quantity::Source::kMeasured);
  const double number = Raw(quantity);
  if (IsWithin(number, limits)) return number;
  if (!std::isnan(number)) {
    Violate(quantity.field,
            absl::StrFormat("expected %s, found %s", Expected(limits),
                            Found(quantity, number, limits.unit)));
  }
  return limits.fallback;
}

std::int64_t Evaluator::Count(const Quantity& quantity,
                              std::int64_t most) const {
  const double number = Raw(quantity);
  if (number >= 0 && number <= static_cast<double>(most) &&
      number == std::floor(number)) {
    return static_cast<std::int64_t>(number);
  }
  if (!std::isnan(number)) {
    Violate(quantity.field,
            absl::StrFormat("expected a whole number from 0 to %d, found %s",
                            most, Found(quantity, number, "")));
  }
  return 1;
}

LawNumber Evaluator::Stress(const Quantity& quantity) const {
  if (!quantity.is_set()) return {};
  const double number = Raw(quantity);
  if (std::isnan(number)) return {};
  // Far beyond what any solid bears, and any potential is made for.
  constexpr double kMostGpa = 1000;
  if (quantity.source != Quantity::Source::kMeasured) {
    if (std::abs(number) <= kMostGpa) return Times({1, -1, -1}, number);
    Violate(
        quantity.field,
        absl::StrFormat("expected a stress between -%g and %g GPa, found "
                        "%s",
                        kMostGpa, kMostGpa, Found(quantity, number, "GPa")));
    return {};
  }
  const LawNumber& measured =
      point_.measured[static_cast<std::size_t>(quantity.reference)];
  if (measured.segment < 0) {
    Violate(quantity.field + ".reference.observable",
            "the path that is meant does not measure it: its cycle is repeated "
            "0 times, or its `deform` is of the other kind");
    return {};
  }
  return Times(measured, number);
}

std::string Evaluator::Found(const Quantity& quantity, double number,
                             const char* unit) const {
  std::string text = absl::StrFormat("%.10g%s", number, Suffix(unit));
  if (quantity.source == Quantity::Source::kParameter) {
    text += absl::StrFormat(
        " (parameter \"%s\")",
        point_.names[static_cast<std::size_t>(quantity.parameter)]);
  }
  return text;
}

}  // namespace lehr::plan
