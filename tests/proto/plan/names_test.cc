#include "proto/plan/names.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::HasSubstr;

absl::Status Check(std::string_view name, std::string_view others) {
  Violations violations;
  CheckName(name, others, "name", &violations);
  return violations.ToStatus();
}

TEST(NamesTest, TakesLettersDigitsAndTheOthers) {
  EXPECT_OK(Check("Ab_9-.", "_-."));
  EXPECT_OK(Check(std::string(100, 'a'), ""));
}

TEST(NamesTest, RefusesEmptyAndLongNames) {
  EXPECT_THAT(Check("", "_"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none")));
  EXPECT_THAT(Check(std::string(101, 'a'), "_"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("at most 100 characters, found 101")));
}

TEST(NamesTest, SaysWhichCharactersAreAllowed) {
  EXPECT_THAT(
      Check("a b", "_-."),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr(R"(letters, digits, "_", "-" and ".", found "a b")")));
  EXPECT_THAT(Check("a.b", "_"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr(R"(letters, digits and "_", found)")));
}

TEST(NamesTest, ShowsBytesThatCannotBePrinted) {
  EXPECT_THAT(Check("a\n", "_"), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("\"a\\n\"")));
}

}  // namespace
}  // namespace lehr::plan
