#include "worker/picture/color_map.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace lehr::worker::picture {
namespace {

TEST(ColorMapTest, LightnessRisesEvenly) {
  const double low = LightnessOf(ColorOf(0));
  const double high = LightnessOf(ColorOf(1));
  EXPECT_GT(high - low, 0.5);
  for (int k = 0; k <= 100; ++k) {
    // Published matrices are inverse to each other to 1e-6.
    EXPECT_NEAR(LightnessOf(ColorOf(k / 100.0)), low + (high - low) * k / 100.0,
                1e-5);
  }
}

TEST(ColorMapTest, AllColorsAreOnTheScreenAndNeighborsAreNear) {
  for (int k = 0; k <= 1000; ++k) {
    const Color color = ColorOf(k / 1000.0);
    const Color next = ColorOf((k + 1) / 1000.0);
    for (std::size_t part = 0; part < 3; ++part) {
      EXPECT_GE(color[part], 0);
      EXPECT_LE(color[part], 1);
      EXPECT_NEAR(next[part], color[part], 0.004);
    }
  }
}

TEST(ColorMapTest, GoesFromVioletOverGreenToYellow) {
  const Color low = ColorOf(0);
  EXPECT_GT(low[2], low[0]);
  EXPECT_GT(low[0], low[1]);
  const Color middle = ColorOf(0.6);
  EXPECT_GT(middle[1], std::max(middle[0], middle[2]));
  const Color high = ColorOf(1);
  EXPECT_GT(std::min(high[0], high[1]), high[2] + 0.2);
}

TEST(ColorMapTest, BeyondItsEndsItStays) {
  EXPECT_EQ(ColorOf(-3), ColorOf(0));
  EXPECT_EQ(ColorOf(7), ColorOf(1));
}

TEST(ColorMapTest, TheGrayOfNoValueIsNoneOfItsColors) {
  for (int k = 0; k <= 100; ++k) {
    const Color color = ColorOf(k / 100.0);
    const auto [low, high] = std::minmax_element(color.begin(), color.end());
    EXPECT_GT(*high - *low, 0.15);
  }
  EXPECT_EQ(kNoValue[0], kNoValue[1]);
  EXPECT_EQ(kNoValue[1], kNoValue[2]);
}

}  // namespace
}  // namespace lehr::worker::picture
