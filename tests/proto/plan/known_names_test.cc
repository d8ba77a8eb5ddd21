#include "proto/plan/known_names.h"

#include <vector>

#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::plan {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(KnownNamesTest, ListsNamesAndSuggestsTheNearest) {
  const std::vector<std::string> names = {"cooling_rate", "pressure"};
  EXPECT_EQ(KnownNames("coling_rate", names),
            "; known are cooling_rate, pressure; did you mean "
            "\"cooling_rate\"?");
}

TEST(KnownNamesTest, SuggestsNothingFarAway) {
  const std::vector<std::string> names = {"pressure"};
  EXPECT_EQ(KnownNames("time", names), "; known are pressure");
}

TEST(KnownNamesTest, CaseDoesNotMatter) {
  const std::vector<std::string> names = {"t"};
  EXPECT_THAT(KnownNames("T", names), HasSubstr("did you mean \"t\"?"));
}

TEST(KnownNamesTest, SaysThatThereAreNone) {
  EXPECT_EQ(KnownNames("a", {}), "; there are none");
}

TEST(KnownNamesTest, DoesNotListHundreds) {
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back(absl::StrFormat("name%d", i));
  const std::string text = KnownNames("other", names);
  EXPECT_THAT(text, HasSubstr("name29, ..."));
  EXPECT_THAT(text, Not(HasSubstr("name30")));
}

}  // namespace
}  // namespace lehr::plan
