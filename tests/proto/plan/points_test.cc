#include "proto/plan/points.h"

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The grid of a sweep's parameters in text format, which must be valid.
ParameterGrid GridOf(const std::string& text) {
  Violations violations;
  ParameterGrid grid(ParseSweep(text).parameters(), "parameters", &violations);
  EXPECT_OK(violations.ToStatus());
  return grid;
}

absl::Status WrongWith(const std::string& text) {
  Violations violations;
  ParameterGrid grid(ParseSweep(text).parameters(), "parameters", &violations);
  return violations.ToStatus();
}

TEST(PointsTest, NoParametersAreOneCombination) {
  const ParameterGrid grid = GridOf("");
  EXPECT_EQ(grid.size(), 1);
  EXPECT_THAT(grid.At(0), ElementsAre());
}

TEST(PointsTest, TheFirstParameterIsSlowest) {
  const ParameterGrid grid = GridOf(R"(
    parameters { name: "a" list { values: [1, 2] } }
    parameters { name: "b" list { values: [5, 6, 7] } })");
  EXPECT_EQ(grid.size(), 6);
  EXPECT_THAT(grid.At(0), ElementsAre(1, 5));
  EXPECT_THAT(grid.At(2), ElementsAre(1, 7));
  EXPECT_THAT(grid.At(3), ElementsAre(2, 5));
}

TEST(PointsTest, ZippedParametersTakeTheirValuesTogether) {
  const ParameterGrid grid = GridOf(R"(
    parameters { name: "a" list { values: [1, 2] } zip_group: "g" }
    parameters { name: "b" list { values: [5, 6] } }
    parameters { name: "c" list { values: [8, 9] } zip_group: "g" })");
  EXPECT_EQ(grid.size(), 4);
  EXPECT_THAT(grid.At(1), ElementsAre(1, 6, 8));
  EXPECT_THAT(grid.At(2), ElementsAre(2, 5, 9));
}

TEST(PointsTest, ARangeHasBothEndsAndNumbersThatAPersonWouldWrite) {
  const ParameterGrid linear = GridOf(
      R"(parameters { name: "a" range { from: 0.1 to: 0.5 count: 5 } })");
  ASSERT_EQ(linear.size(), 5);
  EXPECT_EQ(linear.At(2)[0], 0.3);  // 0.1 + 0.2 is 0.30000000000000004
  EXPECT_EQ(linear.At(4)[0], 0.5);
  const ParameterGrid logarithmic = GridOf(
      R"(parameters { name: "a" range { from: 100 to: 0.1 count: 4
                                        logarithmic: true } })");
  EXPECT_EQ(logarithmic.At(1)[0], 10);
  EXPECT_EQ(logarithmic.At(2)[0], 1);
  EXPECT_EQ(logarithmic.At(3)[0], 0.1);
}

TEST(PointsTest, CountsMoreCombinationsThanAnIntegerHolds) {
  std::string text;
  for (const char name : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    text += absl::StrFormat(
        "parameters { name: \"%c\" range { from: 0 to: 1 count: 10000 } }",
        name);
  }
  EXPECT_EQ(GridOf(text).size(), ParameterGrid::kMaxSize);
}

TEST(PointsTest, RefusesMoreValuesThanItWouldEverUse) {
  std::string text;
  for (const char name : {'a', 'b', 'c'}) {
    text += absl::StrFormat(
        "parameters { name: \"%c\" range { from: 0 to: 1 count: 900000 } }",
        name);
  }
  EXPECT_THAT(WrongWith(text),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "parameters[2]: expected at most 2000000 values of all "
                       "parameters, found 2700000 up to here"));
}

TEST(PointsTest, RefusesAZipOfUnequalLengths) {
  EXPECT_THAT(
      WrongWith(R"(
        parameters { name: "a" list { values: [1, 2] } zip_group: "g" }
        parameters { name: "b" list { values: [1, 2, 3] } zip_group: "g" })"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "parameters[1]: expected as many values as \"a\", with which it "
               "is zipped (2), found 3"));
}

TEST(PointsTest, RefusesBadRanges) {
  const auto wrong = [](const std::string& range) {
    return std::string(
        WrongWith("parameters { name: \"a\" range { " + range + "} }")
            .message());
  };
  EXPECT_EQ(wrong("from: 1 to: 2 count: 1"),
            "parameters[0].range: expected 2 to 1000000 values, found 1");
  EXPECT_THAT(wrong("from: 1 to: 2 count: 2000000"), HasSubstr("2000000"));
  EXPECT_EQ(wrong("from: 3 to: 3 count: 2"),
            "parameters[0].range: expected ends that differ, found 3 twice");
  EXPECT_THAT(wrong("from: -1 to: 3 count: 2 logarithmic: true"),
              HasSubstr("positive ends of a logarithmic range, found -1 and"));
  EXPECT_THAT(wrong("from: nan to: 3 count: 2"), HasSubstr("finite ends"));
}

TEST(PointsTest, RefusesBadLists) {
  EXPECT_THAT(WrongWith(R"(parameters { name: "a" list {} })"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "parameters[0].list: expected at least one value, found "
                       "none"));
  EXPECT_THAT(
      WrongWith(R"(parameters { name: "a" list { values: inf } })"),
      StatusIs(absl::StatusCode::kInvalidArgument,
               "parameters[0].list: expected finite values, found inf"));
  EXPECT_THAT(WrongWith(R"(parameters { name: "a" })"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected a list or a range")));
}

TEST(PointsTest, RefusesBadAndRepeatedNames) {
  EXPECT_THAT(WrongWith(R"(parameters { name: "a-b" list { values: 1 } })"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("parameters[0].name")));
  EXPECT_THAT(WrongWith(R"(parameters { name: "a" list { values: 1 } }
                           parameters { name: "a" list { values: 1 } })"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "parameters[1].name: parameter \"a\" is defined twice"));
}

}  // namespace
}  // namespace lehr::plan
