#include "client/svg_text.h"

#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(SvgTextTest, CoordinatesAreShort) {
  EXPECT_EQ(Coordinate(1.0 / 3), "0.33");
  EXPECT_EQ(Coordinate(1000), "1000");
  EXPECT_EQ(Coordinate(-0.5), "-0.5");
}

}  // namespace
}  // namespace lehr::client
