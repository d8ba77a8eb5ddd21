#include "client/tree_axis.h"

#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

TEST(TimeAxisTest, IsLinearWhereDurationsAreAlike) {
  const TimeAxis axis({5, 17, 5, 10}, 90, 900);
  EXPECT_TRUE(axis.is_linear());
  EXPECT_DOUBLE_EQ(axis.At(45), 450);
  const auto ticks = axis.Ticks();
  ASSERT_EQ(ticks.size(), 10u);
  EXPECT_EQ(ticks[0].text, "0");
  EXPECT_EQ(ticks[1].text, "10 ps");
}

TEST(TimeAxisTest, IsLogarithmicWhereTheyDifferByOrders) {
  const TimeAxis axis({1, 1, 1, 1000, 100000}, 101003, 900);
  EXPECT_FALSE(axis.is_linear());
  EXPECT_DOUBLE_EQ(axis.At(0), 0);
  EXPECT_DOUBLE_EQ(axis.At(101003), 900);
  // A picosecond can be seen.
  EXPECT_GT(axis.At(1), 30);
}

TEST(TimeAxisTest, TicksAscendAndKeepTheirDistance) {
  for (const double end : {0.03, 7.0, 101003.0, 2e7}) {
    const TimeAxis axis({1, 1, end}, end, 900);
    const auto ticks = axis.Ticks();
    EXPECT_GE(ticks.size(), 4u);
    EXPECT_LE(ticks.size(), 17u);
    for (std::size_t i = 1; i < ticks.size(); ++i) {
      EXPECT_GE(axis.At(ticks[i].time) - axis.At(ticks[i - 1].time), 50);
    }
    EXPECT_LE(ticks.back().time, end * (1 + 1e-9));
  }
}

TEST(TimeAxisTest, NothingLastsNoTimeWithoutHarm) {
  const TimeAxis axis({}, 0, 900);
  EXPECT_DOUBLE_EQ(axis.At(0), 0);
  EXPECT_FALSE(axis.Ticks().empty());
}

}  // namespace
}  // namespace lehr::client
