#include "proto/yaml/value_reader.h"

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>

#include "tests/proto/yaml/sweep_text.h"

namespace lehr::yaml {
namespace {

using ::testing::HasSubstr;

v1::Value HoldTime(const std::string& value) {
  const SweepFile file = ParseWithTest("hold: {time_ps: " + value + "}");
  EXPECT_EQ(FormatProblems("", file.problems), "");
  return file.spec.test(0).hold().time_ps();
}

TEST(ValueReaderTest, ReadsNumbers) {
  EXPECT_EQ(HoldTime("1e-3").number(), 1e-3);
  EXPECT_EQ(HoldTime("-2.5").number(), -2.5);
  EXPECT_EQ(HoldTime("\"7\"").number(), 7);
}

TEST(ValueReaderTest, ReadsParameters) {
  EXPECT_EQ(HoldTime("$t").parameter(), "t");
  EXPECT_EQ(HoldTime("\"$t\"").parameter(), "t");
}

TEST(ValueReaderTest, ReadsReferencesWithAndWithoutFactor) {
  const v1::Value with = HoldTime("{ref: as_cast.density, factor: $f}");
  EXPECT_EQ(with.reference().treatment(), "as_cast");
  EXPECT_EQ(with.reference().observable(), "density");
  EXPECT_EQ(with.reference().factor().parameter(), "f");
  EXPECT_FALSE(HoldTime("{ref: a.b}").reference().has_factor());
}

TEST(ValueReaderTest, OtherUnitsOfTimeBecomePicoseconds) {
  const SweepFile file =
      ParseWithTest("hold: {time_ns: 0.5}, hold: {time_fs: 250}");
  // Two stages in flow style are two items.
  ASSERT_EQ(FormatProblems("", file.problems), "");
  EXPECT_DOUBLE_EQ(file.spec.test(0).hold().time_ps().number(), 500);
  EXPECT_DOUBLE_EQ(file.spec.test(1).hold().time_ps().number(), 0.25);
}

TEST(ValueReaderTest, ATimeIsTheSameNumberInEveryUnit) {
  for (int k = 1; k < 1000; ++k) {
    const SweepFile file = ParseWithTest(absl::StrFormat(
        "hold: {time_ps: %d}, hold: {time_ns: %g}, hold: {time_fs: %d}", k,
        k * 1e-3, k * 1000));
    ASSERT_EQ(FormatProblems("", file.problems), "");
    for (const v1::Stage& stage : file.spec.test()) {
      EXPECT_EQ(stage.hold().time_ps().number(), k);
    }
  }
}

TEST(ValueReaderTest, ParametersAndReferencesTakeOnlyPicoseconds) {
  EXPECT_EQ(ProblemsWithTest("hold: {time_ns: $t}"),
            "s.yaml:4:24: test[0].hold.time_ns: expected a number, found "
            "\"$t\": only keys in ps take $name or {ref: …}, so write the key "
            "with _ps and the values in ps");
  EXPECT_THAT(ProblemsWithTest("hold: {time_fs: {ref: a.b}}"),
              HasSubstr("expected a number, found a mapping"));
}

TEST(ValueReaderTest, NamesWhatIsNoValue) {
  for (const char* wrong :
       {"abc", "100 ps", "[1]", "", "inf", "nan", "$", "0x10", "1,5"}) {
    const std::string text = std::string("hold: {time_ps: ") + wrong + "}";
    EXPECT_THAT(ProblemsWithTest(text), HasSubstr("test[0].hold")) << wrong;
  }
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: 100 ps}"),
              HasSubstr("expected a number, $name or {ref: "
                        "treatment.observable, factor: 1}, found \"100 ps\""));
}

TEST(ValueReaderTest, NamesWhatIsWrongInAReference) {
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: {factor: 2}}"),
              HasSubstr("key \"ref\" is missing"));
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: {ref: yield}}"),
              HasSubstr("expected treatment.observable, such as "
                        "as_cast.yield_stress, found \"yield\""));
  EXPECT_THAT(ProblemsWithTest("hold: {time_ps: {ref: a.b, factro: 2}}"),
              HasSubstr("did you mean \"factor\"?"));
  EXPECT_THAT(
      ProblemsWithTest("hold: {time_ps: {ref: a.b, factor: {ref: c.d}}}"),
      HasSubstr("factor: expected a number or $name, found a mapping"));
}

TEST(ValueReaderTest, StressIsPerAxis) {
  EXPECT_THAT(ProblemsWithTest("load: {stress: 3}"),
              HasSubstr("expected a stress per axis in GPa, such as {x: 1, y: "
                        "1}, found \"3\""));
  EXPECT_THAT(ProblemsWithTest("load: {stress: {}}"), HasSubstr("found none"));
  EXPECT_THAT(ProblemsWithTest("load: {stress: {xx: 3}}"),
              HasSubstr("unknown key \"xx\""));
}

TEST(ValueReaderTest, CountsAreThreeWholeNumbers) {
  EXPECT_THAT(ProblemsWithTest("replicate: {n: 2}"),
              HasSubstr("expected three whole numbers [nx, ny, nz], found "
                        "\"2\""));
  EXPECT_THAT(ProblemsWithTest("replicate: {n: [1, 0, 1.5]}"),
              HasSubstr("test[0].replicate.n[1]: expected a whole number from "
                        "1 to 2147483647, found \"0\""));
  EXPECT_THAT(ProblemsWithTest("replicate: {n: [1, 0, 1.5]}"),
              HasSubstr("n[2]"));
}

}  // namespace
}  // namespace lehr::yaml
