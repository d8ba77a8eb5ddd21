#include "proto/support/span_text.h"

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(SpanTextTest, SpansHaveTwoUnitsAtMost) {
  EXPECT_EQ(FormatSpan(absl::Milliseconds(300)), "0.3 s");
  EXPECT_EQ(FormatSpan(absl::Milliseconds(9990)), "10 s");
  EXPECT_EQ(FormatSpan(absl::Seconds(41)), "41 s");
  EXPECT_EQ(FormatSpan(absl::Seconds(61)), "1 min 1 s");
  EXPECT_EQ(FormatSpan(absl::Minutes(125)), "2 h 5 min");
  EXPECT_EQ(FormatSpan(absl::Hours(76)), "3 d 4 h");
}

}  // namespace
}  // namespace lehr
