#include "proto/plan/segment_key.h"

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "proto/support/sha256.h"

namespace lehr::plan {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const std::string& Potential() {
  static const auto& potential = *new std::string(32, 'p');
  return potential;
}

v1::Work Parse(const std::string& text) {
  v1::Work work;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &work));
  return work;
}

std::string HexKey(const std::string& parent, const std::string& text) {
  return ToHex(SegmentKey(parent, Potential(), Parse(text)));
}

constexpr char kCreate[] = R"(
  advance { law { create {
    lattice: LATTICE_FCC cells { x: 6 y: 7 z: 8 }
    lattice_constant_angstrom: 4 elements: "Cu" elements: "Zr"
    counts: 860 counts: 484 seed: 5 } } })";

constexpr char kDynamics[] = R"(
  advance { steps: 8500 law { dynamics {
    time_step_fs: 2
    temperature { start_kelvin: 300 rate_kelvin_per_ps: -10
                  relaxation_time_ps: 0.2 chain_length: 3 }
    x { free {} }
    y { stress { start_gpa {} rate_gpa_per_ps { value: 0.0395 reference {
          segment_key: "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"
          observable: "yield_stress" } } } }
    z { rate { rate_per_ps: 1e-3 measure: STRAIN_MEASURE_ENGINEERING } }
    coupling: COUPLING_NONE barostat_time_ps: 2 barostat_chain_length: 3
    barostat_drag_per_ps: 0.5 } } })";

constexpr char kMeasurement[] = R"(
  measurement { stress_strain { axis: AXIS_Y smoothing_strain: 0.002
    yield_window_strain: 0.12 flow_from_strain: 0.15 flow_to_strain: 0.2 } })";

// The keys below were computed by another program, from the description of the
// encoding in README.md. If one changes, no server finds its old results
// again: that may only happen with kNumericsVersion or the encoding's version.
TEST(SegmentKeyTest, KeysAreThoseOfTheWrittenEncoding) {
  const std::string create =
      "071f3d1145c400927a689cc96d10b5e8b3b213fcda09dc22ac0975a2008ba7df";
  const std::string dynamics =
      "797b3068ee4ae88b4e0f1bf89c786cb4006505b5140f7604a6d559602e696a8d";
  const std::string measurement =
      "3a1484cda8455094a93e4cd0ff9f31e9f63248a43b4d8fafc5511f8d558d01f7";
  EXPECT_EQ(HexKey("", kCreate), create);
  const std::string first = SegmentKey("", Potential(), Parse(kCreate));
  EXPECT_EQ(HexKey(first, kDynamics), dynamics);
  const std::string second = SegmentKey(first, Potential(), Parse(kDynamics));
  EXPECT_EQ(HexKey(second, kMeasurement), measurement);
}

// Notes the kinds of `oneof`s that are set in `message` and below.
void CollectKinds(const Message& message, std::set<std::string>* kinds) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->real_containing_oneof() != nullptr) {
      kinds->insert(field->full_name());
    }
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
        !field->is_repeated()) {
      CollectKinds(message.GetReflection()->GetMessage(message, field), kinds);
    }
  }
}

TEST(SegmentKeyTest, KeysOfEveryKindOfWorkAreThoseInTheFile) {
  std::ifstream file(LEHR_TEST_DATA_DIR "/golden_keys.txt");
  ASSERT_TRUE(file.is_open());
  std::set<std::string> kinds;
  std::string key;
  std::string text;
  while (file >> key && std::getline(file, text)) {
    if (key == "#" || key.empty()) continue;
    const v1::Work work = Parse(text);
    CollectKinds(work, &kinds);
    EXPECT_EQ(ToHex(SegmentKey(std::string(32, 'k'), Potential(), work)), key)
        << text
        << "\nno server will find its old results under the new key. Only if "
           "the numerics version or kDomain in segment_key.cc was raised: "
           "write the new keys into golden_keys.txt";
  }
  for (const auto* type :
       {v1::Work::descriptor(), v1::Law::descriptor(),
        v1::AxisLaw::descriptor(), v1::Measurement::descriptor()}) {
    for (int i = 0; i < type->field_count(); ++i) {
      EXPECT_TRUE(kinds.contains(type->field(i)->full_name()))
          << "golden_keys.txt has no work with " << type->field(i)->full_name();
    }
  }
}

// Bytes as a person writes them down: "01 ff 'text'".
std::string Bytes(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ' || text[i] == '\n') {
      ++i;
    } else if (text[i] == '\'') {
      const std::size_t end = text.find('\'', i + 1);
      bytes += text.substr(i + 1, end - i - 1);
      i = end + 1;
    } else {
      bytes.push_back(static_cast<char>(
          std::stoi(std::string(text.substr(i, 2)), nullptr, 16)));
      i += 2;
    }
  }
  return bytes;
}

// What stands before the work: two strings of 32 bytes for the hashes.
constexpr char kBefore[] = R"(
  00 00 00 00 00 00 00 0f 'lehr.segment.v1' 00 00 00 00 00 00 00 01
  00 00 00 00 00 00 00 20 'pppppppppppppppppppppppppppppppp'
  00 00 00 00 00 00 00 20 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk'
)";

void ExpectBytes(const std::string& work, const std::string& expected) {
  EXPECT_EQ(
      ToHex(EncodeSegment(std::string(32, 'k'), Potential(), Parse(work))),
      ToHex(Bytes(kBefore + expected)))
      << work;
}

// The example of proto/plan/README.md.
TEST(SegmentKeyTest, AnInstantaneousLawIsTheseBytes) {
  ExpectBytes(
      "advance { law { velocities { temperature_kelvin: 300 seed: 5 } } }",
      R"(01 01 02
    01 40 72 c0 00 00 00 00 00
    02 00 00 00 00 00 00 00 05
    00 00
    02 00 00 00 00 00 00 00 00
    00)");
}

TEST(SegmentKeyTest, ALawOfDynamicsIsTheseBytes) {
  ExpectBytes(R"(advance { steps: 500 law { dynamics {
      time_step_fs: 2
      temperature { start_kelvin: 300 rate_kelvin_per_ps: -10
                    relaxation_time_ps: 0.5 chain_length: 3 }
      x { fixed {} }
      y { stress { start_gpa { value: -1 } rate_gpa_per_ps {} } }
      z { rate { rate_per_ps: 0.25 measure: STRAIN_MEASURE_TRUE } }
      coupling: COUPLING_NONE barostat_time_ps: 2 barostat_chain_length: 3
      barostat_drag_per_ps: 0.5 precision: PRECISION_FAST } } })",
              R"(01 01 06
    01 40 00 00 00 00 00 00 00
    02 01 40 72 c0 00 00 00 00 00
       02 c0 24 00 00 00 00 00 00
       03 3f e0 00 00 00 00 00 00
       04 00 00 00 00 00 00 00 03 00
    03 01 00 00
    04 03 01 01 bf f0 00 00 00 00 00 00 00
          02 01 00 00 00 00 00 00 00 00 00 00 00
    05 04 01 3f d0 00 00 00 00 00 00
          02 00 00 00 00 00 00 00 02 00 00
    06 00 00 00 00 00 00 00 01
    07 40 00 00 00 00 00 00 00
    08 00 00 00 00 00 00 00 03
    09 3f e0 00 00 00 00 00 00
    0c 00 00 00 00 00 00 00 02
    00 00
    02 00 00 00 00 00 00 01 f4
    00)");
}

TEST(SegmentKeyTest, ALawThatWaitsForANumberIsTheseBytes) {
  ExpectBytes(R"(advance { law { dynamics { x { stress { start_gpa {
      value: 0.5 reference { segment_key: "mm" observable: "c11" } } } } } } })",
              R"(01 01 06
    01 00 00 00 00 00 00 00 00
    03 03 01 01 3f e0 00 00 00 00 00 00
             02 01 00 00 00 00 00 00 00 02 'mm'
                02 00 00 00 00 00 00 00 03 'c11' 00 00
          02 01 00 00 00 00 00 00 00 00 00 00 00
    04 00
    05 00
    06 00 00 00 00 00 00 00 00
    07 00 00 00 00 00 00 00 00
    08 00 00 00 00 00 00 00 00
    09 00 00 00 00 00 00 00 00
    00 00
    02 00 00 00 00 00 00 00 00
    00)");
}

TEST(SegmentKeyTest, AMeasurementIsTheseBytes) {
  ExpectBytes(R"(measurement { structure {
      radii { element: "Cu" radius_angstrom: 1.5 } edge_abs_angstrom: 0.125
      configuration: STRUCTURE_STATE_INHERENT rank: PACKING_RANK_GAPS } })",
              R"(02 08
    01 01 00 00 00 00 00 00 00 02 'Cu' 02 3f f8 00 00 00 00 00 00 00
    02 00 00 00 00 00 00 00 00
    03 3f c0 00 00 00 00 00 00
    04 00 00 00 00 00 00 00 01
    05 00 00 00 00 00 00 00 01
    06 00 00 00 00 00 00 00 00
    07 00 00 00 00 00 00 00 00
    08 00 00 00 00 00 00 00 00
    00 00)");
}

TEST(SegmentKeyTest, DependsOnParentAndPotential) {
  const v1::Work work = Parse(kDynamics);
  const std::string key = SegmentKey("a", "b", work);
  EXPECT_NE(key, SegmentKey("b", "b", work));
  EXPECT_NE(key, SegmentKey("a", "a", work));
  // Lengths are written, so bytes cannot move from one to the other.
  EXPECT_NE(SegmentKey("ab", "c", work), SegmentKey("a", "bc", work));
}

TEST(SegmentKeyTest, NegativeZeroIsZero) {
  v1::Work zero = Parse(kDynamics);
  v1::Work negative = zero;
  zero.mutable_advance()
      ->mutable_law()
      ->mutable_dynamics()
      ->mutable_temperature()
      ->set_rate_kelvin_per_ps(0.0);
  negative.mutable_advance()
      ->mutable_law()
      ->mutable_dynamics()
      ->mutable_temperature()
      ->set_rate_kelvin_per_ps(-0.0);
  EXPECT_EQ(SegmentKey("", Potential(), zero),
            SegmentKey("", Potential(), negative));
}

TEST(SegmentKeyTest, ChoicesThatAreTheDefaultWrittenOutAreNotInTheKey) {
  const v1::Work unset = Parse(kDynamics);
  v1::Work written = unset;
  v1::DynamicsLaw* law =
      written.mutable_advance()->mutable_law()->mutable_dynamics();
  law->set_stress_measure(v1::STRESS_MEASURE_CAUCHY);
  law->set_precision(v1::PRECISION_REFERENCE);
  EXPECT_EQ(SegmentKey("", Potential(), unset),
            SegmentKey("", Potential(), written));
}

TEST(SegmentKeyTest, AReferenceIsNotItsFactor) {
  const v1::Work waiting = Parse(kDynamics);
  v1::Work known = waiting;
  known.mutable_advance()
      ->mutable_law()
      ->mutable_dynamics()
      ->mutable_y()
      ->mutable_stress()
      ->mutable_rate_gpa_per_ps()
      ->clear_reference();
  EXPECT_NE(SegmentKey("", Potential(), waiting),
            SegmentKey("", Potential(), known));
}

// Changes a field that is no message to another value.
void ChangeField(const FieldDescriptor* field, Message* message) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection->SetDouble(
          message, field, reflection->GetDouble(*message, field) + 0.25);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->SetInt32(message, field,
                                  reflection->GetInt32(*message, field) + 1);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->SetInt64(message, field,
                                  reflection->GetInt64(*message, field) + 1);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection->SetUInt64(message, field,
                                   reflection->GetUInt64(*message, field) + 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->SetBool(message, field,
                                 !reflection->GetBool(*message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      // The last value: the first may be the default written out.
      return reflection->SetEnum(
          message, field,
          field->enum_type()->value(field->enum_type()->value_count() - 1));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->SetString(
          message, field, reflection->GetString(*message, field) + "x");
    default:
      FAIL() << "no value for " << field->full_name();
  }
}

void AddElement(const FieldDescriptor* field, Message* message) {
  const auto* reflection = message->GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    reflection->AddMessage(message, field);
    return;
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return reflection->AddString(message, field, "x");
  }
  ASSERT_EQ(field->cpp_type(), FieldDescriptor::CPPTYPE_INT64);
  reflection->AddInt64(message, field, 7);
}

// Adds to `works` copies of `whole` in which one field of `part`, a message
// within it, is changed, for every field that there is.
void AddVariants(const v1::Work& whole, Message* part,
                 std::vector<std::pair<std::string, v1::Work>>* works) {
  const auto* descriptor = part->GetDescriptor();
  const auto* reflection = part->GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const std::unique_ptr<Message> before(part->New());
    before->CopyFrom(*part);
    if (field->is_repeated()) {
      AddElement(field, part);
      works->emplace_back(field->full_name(), whole);
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        AddVariants(whole, reflection->MutableRepeatedMessage(part, field, 0),
                    works);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      // A message with nothing set is the same as none, unless that is all it
      // can say.
      Message* child = reflection->MutableMessage(part, field);
      AddVariants(whole, child, works);
      if (field->message_type()->field_count() == 0) {
        works->emplace_back(field->full_name(), whole);
      }
    } else {
      ChangeField(field, part);
      works->emplace_back(field->full_name(), whole);
    }
    part->CopyFrom(*before);
  }
}

TEST(SegmentKeyTest, EveryFieldOfALawIsInTheKey) {
  v1::Work work;
  std::vector<std::pair<std::string, v1::Work>> variants;
  AddVariants(work, &work, &variants);
  ASSERT_GT(variants.size(), 100u);
  std::set<std::string> keys = {SegmentKey("", Potential(), work)};
  for (const auto& [field, variant] : variants) {
    EXPECT_TRUE(keys.insert(SegmentKey("", Potential(), variant)).second)
        << field << " is not in the key of\n"
        << variant.DebugString();
  }
}

TEST(SegmentKeyTest, LammpsAndEachVersionOfItHasKeysOfItsOwn) {
  const v1::Work own = Parse(kDynamics);
  std::set<std::string> keys = {SegmentKey("", Potential(), own)};
  for (const int numerics : {1, 2}) {
    v1::Work lammps = own;
    lammps.mutable_advance()
        ->mutable_law()
        ->mutable_dynamics()
        ->set_lammps_numerics(numerics);
    keys.insert(SegmentKey("", Potential(), lammps));
  }
  v1::Work minimize;
  minimize.mutable_advance()->mutable_law()->mutable_minimize();
  keys.insert(SegmentKey("", Potential(), minimize));
  minimize.mutable_advance()
      ->mutable_law()
      ->mutable_minimize()
      ->set_lammps_numerics(1);
  keys.insert(SegmentKey("", Potential(), minimize));
  EXPECT_EQ(keys.size(), 5u);
}

}  // namespace
}  // namespace lehr::plan
