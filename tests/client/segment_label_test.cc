#include "client/segment_label.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(SegmentLabelTest, FoldersInCommonAreLeftOut) {
  EXPECT_EQ(ShortLabel("a/test/elastic", "a/test/energy"), "elastic");
  EXPECT_EQ(ShortLabel("a/test/energy", "a/hold 300 K"), "test/energy");
  EXPECT_EQ(ShortLabel("b/hold", "a/hold"), "b/hold");
  EXPECT_EQ(ShortLabel("a/hold", ""), "a/hold");
  // The own name is never left out.
  EXPECT_EQ(ShortLabel("a/b", "a/b/c"), "b");
}

TEST(SegmentLabelTest, CyclesAreFound) {
  const auto cycle = CycleOf("cycling/cycle 12/hold 10 K");
  ASSERT_TRUE(cycle.has_value());
  EXPECT_EQ(cycle->before, "cycling/");
  EXPECT_EQ(cycle->number, 12);
  EXPECT_FALSE(CycleOf("cycling/hold 10 K").has_value());
  EXPECT_FALSE(CycleOf("cycle 3").has_value());
  EXPECT_FALSE(CycleOf("cycle x/hold").has_value());
}

}  // namespace
}  // namespace lehr::client
