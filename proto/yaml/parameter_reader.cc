#include "proto/yaml/parameter_reader.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>

namespace lehr::yaml {
namespace {

// A range whose last value misses `to` by less than this share of a step was
// meant to hit it: 0.1 + 2 * 0.1 is not 0.3 in binary.
constexpr double kStepTolerance = 1e-6;

// Ranges beyond this are slips of the pen (step: 1e-9).
constexpr double kMostValues = 1e6;

// What a range was written as.
struct WrittenRange {
  std::optional<double> from, to, step;
  std::optional<std::int64_t> count;
  bool logarithmic = false;
  Position step_position;
};

WrittenRange ReadWrittenRange(const YAML::Node& node, const Place& place,
                              YamlReader& reader) {
  static const std::vector<std::string> known = {"from", "to", "step", "count",
                                                 "scale"};
  WrittenRange range;
  for (const Entry& entry : reader.Entries(node, place, known)) {
    const Place there =
        place.Key(entry.key, "range." + entry.key, PositionOf(entry.value));
    reader.Mark(there);
    if (entry.key == "from") {
      range.from = reader.Number(entry.value, there);
    } else if (entry.key == "to") {
      range.to = reader.Number(entry.value, there);
    } else if (entry.key == "step") {
      range.step = reader.Number(entry.value, there);
      range.step_position = there.position;
    } else if (entry.key == "count") {
      range.count = reader.Integer(entry.value, there, 2, INT32_MAX);
    } else {
      const auto scale = reader.Text(entry.value, there);
      range.logarithmic = scale == "log";
      if (scale.has_value() && scale != "log" && scale != "linear") {
        reader.Complain(
            there.position, there,
            absl::StrFormat("expected linear or log, found \"%s\"", *scale));
      }
    }
  }
  return range;
}

// The number of values that `step` makes; nothing, and a problem, if it does
// not lead from `from` to `to`.
std::optional<std::int64_t> CountOf(const WrittenRange& range,
                                    const Place& place, YamlReader& reader) {
  const Position position = range.step_position;
  if (range.logarithmic) {
    reader.Complain(position, place,
                    "expected count in a range with scale log, found step");
    return std::nullopt;
  }
  const double steps = (*range.to - *range.from) / *range.step;
  const double whole = std::round(steps);
  if (!std::isfinite(steps) || whole < 1 || whole >= kMostValues ||
      std::abs(steps - whole) > kStepTolerance) {
    reader.Complain(
        position, place,
        absl::StrFormat("expected a step that leads from %g to %g in a whole "
                        "number of steps (at most %g), found %g, which makes "
                        "%g steps",
                        *range.from, *range.to, kMostValues, *range.step,
                        steps));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(whole) + 1;
}

void ReadRange(const YAML::Node& node, const Place& place, YamlReader& reader,
               v1::Range* range) {
  const std::size_t problems_before = reader.problems().size();
  const WrittenRange written = ReadWrittenRange(node, place, reader);
  if (reader.problems().size() != problems_before) return;
  if (!written.from.has_value() || !written.to.has_value() ||
      written.step.has_value() == written.count.has_value()) {
    reader.Complain(PositionOf(node), place,
                    "expected {from, to, step} or {from, to, count, scale}, "
                    "found a range without just these keys");
    return;
  }
  const auto count = written.step.has_value() ? CountOf(written, place, reader)
                                              : written.count;
  range->set_from(*written.from);
  range->set_to(*written.to);
  range->set_count(static_cast<std::int32_t>(count.value_or(2)));
  range->set_logarithmic(written.logarithmic);
}

void ReadList(const YAML::Node& node, const Place& place, YamlReader& reader,
              v1::ValueList* list) {
  if (node.size() == 0) {
    reader.Complain(PositionOf(node), place,
                    "expected at least one value, found an empty list");
  }
  for (std::size_t i = 0; i < node.size(); ++i) {
    Place there = place.Item(i, i, PositionOf(node[i]));
    there.spec = absl::StrFormat("%s.list.values[%d]", place.spec, i);
    reader.Mark(there);
    if (const auto number = reader.Number(node[i], there)) {
      list->add_values(*number);
    }
  }
}

void ReadParameterValues(const YAML::Node& node, const Place& place,
                         YamlReader& reader, v1::Parameter* parameter) {
  const auto number =
      node.IsScalar() ? ParseNumber(node.Scalar()) : std::nullopt;
  if (number.has_value()) {
    parameter->mutable_list()->add_values(*number);
  } else if (node.IsSequence()) {
    ReadList(node, place, reader, parameter->mutable_list());
  } else if (node.IsMap()) {
    ReadRange(node, place, reader, parameter->mutable_range());
  } else {
    reader.Complain(PositionOf(node), place,
                    "expected a number, a list of numbers or {from, to, step}, "
                    "found " +
                        Describe(node));
  }
}

}  // namespace

void ReadParameters(
    const YAML::Node& node, const Place& place, const std::string& zip_group,
    YamlReader& reader,
    google::protobuf::RepeatedPtrField<v1::Parameter>* parameters) {
  reader.Mark(place);
  for (const Entry& entry : reader.Entries(node, place, {})) {
    Place there = place.Key(entry.key, "", entry.position);
    there.spec = absl::StrFormat("%s[%d]", place.spec, parameters->size());
    reader.Mark(there);
    v1::Parameter* parameter = parameters->Add();
    parameter->set_name(entry.key);
    parameter->set_zip_group(zip_group);
    ReadParameterValues(entry.value, there, reader, parameter);
  }
}

void ReadZipped(const YAML::Node& node, const Place& place, YamlReader& reader,
                google::protobuf::RepeatedPtrField<v1::Parameter>* parameters) {
  const auto groups =
      reader.Items(node, place, "a list of mappings, one for each group");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Place there = place.Item(i, i, PositionOf(groups[i]));
    there.spec = place.spec;
    ReadParameters(groups[i], there, absl::StrFormat("zipped%d", i), reader,
                   parameters);
  }
}

}  // namespace lehr::yaml
