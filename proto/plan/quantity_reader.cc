#include "proto/plan/quantity_reader.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/known_names.h"

namespace lehr::plan {
namespace {

constexpr double kWrong = std::numeric_limits<double>::quiet_NaN();

// The field's content, null if it is not set.
const v1::Value* Find(const google::protobuf::Message& message,
                      const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  assert(field != nullptr && field->message_type() == v1::Value::descriptor());
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return nullptr;
  return static_cast<const v1::Value*>(&reflection->GetMessage(message, field));
}

Quantity Constant(double number, std::string field) {
  Quantity quantity;
  quantity.source = Quantity::Source::kNumber;
  quantity.number = number;
  quantity.field = std::move(field);
  return quantity;
}

std::string PathOf(const std::string& field, const char* name) {
  return absl::StrFormat("%s.%s", field, name);
}

}  // namespace

QuantityReader::QuantityReader(std::vector<std::string> parameters, int owner,
                               ReferenceTable* references,
                               Violations* violations)
    : parameters_(std::move(parameters)),
      used_(parameters_.size()),
      owner_(owner),
      references_(references),
      violations_(violations) {}

Quantity QuantityReader::Optional(const google::protobuf::Message& message,
                                  const std::string& field, const char* name,
                                  std::optional<double> fallback) {
  const std::string path = PathOf(field, name);
  if (const v1::Value* value = Find(message, name)) {
    return Read(*value, path, false);
  }
  return fallback.has_value() ? Constant(*fallback, path) : Quantity{};
}

Quantity QuantityReader::Required(const google::protobuf::Message& message,
                                  const std::string& field, const char* name) {
  Quantity quantity = Optional(message, field, name);
  if (quantity.is_set()) return quantity;
  Violate(PathOf(field, name), "expected a value, found none");
  return Constant(kWrong, PathOf(field, name));
}

Quantity QuantityReader::Measurable(const google::protobuf::Message& message,
                                    const std::string& field, const char* name,
                                    std::optional<double> fallback) {
  const v1::Value* value = Find(message, name);
  if (value == nullptr) return Optional(message, field, name, fallback);
  return Read(*value, PathOf(field, name), true);
}

Quantity QuantityReader::RequiredMeasurable(
    const google::protobuf::Message& message, const std::string& field,
    const char* name) {
  Quantity quantity = Measurable(message, field, name);
  return quantity.is_set() ? quantity : Required(message, field, name);
}

StressTarget QuantityReader::Stress(const v1::Stress& stress,
                                    const std::string& field) {
  const std::array<const char*, 3> names = {"x_gpa", "y_gpa", "z_gpa"};
  StressTarget target;
  target.pressure = Measurable(stress, field, "pressure_gpa");
  bool any_axis = false;
  for (std::size_t k = 0; k < names.size(); ++k) {
    target.axes[k] = Measurable(stress, field, names[k]);
    any_axis = any_axis || target.axes[k].is_set();
  }
  for (const int axis : stress.fixed()) {
    const int k = axis - v1::AXIS_X;
    if (k < 0 || k > 2 || target.axes[static_cast<std::size_t>(k)].is_set()) {
      Violate(field + ".fixed",
              "expected axes without a stress, found one with a stress or one "
              "that there is not");
      continue;
    }
    target.fixed[static_cast<std::size_t>(k)] = true;
    any_axis = true;
  }
  if (target.pressure.is_set() == any_axis) {
    Violate(field, any_axis
                       ? "expected a pressure or stresses along x, y and z, "
                         "found both"
                       : "expected a pressure or a stress along x, y or z, "
                         "found none");
    return {};
  }
  target.kind =
      any_axis ? StressTarget::Kind::kAxes : StressTarget::Kind::kPressure;
  return target;
}

Quantity QuantityReader::Read(const v1::Value& value, const std::string& field,
                              bool measurable) {
  Quantity quantity = Constant(kWrong, field);
  switch (value.kind_case()) {
    case v1::Value::kNumber:
      quantity.number = value.number();
      if (!(std::abs(value.number()) <= std::numeric_limits<double>::max())) {
        Violate(field, absl::StrFormat("expected a finite number, found %g",
                                       value.number()));
        quantity.number = kWrong;
      }
      return quantity;
    case v1::Value::kParameter:
      UseParameter(value.parameter(), &quantity);
      return quantity;
    case v1::Value::kReference:
      if (measurable) return ReadReference(value.reference(), field);
      Violate(field, absl::StrFormat(
                         "expected a number or a parameter, found a multiple "
                         "of \"%s.%s\": only a stress can wait for something "
                         "measured",
                         value.reference().treatment(),
                         value.reference().observable()));
      return quantity;
    case v1::Value::KIND_NOT_SET:
      Violate(field, "expected a value, found none");
      return quantity;
  }
  return quantity;
}

Quantity QuantityReader::ReadReference(const v1::Reference& reference,
                                       const std::string& field) {
  Quantity quantity = Constant(1, field);
  if (reference.has_factor()) {
    quantity = Read(reference.factor(), field + ".reference.factor", false);
    quantity.field = field;
  }
  quantity.reference = references_->Find(reference, owner_, field, violations_);
  if (quantity.reference < 0) return Constant(kWrong, field);
  quantity.source = Quantity::Source::kMeasured;
  return quantity;
}

void QuantityReader::UseParameter(const std::string& name, Quantity* quantity) {
  const auto found = std::find(parameters_.begin(), parameters_.end(), name);
  if (found == parameters_.end()) {
    Violate(quantity->field,
            absl::StrFormat("parameter \"%s\" is not defined%s", name,
                            KnownNames(name, parameters_)));
    return;
  }
  quantity->source = Quantity::Source::kParameter;
  quantity->parameter = static_cast<int>(found - parameters_.begin());
  used_[static_cast<std::size_t>(quantity->parameter)] = true;
}

}  // namespace lehr::plan
