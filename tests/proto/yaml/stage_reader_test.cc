#include "proto/yaml/stage_reader.h"

#include <gmock/gmock.h>

#include "tests/proto/yaml/sweep_text.h"

namespace lehr::yaml {
namespace {

using ::testing::HasSubstr;

TEST(StageReaderTest, SuggestsTheNearestStage) {
  EXPECT_THAT(ProblemsWithTest("hodl: {time_ps: 1}"),
              HasSubstr("s.yaml:4:8: test[0]: unknown stage \"hodl\": did you "
                        "mean \"hold\"? expected create, velocities"));
}

TEST(StageReaderTest, SuggestsTheNearestMeasure) {
  EXPECT_THAT(ProblemsWithTest("measure: [elastc]"),
              HasSubstr("test[0].measure[0]: unknown measure \"elastc\": did "
                        "you mean \"elastic\"? expected energy, elastic, "
                        "stress_strain, modulus, glass_transition, creep, "
                        "replica_overlap, structure, pair_distribution, "
                        "structure_factor or local_strain"));
}

TEST(StageReaderTest, AStageIsOneKey) {
  EXPECT_THAT(ProblemsWithTest("{hold: {time_ps: 1}, minimize: {}}"),
              HasSubstr("expected one stage, such as `create: …`, found a "
                        "mapping of 2 keys"));
  EXPECT_THAT(ProblemsWithTest("[minimize]"), HasSubstr("found a list"));
}

TEST(StageReaderTest, AStageWithoutRequiredKeysMayStandAlone) {
  EXPECT_EQ(ProblemsWithTest("minimize, unload, minimize: {}"), "");
  EXPECT_THAT(ProblemsWithTest("hold"),
              HasSubstr("test[0].hold: key \"time_ps\" is missing"));
}

TEST(StageReaderTest, NamesMissingKeys) {
  EXPECT_EQ(ProblemsWithTest("ramp: {T_from: 3}"),
            "s.yaml:4:8: test[0].ramp: key \"T_to\" is missing\n"
            "s.yaml:4:8: test[0].ramp: expected one of the keys rate or "
            "time_ps, found none");
  EXPECT_THAT(ProblemsWithTest("load: {ramp_ps: 3}"),
              HasSubstr("expected one of the keys P or stress, found none"));
  EXPECT_THAT(ProblemsWithTest("cycle: {n: 3}"),
              HasSubstr("key \"body\" is missing"));
  EXPECT_THAT(ProblemsWithTest("surface: {}"),
              HasSubstr("key \"axis\" is missing"));
}

TEST(StageReaderTest, TwoKeysForOneThingAreAProblem) {
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: 1, P: 0, stress: {x: 1}}"),
              HasSubstr("found both P and stress: expected one of them"));
  EXPECT_THAT(ProblemsWithTest("ramp: {T_to: 1, rate: 1, time_ps: 2}"),
              HasSubstr("found both rate and time_ps: expected one of them"));
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: 1, time_ns: 1}"),
              HasSubstr("found both time_ps and time_ns"));
  EXPECT_THAT(ProblemsWithTest("cycle: {n: 1, count: 1, body: []}"),
              HasSubstr("found both n and count"));
}

TEST(StageReaderTest, WordsThatAreNoChoiceAreNamedWithTheChoices) {
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: 1, couple: both}"),
              HasSubstr("test[0].hold.couple: expected iso or none, found "
                        "\"both\""));
  EXPECT_THAT(ProblemsWithTest("minimize: {box: free}"),
              HasSubstr("expected fixed or relax, found \"free\""));
  EXPECT_THAT(ProblemsWithTest("surface: {axis: [x]}"),
              HasSubstr("expected x, y or z, found a list"));
  EXPECT_THAT(
      ProblemsIn(std::string(kShortSweep) + "settings: {precision: single}\n"),
      HasSubstr("s.yaml:4:23: settings.precision: expected reference or fast, "
                "found \"single\""));
}

TEST(StageReaderTest, FlagsAndNamesAndSeedsHaveTheirForms) {
  EXPECT_THAT(ProblemsWithTest("replicate: {n: [1, 1, 2], reseed: yes}"),
              HasSubstr("expected true or false, found \"yes\""));
  EXPECT_THAT(ProblemsWithTest("save: [a]"),
              HasSubstr("test[0].save: expected text, found a list"));
  EXPECT_THAT(ProblemsWithTest("velocities: {T: 1, seed: 1.5}"),
              HasSubstr("seed: expected a whole number, found \"1.5\""));
}

TEST(StageReaderTest, MeasureIsAListThatIsNotEmpty) {
  EXPECT_THAT(ProblemsWithTest("measure: energy"),
              HasSubstr("test[0].measure: expected a list of energy, elastic, "
                        "stress_strain, modulus, glass_transition, creep, "
                        "replica_overlap, structure, pair_distribution, "
                        "structure_factor or local_strain, found \"energy\""));
  EXPECT_THAT(ProblemsWithTest("measure: []"), HasSubstr("an empty list"));
}

TEST(StageReaderTest, RadiiAreNumbersByElement) {
  const SweepFile file =
      ParseWithTest("measure: [structure: {radii: {Al: 1.43}}]");
  const v1::StructureMeasure& structure =
      file.spec.test(0).measure().measures(0).structure();
  ASSERT_EQ(structure.radii_size(), 1);
  EXPECT_EQ(structure.radii(0).element(), "Al");
  EXPECT_EQ(structure.radii(0).radius_angstrom(), 1.43);
  EXPECT_THAT(ProblemsWithTest("measure: [structure: {radii: {Cu: big}}]"),
              HasSubstr("test[0].measure[0].structure.radii.Cu: expected a "
                        "number, found \"big\""));
  EXPECT_THAT(ProblemsWithTest("measure: [structure: {radii: 1.3}]"),
              HasSubstr("structure.radii: expected a mapping, found \"1.3\""));
}

TEST(StageReaderTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(ProblemsWithTest("measure: [structure: {classes: none.txt}]"),
              HasSubstr("structure.classes: none.txt: open: No such file"));
}

TEST(StageReaderTest, LocalStrainNamesItsReference) {
  EXPECT_THAT(ProblemsWithTest("measure: [local_strain]"),
              HasSubstr("local_strain: key \"ref\" is missing"));
  EXPECT_EQ(ProblemsWithTest("measure: [local_strain: {reference: a}]"), "");
}

TEST(StageReaderTest, KeysOfAWrongKindAreNotAlsoMissing) {
  // One mistake, one message.
  EXPECT_EQ(
      ProblemsWithTest("hold: 5"),
      "s.yaml:4:14: test[0].hold: expected a mapping with the keys "
      "time_ps, time_ns, time_fs, T, P, stress, couple, isolated, found \"5\"");
}

TEST(StageReaderTest, WhatIsLeftOutIsUnset) {
  const SweepFile file = ParseWithTest("hold: {time_ps: 1}");
  const v1::HoldStage& hold = file.spec.test(0).hold();
  EXPECT_FALSE(hold.has_temperature_kelvin());
  EXPECT_FALSE(hold.has_stress());
  EXPECT_EQ(hold.coupling(), v1::COUPLING_UNSPECIFIED);
}

}  // namespace
}  // namespace lehr::yaml
