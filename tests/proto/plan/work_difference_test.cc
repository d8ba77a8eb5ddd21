#include "proto/plan/work_difference.h"

#include <fstream>
#include <functional>

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "proto/plan/segment_key.h"

namespace lehr::plan {

// For messages of failed expectations.
void PrintTo(const WorkDifference& difference, std::ostream* out) {
  *out << difference.field << ": here " << difference.here << ", there "
       << difference.there;
}

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Work Parse(const std::string& text) {
  v1::Work work;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &work));
  return work;
}

auto Differs(const std::string& field, const std::string& here,
             const std::string& there) {
  return testing::AllOf(testing::Field(&WorkDifference::field, field),
                        testing::Field(&WorkDifference::here, here),
                        testing::Field(&WorkDifference::there, there));
}

// A piece of work of every kind.
std::vector<v1::Work> EveryKind() {
  std::ifstream file(LEHR_TEST_DATA_DIR "/golden_keys.txt");
  EXPECT_TRUE(file.is_open());
  std::vector<v1::Work> works;
  std::string key;
  std::string text;
  while (file >> key && std::getline(file, text)) {
    if (key != "#" && !key.empty()) works.push_back(Parse(text));
  }
  return works;
}

std::string KeyOf(const v1::Work& work) {
  return EncodeSegment("", std::string(32, 'p'), work);
}

void Change(Message* message, const FieldDescriptor& field) {
  const auto& reflection = *message->GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(
          message, &field, reflection.GetDouble(*message, &field) * 3 + 1);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(message, &field,
                                 reflection.GetInt32(*message, &field) + 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, &field,
                                 reflection.GetInt64(*message, &field) + 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(message, &field,
                                  reflection.GetUInt64(*message, &field) + 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, &field,
                                !reflection.GetBool(*message, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      // 1 and 0 may mean the same, which is the point of the test.
      return reflection.SetEnumValue(
          message, &field,
          reflection.GetEnumValue(*message, &field) == 0 ? 1 : 0);
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(message, &field,
                                  reflection.GetString(*message, &field) + "x");
    default:
      return;
  }
}

// Calls `look` once for each field of `message` and below, with that field
// changed, or taken away.
void ForEachChange(Message* message, const std::function<void()>& look) {
  const auto& reflection = *message->GetReflection();
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message->GetDescriptor()->field(i);
    const std::unique_ptr<Message> before(message->New());
    before->CopyFrom(*message);
    if (field.is_repeated()) {
      if (reflection.FieldSize(*message, &field) == 0) continue;
      reflection.RemoveLast(message, &field);
      look();
    } else if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      Change(message, field);
      look();
    } else if (reflection.HasField(*message, &field)) {
      ForEachChange(reflection.MutableMessage(message, &field), look);
      reflection.ClearField(message, &field);
      look();
    } else if (field.real_containing_oneof() == nullptr) {
      reflection.MutableMessage(message, &field);  // zeros instead of nothing
      look();
    }
    message->CopyFrom(*before);
  }
}

TEST(WorkDifferenceTest, TwoPiecesAreAlikeExactlyIfTheirKeysAre) {
  int changes = 0;
  for (const v1::Work& work : EveryKind()) {
    EXPECT_THAT(DifferencesOf(work, work), IsEmpty());
    v1::Work changed = work;
    ForEachChange(&changed, [&] {
      ++changes;
      EXPECT_EQ(DifferencesOf(work, changed).empty(),
                KeyOf(work) == KeyOf(changed))
          << work.ShortDebugString() << "\n"
          << changed.ShortDebugString();
    });
  }
  EXPECT_GT(changes, 300);
}

TEST(WorkDifferenceTest, BothSidesOfADifferenceAreToldApart) {
  for (const v1::Work& work : EveryKind()) {
    v1::Work changed = work;
    ForEachChange(&changed, [&] {
      for (const WorkDifference& found : DifferencesOf(work, changed)) {
        EXPECT_NE(found.here, found.there) << found.field;
      }
    });
  }
}

constexpr char kRamp[] = R"(
  advance { steps: 8500 law { dynamics {
    time_step_fs: 2
    temperature { start_kelvin: 2000 rate_kelvin_per_ps: -100
                  relaxation_time_ps: 0.2 chain_length: 3 }
    x { fixed {} } y { stress { start_gpa {} rate_gpa_per_ps {} } }
    z { rate { rate_per_ps: 1e-3 measure: STRAIN_MEASURE_ENGINEERING } }
    coupling: COUPLING_NONE barostat_time_ps: 2 } } })";

TEST(WorkDifferenceTest, CoolingRatesAreToldPerSecondAndPositive) {
  const v1::Work slow = Parse(kRamp);
  v1::Work fast = slow;
  v1::DynamicsLaw& law =
      *fast.mutable_advance()->mutable_law()->mutable_dynamics();
  law.mutable_temperature()->set_rate_kelvin_per_ps(-1000);
  EXPECT_THAT(DifferencesOf(slow, fast),
              ElementsAre(Differs("cooling rate [K/s]", "1e+14", "1e+15")));
  law.mutable_temperature()->set_rate_kelvin_per_ps(5);
  EXPECT_THAT(DifferencesOf(slow, fast),
              ElementsAre(Differs("heating rate [K/s]", "-1e+14", "5e+12")));
}

TEST(WorkDifferenceTest, AHoldHasATemperatureAndARampAStart) {
  v1::Work cold = Parse(kRamp);
  v1::Work hot = cold;
  const auto temperature = [](v1::Work& work) {
    return work.mutable_advance()
        ->mutable_law()
        ->mutable_dynamics()
        ->mutable_temperature();
  };
  temperature(hot)->set_start_kelvin(2500);
  EXPECT_THAT(
      DifferencesOf(cold, hot),
      ElementsAre(Differs("temperature at the start [K]", "2000", "2500")));
  temperature(cold)->set_rate_kelvin_per_ps(0);
  temperature(hot)->set_rate_kelvin_per_ps(0);
  EXPECT_THAT(DifferencesOf(cold, hot),
              ElementsAre(Differs("temperature [K]", "2000", "2500")));
}

TEST(WorkDifferenceTest, LengthsAreTimes) {
  const v1::Work longer = Parse(kRamp);
  v1::Work shorter = longer;
  shorter.mutable_advance()->set_steps(4000);
  EXPECT_THAT(
      DifferencesOf(shorter, longer),
      ElementsAre(Differs("time [ps]", "8 (4000 steps)", "17 (8500 steps)")));
}

TEST(WorkDifferenceTest, AxesAreNamed) {
  const v1::Work work = Parse(kRamp);
  v1::Work other = work;
  v1::DynamicsLaw& law =
      *other.mutable_advance()->mutable_law()->mutable_dynamics();
  law.mutable_x()->mutable_free();
  law.mutable_y()->mutable_stress()->mutable_start_gpa()->set_value(1.5);
  law.mutable_z()->mutable_rate()->set_rate_per_ps(2e-3);
  EXPECT_THAT(DifferencesOf(work, other),
              ElementsAre(Differs("x: mode", "fixed", "free"),
                          Differs("y: stress at the start [GPa]", "0", "1.5"),
                          Differs("z: strain rate [1/s]", "1e+09", "2e+09")));
}

TEST(WorkDifferenceTest, ANumberThatWaitsIsNamedByWhatIsMeasured) {
  const v1::Work known = Parse(kRamp);
  v1::Work waits = known;
  v1::Number& number = *waits.mutable_advance()
                            ->mutable_law()
                            ->mutable_dynamics()
                            ->mutable_y()
                            ->mutable_stress()
                            ->mutable_start_gpa();
  number.set_value(0.5);
  number.mutable_reference()->set_observable("yield_stress");
  const auto found = DifferencesOf(waits, known);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].here, HasSubstr("0.5 × yield_stress"));
  EXPECT_EQ(found[0].there, "0");
}

TEST(WorkDifferenceTest, WorkOfTwoSortsDiffersInThat) {
  const v1::Work ramp = Parse(kRamp);
  const v1::Work energy = Parse("measurement { energy { steps: 5 } }");
  EXPECT_EQ(SortOf(ramp), "dynamics");
  EXPECT_EQ(SortOf(energy), "energy");
  EXPECT_THAT(DifferencesOf(ramp, energy),
              ElementsAre(Differs("kind", "advance", "measurement")));
}

}  // namespace
}  // namespace lehr::plan
