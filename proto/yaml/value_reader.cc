#include "proto/yaml/value_reader.h"

#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/support/decimal.h"

namespace lehr::yaml {
namespace {

constexpr char kExpected[] =
    "expected a number, $name or {ref: treatment.observable, factor: 1}";

void ReadReferenceName(const Entry& entry, const Place& place,
                       YamlReader& reader, v1::Reference* reference) {
  const auto text = reader.Text(entry.value, place);
  if (!text.has_value()) return;
  const std::size_t dot = text->find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == text->size() ||
      text->find('.', dot + 1) != std::string::npos) {
    reader.Complain(PositionOf(entry.value), place,
                    absl::StrFormat("expected treatment.observable, such as "
                                    "as_cast.yield_stress, found \"%s\"",
                                    *text));
    return;
  }
  reference->set_treatment(text->substr(0, dot));
  reference->set_observable(text->substr(dot + 1));
}

void ReadReference(const YAML::Node& node, const Place& place,
                   YamlReader& reader, v1::Reference* reference) {
  static const std::vector<std::string> known = {"ref", "factor"};
  bool named = false;
  for (const Entry& entry : reader.Entries(node, place, known)) {
    if (entry.key == "ref") {
      named = true;
      const Place there =
          place.Key("ref", "reference", PositionOf(entry.value));
      reader.Mark(there);
      ReadReferenceName(entry, there, reader, reference);
      continue;
    }
    const Place there =
        place.Key("factor", "reference.factor", PositionOf(entry.value));
    if (entry.value.IsMap()) {
      reader.Complain(there.position, there,
                      "expected a number or $name, found a mapping");
      continue;
    }
    ReadValue(entry.value, there, 1.0, reader, reference->mutable_factor());
  }
  if (!named) {
    reader.Complain(PositionOf(node), place,
                    "key \"ref\" is missing: expected {ref: "
                    "treatment.observable, factor: 1}");
  }
}

}  // namespace

void ReadValue(const YAML::Node& node, const Place& place, double unit,
               YamlReader& reader, v1::Value* value) {
  reader.Mark(place);
  const bool parameter = node.IsScalar() && node.Scalar().starts_with('$');
  if (unit != 1.0 && (parameter || node.IsMap())) {
    // A parameter's value goes into the spec and the results as it is.
    reader.Complain(PositionOf(node), place,
                    absl::StrFormat("expected a number, found %s: only keys in "
                                    "ps take $name or {ref: …}, so write the "
                                    "key with _ps and the values in ps",
                                    Describe(node)));
    return;
  }
  if (parameter && node.Scalar().size() > 1) {
    value->set_parameter(node.Scalar().substr(1));
    return;
  }
  if (node.IsMap()) {
    ReadReference(node, place, reader, value->mutable_reference());
    return;
  }
  const auto number =
      node.IsScalar() ? ParseNumber(node.Scalar()) : std::nullopt;
  if (number.has_value()) {
    // The number that stands in the file has 15 digits or fewer, and so has it
    // in the other unit: 0.07 ns are 70 ps, not 70.00000000000001.
    value->set_number(unit == 1.0 ? *number
                                  : RoundToDigits(*number * unit, 15));
    return;
  }
  reader.Complain(PositionOf(node), place,
                  absl::StrFormat("%s, found %s", kExpected, Describe(node)));
}

void ReadStress(const YAML::Node& node, const Place& place, YamlReader& reader,
                v1::Stress* stress) {
  static const std::vector<std::string> known = {"x", "y", "z"};
  reader.Mark(place);
  if (!node.IsMap() || node.size() == 0) {
    reader.Complain(PositionOf(node), place,
                    "expected a stress per axis in GPa, such as {x: 1, y: 1}, "
                    "found " +
                        (node.IsMap() ? "none" : Describe(node)));
    return;
  }
  for (const Entry& entry : reader.Entries(node, place, known)) {
    if (entry.value.IsScalar() && entry.value.Scalar() == "fixed") {
      reader.Mark(place.Key(entry.key, "fixed", PositionOf(entry.value)));
      stress->add_fixed(entry.key == "x"   ? v1::AXIS_X
                        : entry.key == "y" ? v1::AXIS_Y
                                           : v1::AXIS_Z);
      continue;
    }
    v1::Value* value = entry.key == "x"   ? stress->mutable_x_gpa()
                       : entry.key == "y" ? stress->mutable_y_gpa()
                                          : stress->mutable_z_gpa();
    ReadValue(entry.value,
              place.Key(entry.key, entry.key + "_gpa", PositionOf(entry.value)),
              1.0, reader, value);
  }
}

void ReadCounts(const YAML::Node& node, const Place& place, YamlReader& reader,
                v1::Counts* counts) {
  reader.Mark(place);
  if (!node.IsSequence() || node.size() != 3) {
    reader.Complain(
        PositionOf(node), place,
        absl::StrFormat("expected three whole numbers [nx, ny, nz], found %s",
                        node.IsSequence()
                            ? absl::StrFormat("a list of %d", node.size())
                            : Describe(node)));
    return;
  }
  const auto read = [&](std::size_t index) {
    static constexpr const char* kAxes[] = {"x", "y", "z"};
    Place there = place.Item(index, index, PositionOf(node[index]));
    there.spec = place.spec + "." + kAxes[index];
    reader.Mark(there);
    return static_cast<std::int32_t>(
        reader.Integer(node[index], there, 1, INT32_MAX).value_or(1));
  };
  counts->set_x(read(0));
  counts->set_y(read(1));
  counts->set_z(read(2));
}

void ReadRadii(const YAML::Node& node, const Place& place, YamlReader& reader,
               google::protobuf::RepeatedPtrField<v1::ElementRadius>* radii) {
  for (const Entry& entry : reader.Entries(node, place, {})) {
    Place there = place.Key(entry.key, "", entry.position);
    there.spec = absl::StrFormat("%s[%d]", place.spec, radii->size());
    reader.Mark(there);
    v1::ElementRadius* radius = radii->Add();
    radius->set_element(entry.key);
    there.position = PositionOf(entry.value);
    if (const auto number = reader.Number(entry.value, there)) {
      radius->set_radius_angstrom(*number);
    }
  }
}

}  // namespace lehr::yaml
