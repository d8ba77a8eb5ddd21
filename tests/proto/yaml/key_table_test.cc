#include "proto/yaml/key_table.h"

#include <algorithm>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include "lehr/v1/stage.pb.h"
#include "lehr/v1/sweep.pb.h"

namespace lehr::yaml {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::testing::Contains;
using ::testing::ElementsAre;

// The proto type that a key of this kind can set.
std::string TypeOf(Kind kind) {
  switch (kind) {
    case Kind::kValue:
    case Kind::kTime:
      return "lehr.v1.Value";
    case Kind::kPressure:
    case Kind::kStress:
      return "lehr.v1.Stress";
    case Kind::kCounts:
      return "lehr.v1.Counts";
    case Kind::kStages:
      return "lehr.v1.Stage";
    case Kind::kMeasures:
      return "lehr.v1.Measure";
    case Kind::kRadii:
      return "lehr.v1.ElementRadius";
    default:
      return "";
  }
}

void ExpectKeysAreFields(const KeyTable& table, const Descriptor* message) {
  std::set<std::string> covered;
  for (const Key& key : table.keys) {
    const FieldDescriptor* field =
        message->FindFieldByName(std::string(key.field));
    ASSERT_NE(field, nullptr) << table.name << ": no field " << key.field;
    covered.insert(field->name());
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        table.shape != Shape::kMeasures) {
      EXPECT_EQ(field->message_type()->full_name(), TypeOf(key.kind))
          << table.name << "." << key.name;
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      // All but _UNSPECIFIED.
      EXPECT_EQ(static_cast<int>(key.choices.size()),
                field->enum_type()->value_count() - 1)
          << table.name << "." << key.name;
      for (const Choice& choice : key.choices) {
        EXPECT_NE(field->enum_type()->FindValueByNumber(choice.number),
                  nullptr);
      }
    }
  }
  for (int i = 0; i < message->field_count(); ++i) {
    EXPECT_TRUE(covered.count(message->field(i)->name()) > 0)
        << message->full_name() << "." << message->field(i)->name()
        << " has no key in the sweep file";
  }
  for (const auto& group : table.required) {
    for (const std::string_view field : group) {
      EXPECT_TRUE(covered.count(std::string(field)) > 0) << field;
    }
  }
}

// Each choice of `oneof kind` in `message` has a table, and the other way
// round.
void ExpectTablesAreKinds(const std::vector<KeyTable>& tables,
                          const Descriptor* message) {
  EXPECT_EQ(static_cast<int>(tables.size()), message->field_count());
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* kind = message->field(i);
    const KeyTable* table = FindTable(tables, kind->name());
    ASSERT_NE(table, nullptr) << kind->full_name() << " has no table";
    ExpectKeysAreFields(*table, kind->message_type());
  }
}

TEST(KeyTableTest, EveryFieldOfEveryStageHasAKey) {
  ExpectTablesAreKinds(StageTables(), v1::Stage::descriptor());
}

TEST(KeyTableTest, EveryFieldOfEveryMeasureHasAKey) {
  ExpectTablesAreKinds(MeasureTables(), v1::Measure::descriptor());
}

TEST(KeyTableTest, EveryFieldOfTheSettingsHasAKey) {
  ExpectKeysAreFields(SettingsTable(), v1::Settings::descriptor());
}

TEST(KeyTableTest, NoWordMeansTwoThings) {
  for (const auto* tables : {&StageTables(), &MeasureTables()}) {
    for (const KeyTable& table : *tables) {
      auto words = Words(table);
      std::sort(words.begin(), words.end());
      EXPECT_EQ(std::adjacent_find(words.begin(), words.end()), words.end())
          << table.name;
    }
  }
}

TEST(KeyTableTest, ATimeHasAWordForEachUnit) {
  EXPECT_THAT(Words(Key{"hold", "hold_ps", Kind::kTime}),
              ElementsAre("hold_ps", "hold_ns", "hold_fs"));
}

TEST(KeyTableTest, AnAliasIsAWordToo) {
  const KeyTable* ramp = FindTable(StageTables(), "ramp");
  ASSERT_NE(ramp, nullptr);
  EXPECT_THAT(Words(*ramp), Contains("rate"));
  EXPECT_THAT(Words(*ramp), Contains("rate_K_per_ps"));
}

}  // namespace
}  // namespace lehr::yaml
