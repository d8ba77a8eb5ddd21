#include "client/filter.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<ResultColumn>& Columns() {
  static const auto* const kColumns = new std::vector<ResultColumn>{
      {"treatment", "point", "", "treatment"},
      {"replica", "point", "", "replica"},
      {"state", "point", "", "state"},
      {"annealing_temperature", "parameter", "", "annealing_temperature"},
      {"cycles", "parameter", "", "cycles"},
      {"yield_stress", "observable", "GPa", "yield_stress_GPa"}};
  return *kColumns;
}

std::string Sql(const std::string& filter) {
  const auto parsed = ParseFilter(filter, Columns());
  return parsed.ok() ? parsed->sql : std::string(parsed.status().message());
}

TEST(FilterTest, ConditionsBecomeSql) {
  EXPECT_EQ(Sql("annealing_temperature >= 900 and treatment = \"a b\""),
            "((\"annealing_temperature\" >= 900) AND (\"treatment\" = 'a b'))");
  EXPECT_EQ(Sql("cycles != -1.5e2"), "(\"cycles\" <> -150)");
  EXPECT_EQ(Sql("0.5<yield_stress_GPa"), "(0.5 < \"yield_stress\")");
  EXPECT_EQ(Sql("cycles IN (15, 20)"), "(\"cycles\" IN (15, 20))");
  EXPECT_EQ(Sql("state = 'done'"), "(\"state\" COLLATE NOCASE = 'done')");
  EXPECT_EQ(Sql("cycles is missing"), "(\"cycles\" IS NULL)");
  EXPECT_EQ(Sql("cycles is not missing"), "(\"cycles\" IS NOT NULL)");
}

TEST(FilterTest, AndBindsCloserThanOr) {
  EXPECT_EQ(Sql("cycles = 1 or cycles = 2 and replica = 3"),
            "((\"cycles\" = 1) OR ((\"cycles\" = 2) AND (\"replica\" = 3)))");
  EXPECT_EQ(Sql("(cycles = 1 or cycles = 2) and not replica = 3"),
            "(((\"cycles\" = 1) OR (\"cycles\" = 2)) AND (NOT (\"replica\" = "
            "3)))");
}

TEST(FilterTest, TextCannotLeaveItsQuotes) {
  EXPECT_EQ(Sql("treatment = \"x' OR 1=1 --\""),
            "(\"treatment\" = 'x'' OR 1=1 --')");
}

TEST(FilterTest, ColumnsThatAreNamedAreKnown) {
  const auto parsed = ParseFilter("cycles > 1 or not replica = 0", Columns());
  ASSERT_OK(parsed);
  EXPECT_THAT(parsed->columns, ElementsAre("cycles", "replica"));
}

TEST(FilterTest, ErrorsPointAtThePlace) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"cycles > 1 and anealing >= 900",
       "column 16: unknown column \"anealing\": did you mean "
       "\"annealing_temperature\"?"},
      {"yeild_stress > 2",
       "column 1: unknown column \"yeild_stress\": did you mean "
       "\"yield_stress\"?"},
      {"zzzzzz = 1", "column 1: unknown column \"zzzzzz\""},
      {"",
       "column 1: expected a column, a number or text in quotes, found "
       "the end"},
      {"cycles",
       "column 7: expected a comparison (=, !=, <, <=, >, >=, in, "
       "is), found the end"},
      {"cycles >",
       "column 9: expected a column, a number or text in quotes, "
       "found the end"},
      {"cycles > 1 2", "column 12: expected and, or, or the end, found \"2\""},
      {"(cycles > 1", "column 12: expected \")\", found the end"},
      {"cycles > 1)", "column 11: expected and, or, or the end, found \")\""},
      {"cycles in 5", "column 11: expected \"(\", found \"5\""},
      {"cycles in (5 6)", "column 14: expected \",\" or \")\", found \"6\""},
      {"cycles is 5", "column 11: expected missing, found \"5\""},
      {"cycles = \"5\"", "column 10: cycles is a number and \"5\" is text"},
      {"treatment = 5", "column 13: treatment is text and 5 is a number"},
      {"treatment = \"ä\" and x = 1", "column 21: unknown column \"x\""},
      {"treatment = \"as_cast", "column 13: text without its closing \""},
      {"cycles > 5ps", "column 10: expected a number, found \"5ps\""},
      {"cycles > 1 && replica = 0", "column 12: \"&\" means nothing here"},
      {"cycles > 1; drop", "column 11: \";\" means nothing here"},
      {"cycles > - replica", "column 12: expected a number, found \"replica\""},
  };
  for (const auto& [filter, message] : wrong) {
    EXPECT_THAT(
        ParseFilter(filter, Columns()),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
        << filter;
  }
}

TEST(FilterTest, EndlessNestingIsAnError) {
  const std::string deep = std::string(100'000, '(') + "cycles = 1";
  EXPECT_THAT(ParseFilter(deep, Columns()),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("column 101: more than 100")));
}

}  // namespace
}  // namespace lehr::client
