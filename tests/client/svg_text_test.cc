#include "client/svg_text.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(SvgTextTest, NothingThatAPersonWroteBecomesMarkup) {
  EXPECT_EQ(EscapeXml("<b a=\"1\">&\x01</b>"),
            "&lt;b a=&quot;1&quot;&gt;&amp; &lt;/b&gt;");
}

TEST(SvgTextTest, CoordinatesAreShort) {
  EXPECT_EQ(Coordinate(1.0 / 3), "0.33");
  EXPECT_EQ(Coordinate(1000), "1000");
  EXPECT_EQ(Coordinate(-0.5), "-0.5");
}

}  // namespace
}  // namespace lehr::client
