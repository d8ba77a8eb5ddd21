#include "proto/plan/work_difference.h"

#include <cmath>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <google/protobuf/message.h>

#include "proto/plan/field_name.h"
#include "proto/support/sha256.h"

namespace lehr::plan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

constexpr double kPsPerSecond = 1e12;
constexpr double kFsPerPs = 1000;
constexpr std::size_t kHashDigits = 8;
constexpr std::size_t kLongText = 40;

std::string NumberText(double value) {
  // -0 is 0 in a key.
  return absl::StrFormat("%.9g", value == 0 ? 0.0 : value);
}

bool Same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

// Words of an enum's value without the enum's name: "AXIS_Y" is "y".
std::string WordOf(const google::protobuf::EnumValueDescriptor& value) {
  std::string word = value.name();
  const std::string zero = value.type()->FindValueByNumber(0)->name();
  constexpr std::string_view kZeroEnd = "UNSPECIFIED";
  if (zero.ends_with(kZeroEnd)) word.erase(0, zero.size() - kZeroEnd.size());
  return absl::AsciiStrToLower(word);
}

// Laws older than these two choices say nothing, and mean the usual one.
int MeantValue(const FieldDescriptor& field, int value) {
  if (value != 0) return value;
  if (field.full_name() == "lehr.v1.DynamicsLaw.stress_measure") {
    return v1::STRESS_MEASURE_CAUCHY;
  }
  if (field.full_name() == "lehr.v1.DynamicsLaw.precision") {
    return v1::PRECISION_REFERENCE;
  }
  return value;
}

std::string EnumText(const FieldDescriptor& field, int value) {
  const auto* found = field.enum_type()->FindValueByNumber(value);
  return found == nullptr ? absl::StrFormat("%d", value) : WordOf(*found);
}

std::string StringText(const FieldDescriptor& field, const std::string& text) {
  if (text.empty()) return "none";
  if (field.type() != FieldDescriptor::TYPE_BYTES && text.size() <= kLongText) {
    return text;
  }
  return absl::StrFormat("one with the hash %s",
                         ToHex(Sha256Of(text)).substr(0, kHashDigits));
}

std::string NumberText(const v1::Number& number, double scale,
                       std::size_t hash_digits) {
  if (!number.has_reference()) return NumberText(number.value() * scale);
  const v1::MeasuredReference& reference = number.reference();
  return absl::StrFormat("%s × %s, measured by %s", NumberText(number.value()),
                         reference.observable(),
                         ToHex(reference.segment_key()).substr(0, hash_digits));
}

bool Same(const v1::Number& a, const v1::Number& b) {
  return Same(a.value(), b.value()) && a.has_reference() == b.has_reference() &&
         a.reference().segment_key() == b.reference().segment_key() &&
         a.reference().observable() == b.reference().observable();
}

// The members of a list as text; for what lists of law.proto have.
std::string ListText(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<std::string> members;
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
      members.push_back(absl::StrFormat(
          "%d", reflection.GetRepeatedInt64(message, &field, i)));
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      members.push_back(reflection.GetRepeatedString(message, &field, i));
    } else {
      members.push_back(
          reflection.GetRepeatedMessage(message, &field, i).ShortDebugString());
    }
  }
  return members.empty() ? "none" : absl::StrJoin(members, ", ");
}

// Differ goes through two messages of one type.
class Differ {
 public:
  void Compare(const Message& here, const Message& there,
               const std::string& before) {
    const auto& type = *here.GetDescriptor();
    if (type.full_name() == "lehr.v1.TemperatureLaw") {
      CompareTemperatures(static_cast<const v1::TemperatureLaw&>(here),
                          static_cast<const v1::TemperatureLaw&>(there));
    }
    for (int i = 0; i < type.real_oneof_decl_count(); ++i) {
      CompareOneof(here, there, *type.oneof_decl(i), before);
    }
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.real_containing_oneof() == nullptr) {
        CompareField(here, there, field, before);
      }
    }
    // Often a consequence of what differs in the law.
    if (type.full_name() == "lehr.v1.Advance") {
      CompareSteps(static_cast<const v1::Advance&>(here),
                   static_cast<const v1::Advance&>(there));
    }
  }

  std::vector<WorkDifference> Take() { return std::move(found_); }

 private:
  void Add(const std::string& before, const std::string& field,
           std::string here, std::string there) {
    found_.push_back(
        {before.empty() ? field : absl::StrFormat("%s: %s", before, field),
         std::move(here), std::move(there)});
  }

  // Of two kinds only that is said.
  void CompareOneof(const Message& here, const Message& there,
                    const OneofDescriptor& oneof, const std::string& before) {
    const auto set_in = [&oneof](const Message& message) {
      return message.GetReflection()->GetOneofFieldDescriptor(message, &oneof);
    };
    const FieldDescriptor* const a = set_in(here);
    const FieldDescriptor* const b = set_in(there);
    if (a != b) {
      const auto name = [](const FieldDescriptor* field) {
        return field == nullptr ? "none" : NameOf(*field).name;
      };
      Add(before, oneof.name(), name(a), name(b));
    } else if (a != nullptr) {
      Compare(here.GetReflection()->GetMessage(here, a),
              there.GetReflection()->GetMessage(there, b), before);
    }
  }

  void CompareField(const Message& here, const Message& there,
                    const FieldDescriptor& field, const std::string& before) {
    const FieldName name = NameOf(field);
    const Reflection& reflection = *here.GetReflection();
    const std::string called = WithUnit(name.name, name.unit);
    if (field.is_repeated()) {
      const std::string a = ListText(here, field);
      const std::string b = ListText(there, field);
      if (a != b) Add(before, called, a, b);
      return;
    }
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return CompareMessages(here, there, field, before);
      case FieldDescriptor::CPPTYPE_DOUBLE: {
        const double a = reflection.GetDouble(here, &field);
        const double b = reflection.GetDouble(there, &field);
        if (IsToldElsewhere(field) || Same(a, b)) return;
        return AddNumbers(before, called, a * name.scale, b * name.scale);
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int a = MeantValue(field, reflection.GetEnumValue(here, &field));
        const int b = MeantValue(field, reflection.GetEnumValue(there, &field));
        if (a == b) return;
        return Add(before, called, EnumText(field, a), EnumText(field, b));
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string a = reflection.GetString(here, &field);
        const std::string b = reflection.GetString(there, &field);
        if (a == b) return;
        return Add(before, called, StringText(field, a), StringText(field, b));
      }
      case FieldDescriptor::CPPTYPE_BOOL: {
        const bool a = reflection.GetBool(here, &field);
        if (a == reflection.GetBool(there, &field)) return;
        return Add(before, called, a ? "yes" : "no", a ? "no" : "yes");
      }
      default:
        return CompareIntegers(here, there, field, before);
    }
  }

  void CompareIntegers(const Message& here, const Message& there,
                       const FieldDescriptor& field,
                       const std::string& before) {
    if (IsToldElsewhere(field)) return;
    const auto text = [&field](const Message& message) {
      const Reflection& reflection = *message.GetReflection();
      switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
          return absl::StrFormat("%d", reflection.GetInt32(message, &field));
        case FieldDescriptor::CPPTYPE_UINT64:
          return absl::StrFormat("%d", reflection.GetUInt64(message, &field));
        default:
          return absl::StrFormat("%d", reflection.GetInt64(message, &field));
      }
    };
    const std::string a = text(here);
    const std::string b = text(there);
    if (a != b) Add(before, NameOf(field).name, a, b);
  }

  // Numbers that differ behind the digits that are shown are told in full.
  void AddNumbers(const std::string& before, const std::string& field, double a,
                  double b) {
    const bool alike = NumberText(a) == NumberText(b);
    Add(before, field, alike ? absl::StrFormat("%.17g", a) : NumberText(a),
        alike ? absl::StrFormat("%.17g", b) : NumberText(b));
  }

  void CompareMessages(const Message& here, const Message& there,
                       const FieldDescriptor& field,
                       const std::string& before) {
    const Reflection& reflection = *here.GetReflection();
    const FieldName name = NameOf(field);
    const Message& a = reflection.GetMessage(here, &field);
    const Message& b = reflection.GetMessage(there, &field);
    if (field.message_type()->full_name() == "lehr.v1.Number") {
      const auto& x = static_cast<const v1::Number&>(a);
      const auto& y = static_cast<const v1::Number&>(b);
      if (Same(x, y)) return;
      // Hashes that begin alike are told in full.
      const std::size_t digits = NumberText(x, name.scale, kHashDigits) ==
                                         NumberText(y, name.scale, kHashDigits)
                                     ? std::string::npos
                                     : kHashDigits;
      Add(before, WithUnit(name.name, name.unit),
          NumberText(x, name.scale, digits), NumberText(y, name.scale, digits));
      return;
    }
    // Where it is optional, having none is not having zeros.
    const bool optional =
        field.full_name() == "lehr.v1.DynamicsLaw.temperature" ||
        field.full_name() == "lehr.v1.DynamicsLaw.shear";
    const bool has_a = reflection.HasField(here, &field);
    const bool has_b = reflection.HasField(there, &field);
    if (optional && has_a != has_b) {
      const std::string called =
          field.name() == "temperature" ? "thermostat" : name.name;
      return Add(before, called, has_a ? "one" : "none",
                 has_b ? "one" : "none");
    }
    const bool is_axis = field.message_type()->name() == "AxisLaw";
    Compare(a, b,
            is_axis || field.message_type()->name() == "Counts" ? name.name
                                                                : before);
  }

  // Those that are better told together with others.
  static bool IsToldElsewhere(const FieldDescriptor& field) {
    return field.full_name() == "lehr.v1.TemperatureLaw.start_kelvin" ||
           field.full_name() == "lehr.v1.TemperatureLaw.rate_kelvin_per_ps" ||
           field.full_name() == "lehr.v1.Advance.steps";
  }

  // A hold has a temperature, a ramp a start and a rate, cooling is positive.
  void CompareTemperatures(const v1::TemperatureLaw& here,
                           const v1::TemperatureLaw& there) {
    const double a = here.rate_kelvin_per_ps();
    const double b = there.rate_kelvin_per_ps();
    if (!Same(here.start_kelvin(), there.start_kelvin())) {
      AddNumbers(
          "",
          a == 0 && b == 0 ? "temperature [K]" : "temperature at the start [K]",
          here.start_kelvin(), there.start_kelvin());
    }
    if (Same(a, b)) return;
    const bool cools = a <= 0 && b <= 0;
    const double sign = cools ? -kPsPerSecond : kPsPerSecond;
    AddNumbers("", cools ? "cooling rate [K/s]" : "heating rate [K/s]",
               a * sign, b * sign);
  }

  void CompareSteps(const v1::Advance& here, const v1::Advance& there) {
    if (here.steps() == there.steps()) return;
    const auto text = [](const v1::Advance& advance) {
      const auto steps = static_cast<double>(advance.steps());
      return absl::StrFormat(
          "%s (%d steps)",
          NumberText(steps * advance.law().dynamics().time_step_fs() /
                     kFsPerPs),
          advance.steps());
    };
    Add("", "time [ps]", text(here), text(there));
  }

  std::vector<WorkDifference> found_;
};

}  // namespace

std::vector<WorkDifference> DifferencesOf(const v1::Work& here,
                                          const v1::Work& there) {
  Differ differ;
  differ.Compare(here, there, "");
  return differ.Take();
}

std::string SortOf(const v1::Work& work) {
  const Message& kind = work.has_measurement()
                            ? static_cast<const Message&>(work.measurement())
                            : static_cast<const Message&>(work.advance().law());
  const FieldDescriptor* const set =
      kind.GetReflection()->GetOneofFieldDescriptor(
          kind, kind.GetDescriptor()->oneof_decl(0));
  return set == nullptr ? "nothing" : NameOf(*set).name;
}

}  // namespace lehr::plan
