#include "proto/yaml/stage_reader.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <google/protobuf/descriptor.h>

#include "proto/support/nearest_name.h"
#include "proto/yaml/value_reader.h"

namespace lehr::yaml {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Cycles in cycles; deeper ones are a slip (an alias that contains itself).
constexpr int kMostNesting = 16;

const FieldDescriptor* FieldOf(const Message& message, std::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

// The key that has this word, and the factor to the field's unit.
struct Spelled {
  const Key* key = nullptr;
  double unit = 1;
};

Spelled FindKey(const KeyTable& table, std::string_view word) {
  for (const Key& key : table.keys) {
    if (key.kind == Kind::kTime) {
      for (const TimeUnit& unit : kTimeUnits) {
        if (word == std::string(key.name) + std::string(unit.suffix)) {
          return {&key, unit.picoseconds};
        }
      }
    } else if (word == key.name || (!word.empty() && word == key.alias)) {
      return {&key, 1.0};
    }
  }
  return {};
}

void SetInteger(const Key& key, const YAML::Node& node, const Place& place,
                YamlReader& reader, Message* message) {
  const FieldDescriptor* field = FieldOf(*message, key.field);
  const bool wide = field->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
  const std::int64_t least = key.kind == Kind::kCount ? 1
                             : wide                   ? INT64_MIN
                                                      : INT32_MIN;
  const auto number =
      reader.Integer(node, place, least, wide ? INT64_MAX : INT32_MAX);
  if (!number.has_value()) return;
  if (wide) {
    message->GetReflection()->SetInt64(message, field, *number);
  } else {
    message->GetReflection()->SetInt32(message, field,
                                       static_cast<std::int32_t>(*number));
  }
}

void SetChoice(const Key& key, const YAML::Node& node, const Place& place,
               YamlReader& reader, Message* message) {
  std::vector<std::string> words;
  for (const Choice& choice : key.choices) {
    words.emplace_back(choice.word);
    if (!node.IsScalar() || node.Scalar() != choice.word) continue;
    const FieldDescriptor* field = FieldOf(*message, key.field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      message->GetReflection()->SetBool(message, field, choice.number != 0);
    } else {
      message->GetReflection()->SetEnumValue(message, field, choice.number);
    }
    return;
  }
  reader.Complain(
      PositionOf(node), place,
      absl::StrFormat("expected %s, found %s", OneOf(words), Describe(node)));
}

void ReadStageList(const YAML::Node& node, const Place& place, int nesting,
                   YamlReader& reader,
                   google::protobuf::RepeatedPtrField<v1::Stage>* stages);

void ReadMeasures(const YAML::Node& node, const Place& place,
                  YamlReader& reader,
                  google::protobuf::RepeatedPtrField<v1::Measure>* measures);

// Reads the value of one key.
void ReadKey(const Spelled& spelled, const YAML::Node& node, const Place& place,
             int nesting, YamlReader& reader, Message* message) {
  const Key& key = *spelled.key;
  const FieldDescriptor* field = FieldOf(*message, key.field);
  const auto* reflection = message->GetReflection();
  const auto child = [&]() -> Message* {
    return reflection->MutableMessage(message, field);
  };
  reader.Mark(place);
  switch (key.kind) {
    case Kind::kValue:
    case Kind::kTime:
      return ReadValue(node, place, spelled.unit, reader,
                       static_cast<v1::Value*>(child()));
    case Kind::kPressure:
      return ReadValue(
          node, place.Key("", "pressure_gpa", place.position), 1.0, reader,
          static_cast<v1::Stress*>(child())->mutable_pressure_gpa());
    case Kind::kStress:
      return ReadStress(node, place, reader, static_cast<v1::Stress*>(child()));
    case Kind::kCounts:
      return ReadCounts(node, place, reader, static_cast<v1::Counts*>(child()));
    case Kind::kInteger:
    case Kind::kCount:
      return SetInteger(key, node, place, reader, message);
    case Kind::kChoice:
      return SetChoice(key, node, place, reader, message);
    case Kind::kDouble:
      if (const auto number = reader.Number(node, place)) {
        reflection->SetDouble(message, field, *number);
      }
      return;
    case Kind::kBool:
      if (const auto flag = reader.Bool(node, place)) {
        reflection->SetBool(message, field, *flag);
      }
      return;
    case Kind::kName:
      if (const auto text = reader.Text(node, place)) {
        reflection->SetString(message, field, *text);
      }
      return;
    case Kind::kFile:
      if (auto text = reader.File(node, place)) {
        reflection->SetString(message, field, *std::move(text));
      }
      return;
    case Kind::kRadii:
      return ReadRadii(
          node, place, reader,
          static_cast<v1::StructureMeasure*>(message)->mutable_radii());
    case Kind::kMeasures:
      return ReadMeasures(
          node, place, reader,
          static_cast<v1::DeformStage*>(message)->mutable_measures());
    case Kind::kStages:
      return ReadStageList(
          node, place, nesting + 1, reader,
          static_cast<v1::CycleStage*>(message)->mutable_body());
  }
}

void ComplainOfMissingKeys(const KeyTable& table, const Place& place,
                           const std::map<std::string, std::string>& given,
                           YamlReader& reader) {
  for (const auto& group : table.required) {
    bool found = false;
    std::vector<std::string> words;
    for (const std::string_view field : group) {
      found = found || given.count(std::string(field)) > 0;
      for (const Key& key : table.keys) {
        if (key.field == field) words.push_back(Words(key).front());
      }
    }
    if (!found) {
      reader.Complain(
          place.position, place,
          words.size() == 1
              ? absl::StrFormat("key \"%s\" is missing", words.front())
              : absl::StrFormat("expected one of the keys %s, found none",
                                OneOf(words)));
    }
  }
}

void ReadTable(const KeyTable& table, const YAML::Node& node,
               const Place& place, int nesting, YamlReader& reader,
               Message* message) {
  // What is set, by the field (or its oneof), and the word that set it.
  std::map<std::string, std::string> given;
  const std::size_t problems_before = reader.problems().size();
  for (const Entry& entry : reader.Entries(node, place, Words(table))) {
    const Spelled spelled = FindKey(table, entry.key);
    if (spelled.key == nullptr) continue;  // Entries has complained
    const FieldDescriptor* field = FieldOf(*message, spelled.key->field);
    const auto* choice = field->real_containing_oneof();
    const std::string once = choice != nullptr ? choice->name() : field->name();
    const auto [first, is_first] = given.emplace(once, entry.key);
    given.emplace(field->name(), entry.key);
    if (!is_first) {
      reader.Complain(entry.position, place,
                      absl::StrFormat("found both %s and %s: expected one of "
                                      "them",
                                      first->second, entry.key));
      continue;
    }
    ReadKey(spelled, entry.value,
            place.Key(entry.key, field->name(), PositionOf(entry.value)),
            nesting, reader, message);
  }
  const bool is_mapping = node.IsNull() || node.IsMap();
  if (is_mapping || reader.problems().size() == problems_before) {
    ComplainOfMissingKeys(table, place, given, reader);
  }
}

// A name alone, or a mapping of one name: what `tables` have under it.
struct Named {
  const KeyTable* table = nullptr;
  Position position;
  YAML::Node value;
};

Named ReadNamed(const std::vector<KeyTable>& tables, std::string_view what,
                const YAML::Node& node, const Place& place,
                YamlReader& reader) {
  Named named;
  std::string name;
  if (node.IsScalar()) {
    name = node.Scalar();
    named.position = PositionOf(node);
  } else if (node.IsMap() && node.size() == 1) {
    const auto pair = *node.begin();
    name = pair.first.IsScalar() ? pair.first.Scalar() : "";
    named.position = PositionOf(pair.first);
    named.value = pair.second;
  } else {
    reader.Complain(
        PositionOf(node), place,
        absl::StrFormat(
            "expected one %s, such as `%s: …`, found %s", what,
            tables.front().name,
            node.IsMap() ? absl::StrFormat("a mapping of %d keys", node.size())
                         : Describe(node)));
    return named;
  }
  named.table = FindTable(tables, name);
  if (named.table == nullptr) {
    const auto names = Names(tables);
    const std::string near = NearestName(name, names);
    reader.Complain(
        named.position, place,
        absl::StrFormat("unknown %s \"%s\": %sexpected %s", what, name,
                        near.empty() ? "" : "did you mean \"" + near + "\"? ",
                        OneOf(names)));
  }
  return named;
}

// `place.spec` is the path of the repeated field.
void ReadMeasures(const YAML::Node& node, const Place& place,
                  YamlReader& reader,
                  google::protobuf::RepeatedPtrField<v1::Measure>* measures) {
  const auto items =
      reader.Items(node, place, "a list of " + OneOf(Names(MeasureTables())));
  if (node.IsSequence() && items.empty()) {
    reader.Complain(PositionOf(node), place,
                    "expected something to measure, found an empty list");
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Place there = place.Item(i, i, PositionOf(items[i]));
    reader.Mark(there);
    const Named named =
        ReadNamed(MeasureTables(), "measure", items[i], there, reader);
    // Added even if wrong, so that the numbers of the next ones are right.
    v1::Measure* measure = measures->Add();
    if (named.table == nullptr) continue;
    const Place inside =
        there.Key(named.table->name, named.table->name, named.position);
    reader.Mark(inside);
    ReadTable(*named.table, named.value, inside, 0, reader,
              measure->GetReflection()->MutableMessage(
                  measure, FieldOf(*measure, named.table->name)));
  }
}

void ReadStage(const YAML::Node& node, const Place& place, int nesting,
               YamlReader& reader, v1::Stage* stage) {
  reader.Mark(place);
  const Named named = ReadNamed(StageTables(), "stage", node, place, reader);
  if (named.table == nullptr) return;
  const KeyTable& table = *named.table;
  const Place inside = place.Key(table.name, table.name, named.position);
  reader.Mark(inside);
  Message* message = stage->GetReflection()->MutableMessage(
      stage, FieldOf(*stage, table.name));
  switch (table.shape) {
    case Shape::kKeys:
      return ReadTable(table, named.value, inside, nesting, reader, message);
    case Shape::kScalar:
      return ReadKey({&table.keys.front(), 1.0}, named.value,
                     inside.Key("", table.keys.front().field, named.position),
                     nesting, reader, message);
    case Shape::kMeasures:
      return ReadMeasures(named.value,
                          inside.Key("", "measures", named.position), reader,
                          stage->mutable_measure()->mutable_measures());
  }
}

void ReadStageList(const YAML::Node& node, const Place& place, int nesting,
                   YamlReader& reader,
                   google::protobuf::RepeatedPtrField<v1::Stage>* stages) {
  reader.Mark(place);
  if (nesting > kMostNesting) {
    reader.Complain(PositionOf(node), place,
                    absl::StrFormat("expected at most %d cycles in each other, "
                                    "found more",
                                    kMostNesting));
    return;
  }
  const auto items = reader.Items(node, place, "a list of stages");
  for (std::size_t i = 0; i < items.size(); ++i) {
    ReadStage(items[i], place.Item(i, i, PositionOf(items[i])), nesting, reader,
              stages->Add());
  }
}

}  // namespace

void ReadStages(const YAML::Node& node, const Place& place, YamlReader& reader,
                google::protobuf::RepeatedPtrField<v1::Stage>* stages) {
  ReadStageList(node, place, 0, reader, stages);
}

void ReadKeys(const KeyTable& table, const YAML::Node& node, const Place& place,
              YamlReader& reader, google::protobuf::Message* message) {
  ReadTable(table, node, place, 0, reader, message);
}

}  // namespace lehr::yaml
