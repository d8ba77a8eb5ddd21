#include "proto/yaml/stage_writer.h"

#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include <absl/strings/str_format.h>
#include <google/protobuf/descriptor.h>

namespace lehr::yaml {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Files = std::map<std::string, std::string>;
using Measures = google::protobuf::RepeatedPtrField<v1::Measure>;

void WriteValue(const v1::Value& value, YAML::Emitter& out) {
  switch (value.kind_case()) {
    case v1::Value::kParameter:
      out << "$" + value.parameter();
      return;
    case v1::Value::kReference: {
      const v1::Reference& reference = value.reference();
      out << YAML::Flow << YAML::BeginMap << YAML::Key << "ref" << YAML::Value
          << reference.treatment() + "." + reference.observable();
      if (reference.has_factor()) {
        out << YAML::Key << "factor" << YAML::Value;
        WriteValue(reference.factor(), out);
      }
      out << YAML::EndMap;
      return;
    }
    default:
      out << Digits(value.number());
  }
}

void WriteStress(const v1::Stress& stress, YAML::Emitter& out) {
  const std::array<const char*, 3> words = {"x", "y", "z"};
  const std::array<const v1::Value*, 3> values = {
      stress.has_x_gpa() ? &stress.x_gpa() : nullptr,
      stress.has_y_gpa() ? &stress.y_gpa() : nullptr,
      stress.has_z_gpa() ? &stress.z_gpa() : nullptr};
  out << YAML::Flow << YAML::BeginMap;
  for (std::size_t axis = 0; axis < words.size(); ++axis) {
    if (values[axis] == nullptr) continue;
    out << YAML::Key << words[axis] << YAML::Value;
    WriteValue(*values[axis], out);
  }
  for (const int axis : stress.fixed()) {
    out << YAML::Key << words.at(static_cast<std::size_t>(axis - v1::AXIS_X))
        << YAML::Value << "fixed";
  }
  out << YAML::EndMap;
}

// A stage or measure of which nothing but the name is written.
bool IsEmpty(const Message& message) { return message.ByteSizeLong() == 0; }

void WriteMeasures(const Measures& measures, YAML::Emitter& out, Files* files);

// The word for the field's enum value or bool.
std::string_view WordOf(const Key& key, const Message& message,
                        const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  const int number = field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL
                         ? reflection->GetBool(message, field)
                         : reflection->GetEnumValue(message, field);
  for (const Choice& choice : key.choices) {
    if (choice.number == number) return choice.word;
  }
  return "";
}

// A pressure and a stress per axis are two keys of one field.
bool IsGiven(const Key& key, const Message& message,
             const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->is_repeated()) return reflection->FieldSize(message, field) > 0;
  if (!reflection->HasField(message, field)) return false;
  if (key.kind != Kind::kPressure && key.kind != Kind::kStress) return true;
  const auto& stress =
      static_cast<const v1::Stress&>(reflection->GetMessage(message, field));
  return stress.has_pressure_gpa() == (key.kind == Kind::kPressure);
}

void WriteKeyValue(const Key& key, const Message& message,
                   const FieldDescriptor* field, YAML::Emitter& out,
                   Files* files) {
  const auto* reflection = message.GetReflection();
  const auto child = [&]() -> const Message& {
    return reflection->GetMessage(message, field);
  };
  switch (key.kind) {
    case Kind::kValue:
    case Kind::kTime:
      return WriteValue(static_cast<const v1::Value&>(child()), out);
    case Kind::kPressure:
      return WriteValue(static_cast<const v1::Stress&>(child()).pressure_gpa(),
                        out);
    case Kind::kStress:
      return WriteStress(static_cast<const v1::Stress&>(child()), out);
    case Kind::kCounts: {
      const auto& counts = static_cast<const v1::Counts&>(child());
      out << YAML::Flow << YAML::BeginSeq << counts.x() << counts.y()
          << counts.z() << YAML::EndSeq;
      return;
    }
    case Kind::kInteger:
    case Kind::kCount:
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        out << std::to_string(reflection->GetInt64(message, field));
      } else {
        out << reflection->GetInt32(message, field);
      }
      return;
    case Kind::kChoice:
      out << std::string(WordOf(key, message, field));
      return;
    case Kind::kDouble:
      out << Digits(reflection->GetDouble(message, field));
      return;
    case Kind::kBool:
      out << (reflection->GetBool(message, field) ? "true" : "false");
      return;
    case Kind::kName:
      out << reflection->GetString(message, field);
      return;
    case Kind::kFile: {
      const std::string name =
          absl::StrFormat("%s_%d.txt", key.name, files->size() + 1);
      (*files)[name] = reflection->GetString(message, field);
      out << name;
      return;
    }
    case Kind::kRadii:
      out << YAML::Flow << YAML::BeginMap;
      for (const v1::ElementRadius& radius :
           static_cast<const v1::StructureMeasure&>(message).radii()) {
        out << YAML::Key << radius.element() << YAML::Value
            << Digits(radius.radius_angstrom());
      }
      out << YAML::EndMap;
      return;
    case Kind::kMeasures:
      return WriteMeasures(
          static_cast<const v1::DeformStage&>(message).measures(), out, files);
    case Kind::kStages:
      return WriteStages(static_cast<const v1::CycleStage&>(message).body(),
                         out, files);
  }
}

// The word to write for a key.
std::string WordOf(const Key& key) { return Words(key).front(); }

// The message that is set in `oneof kind`, and the table that it goes by; its
// table is null if none is set.
struct Named {
  const KeyTable* table = nullptr;
  const Message* message = nullptr;
};

Named NamedOf(const std::vector<KeyTable>& tables, const Message& message) {
  const FieldDescriptor* field =
      message.GetReflection()->GetOneofFieldDescriptor(
          message, message.GetDescriptor()->FindOneofByName("kind"));
  if (field == nullptr) return {};
  return {FindTable(tables, field->name()),
          &message.GetReflection()->GetMessage(message, field)};
}

bool HasStages(const KeyTable& table) {
  for (const Key& key : table.keys) {
    if (key.kind == Kind::kStages) return true;
  }
  return false;
}

void WriteMeasures(const Measures& measures, YAML::Emitter& out, Files* files) {
  out << YAML::BeginSeq;
  for (const v1::Measure& measure : measures) {
    const Named named = NamedOf(MeasureTables(), measure);
    if (named.table == nullptr) continue;
    const std::string name(named.table->name);
    if (IsEmpty(*named.message)) {
      out << name;
      continue;
    }
    out << YAML::Flow << YAML::BeginMap << YAML::Key << name << YAML::Value;
    WriteKeys(*named.table, *named.message, out, files);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

void WriteStage(const v1::Stage& stage, YAML::Emitter& out, Files* files) {
  const Named named = NamedOf(StageTables(), stage);
  if (named.table == nullptr) return;
  const std::string name(named.table->name);
  const bool alone =
      named.table->shape == Shape::kKeys && IsEmpty(*named.message);
  if (alone) {
    out << name;
    return;
  }
  out << YAML::BeginMap << YAML::Key << name << YAML::Value;
  switch (named.table->shape) {
    case Shape::kKeys:
      // What has stages in it is long: a line for each.
      out << (HasStages(*named.table) ? YAML::Block : YAML::Flow);
      WriteKeys(*named.table, *named.message, out, files);
      break;
    case Shape::kScalar:
      WriteKeyValue(named.table->keys.front(), *named.message,
                    named.message->GetDescriptor()->FindFieldByName(
                        std::string(named.table->keys.front().field)),
                    out, files);
      break;
    case Shape::kMeasures:
      WriteMeasures(stage.measure().measures(), out, files);
      break;
  }
  out << YAML::EndMap;
}

}  // namespace

std::string Digits(double value) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

void WriteKeys(const KeyTable& table, const Message& message,
               YAML::Emitter& out, Files* files) {
  out << YAML::BeginMap;
  for (const Key& key : table.keys) {
    const FieldDescriptor* field =
        message.GetDescriptor()->FindFieldByName(std::string(key.field));
    if (!IsGiven(key, message, field)) continue;
    out << YAML::Key << WordOf(key) << YAML::Value;
    WriteKeyValue(key, message, field, out, files);
  }
  out << YAML::EndMap;
}

void WriteStages(const google::protobuf::RepeatedPtrField<v1::Stage>& stages,
                 YAML::Emitter& out, Files* files) {
  out << YAML::Block << YAML::BeginSeq;
  for (const v1::Stage& stage : stages) WriteStage(stage, out, files);
  out << YAML::EndSeq;
}

}  // namespace lehr::yaml
