#include "proto/yaml/sweep_file.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "tests/proto/yaml/sweep_text.h"
#include "tests/support/status_matchers.h"

namespace lehr::yaml {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Data(const std::string& name) {
  return std::string(LEHR_TEST_DATA_DIR) + "/" + name;
}

// Notes the full names of all fields that are set in `message` and below.
void CollectSetFields(const Message& message, std::set<std::string>& set) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    set.insert(field->full_name());
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      CollectSetFields(message.GetReflection()->GetMessage(message, field),
                       set);
      continue;
    }
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      CollectSetFields(
          message.GetReflection()->GetRepeatedMessage(message, field, i), set);
    }
  }
}

// Notes the full names of all fields of a type and of those that it holds.
void CollectFields(const Descriptor* type, std::set<std::string>& types,
                   std::set<std::string>& fields) {
  if (!types.insert(type->full_name()).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    fields.insert(field->full_name());
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      CollectFields(field->message_type(), types, fields);
    }
  }
}

TEST(SweepFileTest, AFileCanSetEveryFieldOfTheSpec) {
  auto file = ReadSweepFile(Data("everything.yaml"));
  ASSERT_OK(file);
  std::set<std::string> set;
  CollectSetFields(file->spec, set);
  std::set<std::string> types;
  std::set<std::string> fields;
  CollectFields(v1::SweepSpec::descriptor(), types, fields);
  for (const std::string& field : fields) {
    // Set from the potential's file, not from the sweep's.
    if (field.starts_with("lehr.v1.PotentialRef.") ||
        field == "lehr.v1.Material.potential") {
      continue;
    }
    EXPECT_TRUE(set.count(field) > 0) << field << " has no key in the file";
  }
}

TEST(SweepFileTest, ReadsWhatIsWritten) {
  const auto file = ReadSweepFile(Data("everything.yaml"));
  ASSERT_OK(file);
  const auto text = ReadFile(Data("everything.textproto"));
  ASSERT_OK(text);
  v1::SweepSpec expected;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(*text, &expected));
  // Through text, so that a difference can be read.
  EXPECT_EQ(file->spec.DebugString(), expected.DebugString());
  EXPECT_EQ(file->potential, "CuZr_mm.eam.fs");
}

TEST(SweepFileTest, TheExampleInTheDocumentIsGood) {
  const auto document = ReadFile(LEHR_SWEEP_FILE_DOCUMENT);
  ASSERT_OK(document);
  const std::size_t begin = document->find("```yaml\n") + 8;
  const std::size_t end = document->find("```", begin);
  EXPECT_EQ(ProblemsIn(document->substr(begin, end - begin)), "");
}

TEST(SweepFileTest, WhatIsLeftOutHasTheDocumentedDefault) {
  const SweepFile file = ParseSweepFile("s.yaml", kShortSweep);
  EXPECT_THAT(file.problems, IsEmpty());
  EXPECT_EQ(file.spec.seed(), 1);
  EXPECT_EQ(file.spec.replicas(), 1);
  EXPECT_EQ(file.potential, kDefaultPotential);
  EXPECT_FALSE(file.spec.settings().has_time_step_fs());
}

TEST(SweepFileTest, ATreatmentWithNothingIsTheSampleAsItIs) {
  const SweepFile file = ParseSweepFile(
      "s.yaml", std::string(kShortSweep) + "treatments: {a: {}, b: }\n");
  EXPECT_EQ(FormatProblems("", file.problems), "");
  ASSERT_EQ(file.spec.treatments_size(), 2);
  EXPECT_EQ(file.spec.treatments(1).name(), "b");
}

TEST(SweepFileTest, AllProblemsOfAFileAreNamedAtOnceInItsOrder) {
  EXPECT_EQ(
      ProblemsIn("name: s\n"
                 "colour: red\n"
                 "material: {composition: {Cu: much}}\n"
                 "replicas: 0\n"
                 "sample:\n"
                 "  - create: {cells: [2, 2]}\n"
                 "  - hold: {time_ps: -, temp: 300}\n"),
      "s.yaml:2:1: unknown key \"colour\": expected name, description, "
      "material, settings, seed, replicas, priority, baseline, parameters, "
      "zipped, sample, treatments or test\n"
      "s.yaml:3:30: material.composition.Cu: expected a number, found "
      "\"much\"\n"
      "s.yaml:4:11: replicas: expected a whole number from 1 to 2147483647, "
      "found \"0\"\n"
      "s.yaml:6:21: sample[0].create.cells: expected three whole numbers [nx, "
      "ny, nz], found a list of 2\n"
      "s.yaml:7:21: sample[1].hold.time_ps: expected a number, $name or {ref: "
      "treatment.observable, factor: 1}, found \"-\"\n"
      "s.yaml:7:24: sample[1].hold: unknown key \"temp\": expected time_ps, "
      "time_ns, time_fs, T, P, stress, couple or isolated");
}

TEST(SweepFileTest, AKeyThatStandsTwiceIsAProblem) {
  EXPECT_THAT(ProblemsIn(std::string(kShortSweep) + "seed: 1\nseed: 2\n"),
              HasSubstr("s.yaml:5:1: seed: key \"seed\" stands twice"));
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: 1, time_ps: 2}"),
              HasSubstr("key \"time_ps\" stands twice"));
}

TEST(SweepFileTest, SuggestsTheNearestKey) {
  EXPECT_THAT(ProblemsIn(std::string(kShortSweep) + "replica: 2\n"),
              HasSubstr("unknown key \"replica\": did you mean \"replicas\"?"));
}

TEST(SweepFileTest, NamesEveryRequiredKeyThatIsMissing) {
  const std::string problems = ProblemsIn("seed: 3\n");
  EXPECT_THAT(problems, HasSubstr("s.yaml: key \"name\" is missing"));
  EXPECT_THAT(problems, HasSubstr("s.yaml: key \"material\" is missing"));
  EXPECT_THAT(problems, HasSubstr("s.yaml: key \"sample\" is missing"));
}

TEST(SweepFileTest, AnEmptyFileLacksEverything) {
  EXPECT_THAT(ProblemsIn(""), HasSubstr("key \"sample\" is missing"));
}

TEST(SweepFileTest, AFileThatIsNoMappingIsAProblem) {
  EXPECT_THAT(ProblemsIn("- name: s\n"),
              HasSubstr("s.yaml:1:1: expected a mapping with the keys name"));
}

TEST(SweepFileTest, TextThatIsNotUtf8IsAProblemAtItsPlace) {
  // Protocol Buffers would only find out when it is sent.
  const SweepFile file = ParseSweepFile(
      "s.yaml", "name: Zr–Cu\nsample:\n  - save: \"σ liqu\xefg\"\n");
  EXPECT_EQ(FormatProblems("s.yaml", file.problems),
            "s.yaml:3:18: expected UTF-8, found the byte 0xef: save the file "
            "as UTF-8");
}

TEST(SweepFileTest, TextThatIsNotYamlIsAProblemAtItsPlace) {
  EXPECT_THAT(ProblemsIn("name: [s\nseed: 1\n"),
              HasSubstr("s.yaml:2:5: not YAML: "));
}

TEST(SweepFileTest, AnAliasThatHoldsItselfIsAProblem) {
  EXPECT_THAT(ProblemsIn(std::string(kShortSweep) +
                         "test: &t [cycle: {n: 2, body: *t}]\n"),
              HasSubstr("expected at most 16 cycles in each other"));
}

TEST(SweepFileTest, AMissingFileIsBadInput) {
  EXPECT_THAT(ReadSweepFile("/nowhere/s.yaml"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("/nowhere/s.yaml")));
}

TEST(SweepFileTest, ViolationsOfTheServerGetTheirPlaceInTheFile) {
  const SweepFile file =
      ParseSweepFile("s.yaml", std::string(kShortSweep) +
                                   "treatments:\n"
                                   "  a: {}\n"
                                   "  b:\n"
                                   "    parameters: {p: 1}\n"
                                   "    zipped: [{q: [1, 2]}]\n"
                                   "    stages:\n"
                                   "      - hold: {time_ps: -5}\n");
  v1::SpecViolations violations;
  const auto add = [&](const char* field) {
    auto* violation = violations.add_violations();
    violation->set_field(field);
    violation->set_message("wrong");
  };
  add("treatments[1].stages[0].hold.time_ps");
  add("treatments[1].parameters[1].list.values[0]");
  add("treatments[1].stages[0].hold.stress.pressure_gpa");  // not in the file
  add("material.components[1].fraction");
  add("replicas");
  absl::Status status = absl::InvalidArgumentError("spec is wrong");
  AttachDetail(violations.SerializeAsString(), &status);
  EXPECT_THAT(
      WithPositions(status, file),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "s.yaml: replicas: wrong\n"
               "s.yaml:2:35: material.components[1].fraction: wrong\n"
               "s.yaml:8:19: treatments[1].parameters[1].list.values[0]: "
               "wrong\n"
               "s.yaml:10:9: treatments[1].stages[0].hold.stress.pressure_gpa: "
               "wrong\n"
               "s.yaml:10:25: treatments[1].stages[0].hold.time_ps: wrong"));
}

TEST(SweepFileTest, AStatusWithoutViolationsStaysAsItIs) {
  const SweepFile file = ParseSweepFile("s.yaml", kShortSweep);
  EXPECT_THAT(WithPositions(absl::UnavailableError("away"), file),
              StatusIs(absl::StatusCode::kUnavailable, "away"));
}

}  // namespace
}  // namespace lehr::yaml
