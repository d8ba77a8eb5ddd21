#include "client/plot/parameter_label.h"

#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <google/protobuf/message.h>

#include "client/plot/gnuplot_text.h"

namespace lehr::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// How the protos' field names end, and the unit that this says; longer ends
// stand before those that end as they do.
constexpr struct {
  std::string_view end;
  std::string_view unit;
} kUnits[] = {{"_kelvin_per_ps", "K/ps"},
              {"_gpa_per_ps", "GPa/ps"},
              {"_per_second", "1/s"},
              {"_per_ps", "1/ps"},
              {"_kelvin", "K"},
              {"_gpa", "GPa"},
              {"_ps", "ps"},
              {"_fs", "fs"},
              {"_angstrom", "Å"}};

std::string UnitOf(std::string_view field) {
  for (const auto& [end, unit] : kUnits) {
    if (field.ends_with(end)) return std::string(unit);
  }
  return "";
}

// What a spec says of a parameter where it uses it.
struct Use {
  std::string unit;
  const v1::Reference* multiple_of = nullptr;
};

std::optional<Use> FindUse(const Message& message, const std::string& parameter,
                           std::string_view field);

std::optional<Use> UseInValue(const v1::Value& value,
                              const std::string& parameter,
                              std::string_view field) {
  if (value.parameter() == parameter) return Use{UnitOf(field), nullptr};
  if (value.reference().factor().parameter() == parameter) {
    return Use{"", &value.reference()};
  }
  return std::nullopt;
}

std::optional<Use> UseInField(const Message& message,
                              const FieldDescriptor& field,
                              const std::string& parameter) {
  const auto* reflection = message.GetReflection();
  if (!field.is_repeated()) {
    return FindUse(reflection->GetMessage(message, &field), parameter,
                   field.name());
  }
  for (int i = 0; i < reflection->FieldSize(message, &field); ++i) {
    auto use = FindUse(reflection->GetRepeatedMessage(message, &field, i),
                       parameter, field.name());
    if (use.has_value()) return use;
  }
  return std::nullopt;
}

std::optional<Use> FindUse(const Message& message, const std::string& parameter,
                           std::string_view field) {
  if (message.GetDescriptor() == v1::Value::descriptor()) {
    return UseInValue(dynamic_cast<const v1::Value&>(message), parameter,
                      field);
  }
  std::vector<const FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const FieldDescriptor* part : set) {
    if (part->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    auto use = UseInField(message, *part, parameter);
    if (use.has_value()) return use;
  }
  return std::nullopt;
}

}  // namespace

std::string WordsOf(std::string_view name) {
  // The one compound that the field hyphenates.
  return absl::StrReplaceAll(std::string(name),
                             {{"as_cast", "as-cast"}, {"_", " "}});
}

Label ParameterLabel(const v1::SweepSpec& spec, const std::string& parameter) {
  Label label = {PlainText(WordsOf(parameter)), parameter, ""};
  const auto use = FindUse(spec, parameter, "");
  if (!use.has_value()) return label;
  label.unit = use->unit;
  if (use->multiple_of != nullptr) {
    label.symbol = PlainText(absl::StrCat(
        WordsOf(parameter), " (of ", WordsOf(use->multiple_of->treatment()),
        " ", WordsOf(use->multiple_of->observable()), ")"));
  }
  return label;
}

std::string ValueText(const Label& parameter, double value) {
  // Parameters are what a person wrote: without digits that nobody did.
  const std::string number = absl::StrCat(value);
  return parameter.unit.empty() ? number
                                : absl::StrCat(number, " ", parameter.unit);
}

}  // namespace lehr::client
