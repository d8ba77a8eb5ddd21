#include "proto/plan/points.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <absl/strings/str_format.h>

#include "proto/plan/names.h"
#include "proto/plan/plan.h"
#include "proto/support/decimal.h"

namespace lehr::plan {
namespace {

// Most values of a parameter: more would be more points than a sweep may have.
constexpr std::int64_t kMaxValues = kMaxPoints;

// Most values of all parameters of a list together: bounds the memory for a
// sweep that is refused afterwards.
constexpr std::int64_t kMaxValuesTogether = 2 * kMaxPoints;

// Number of values that a parameter says it has.
std::int64_t CountOf(const v1::Parameter& parameter) {
  return parameter.has_range() ? parameter.range().count()
                               : parameter.list().values_size();
}

// Digits of the values of a range.
constexpr int kDigits = 12;

// What is wrong with a range; empty if nothing is.
std::string WrongInRange(const v1::Range& range) {
  if (!std::isfinite(range.from()) || !std::isfinite(range.to())) {
    return absl::StrFormat("expected finite ends, found %g and %g",
                           range.from(), range.to());
  }
  if (range.count() < 2 || range.count() > kMaxValues) {
    return absl::StrFormat("expected 2 to %d values, found %d", kMaxValues,
                           range.count());
  }
  if (range.from() == range.to()) {
    return absl::StrFormat("expected ends that differ, found %g twice",
                           range.from());
  }
  if (range.logarithmic() && (range.from() <= 0 || range.to() <= 0)) {
    return absl::StrFormat(
        "expected positive ends of a logarithmic range, found %g and %g",
        range.from(), range.to());
  }
  return "";
}

std::vector<double> ValuesOfRange(const v1::Range& range) {
  std::vector<double> values;
  const int last = range.count() - 1;
  for (int k = 0; k <= last; ++k) {
    const double t = static_cast<double>(k) / last;
    values.push_back(RoundToDigits(
        range.logarithmic()
            ? range.from() * std::pow(range.to() / range.from(), t)
            : range.from() + (range.to() - range.from()) * t,
        kDigits));
  }
  values.front() = range.from();
  values.back() = range.to();
  return values;
}

// What is wrong with a list; empty if nothing is.
std::string WrongInList(const v1::ValueList& list) {
  if (list.values().empty()) return "expected at least one value, found none";
  for (const double value : list.values()) {
    if (!std::isfinite(value)) {
      return absl::StrFormat("expected finite values, found %g", value);
    }
  }
  return "";
}

}  // namespace

std::vector<double> ValuesOf(const v1::Parameter& parameter,
                             const std::string& field, Violations* violations) {
  std::string wrong;
  std::string part;
  switch (parameter.values_case()) {
    case v1::Parameter::kList:
      part = ".list";
      wrong = WrongInList(parameter.list());
      if (!wrong.empty()) break;
      return {parameter.list().values().begin(),
              parameter.list().values().end()};
    case v1::Parameter::kRange:
      part = ".range";
      wrong = WrongInRange(parameter.range());
      if (!wrong.empty()) break;
      return ValuesOfRange(parameter.range());
    case v1::Parameter::VALUES_NOT_SET:
      wrong = "expected a list or a range of values, found none";
      break;
  }
  violations->Add(field + part, wrong);
  return {std::numeric_limits<double>::quiet_NaN()};
}

ParameterGrid::ParameterGrid(
    const google::protobuf::RepeatedPtrField<v1::Parameter>& parameters,
    const std::string& field, Violations* violations) {
  std::int64_t together = 0;
  for (int i = 0; i < parameters.size(); ++i) {
    const v1::Parameter& parameter = parameters[i];
    const std::string here = absl::StrFormat("%s[%d]", field, i);
    CheckName(parameter.name(), "_", here + ".name", violations);
    if (std::find(names_.begin(), names_.end(), parameter.name()) !=
        names_.end()) {
      violations->Add(here + ".name",
                      absl::StrFormat("parameter \"%s\" is defined twice",
                                      parameter.name()));
    }
    names_.push_back(parameter.name());
    together += CountOf(parameter);
    if (together <= kMaxValuesTogether) {
      values_.push_back(ValuesOf(parameter, here, violations));
    } else {
      violations->Add(here, absl::StrFormat("expected at most %d values of all "
                                            "parameters, found %d up to here",
                                            kMaxValuesTogether, together));
      values_.push_back({std::numeric_limits<double>::quiet_NaN()});
    }
    AddToGroups(parameter, values_.size() - 1, here, violations);
  }
  for (const Group& group : groups_) {
    size_ = size_ > kMaxSize / group.size ? kMaxSize : size_ * group.size;
  }
}

void ParameterGrid::AddToGroups(const v1::Parameter& parameter,
                                std::size_t index, const std::string& field,
                                Violations* violations) {
  const auto size = static_cast<std::int64_t>(values_[index].size());
  const auto group =
      std::find_if(groups_.begin(), groups_.end(), [&](const Group& other) {
        return !parameter.zip_group().empty() &&
               other.name == parameter.zip_group();
      });
  if (group == groups_.end()) {
    groups_.push_back({parameter.zip_group(), {index}, size});
    return;
  }
  if (std::isnan(values_[index].front())) {
    group->size = 1;  // reported already
  } else if (size != group->size) {
    violations->Add(
        field,
        absl::StrFormat("expected as many values as \"%s\", with which it is "
                        "zipped (%d), found %d",
                        names_[group->members.front()], group->size, size));
    group->size = std::min(group->size, size);
  }
  group->members.push_back(index);
}

std::vector<double> ParameterGrid::At(std::int64_t index) const {
  std::vector<double> result(names_.size());
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    const auto k = static_cast<std::size_t>(index % group->size);
    index /= group->size;
    for (const std::size_t member : group->members) {
      result[member] = values_[member][k];
    }
  }
  return result;
}

}  // namespace lehr::plan
