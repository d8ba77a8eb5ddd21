#include "proto/support/nearest_name.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace lehr {
namespace {

TEST(NearestNameTest, CountsEditsAndSwaps) {
  EXPECT_EQ(EditDistance("hold", "hold"), 0u);
  EXPECT_EQ(EditDistance("hodl", "hold"), 1u);
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("T_TO", "T_to"), 0u);
}

TEST(NearestNameTest, FindsWhatWasMeantAndNothingElse) {
  const std::vector<std::string> names = {"hold", "ramp", "load",
                                          "cryogenic_cycling"};
  EXPECT_EQ(NearestName("Hold", names), "hold");
  EXPECT_EQ(NearestName("rmap", names), "ramp");
  EXPECT_EQ(NearestName("cryo", names), "cryogenic_cycling");
  EXPECT_EQ(NearestName("anneal", names), "");
  EXPECT_EQ(NearestName("", names), "");
}

}  // namespace
}  // namespace lehr
