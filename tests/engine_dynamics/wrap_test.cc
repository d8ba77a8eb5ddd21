#include "engine/src/wrap.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

TEST(WrapCoordinateTest, PutsAnyNumberIntoTheEdge) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> uniform(-50, 50);
  for (int k = 0; k < 10000; ++k) {
    const double before = uniform(engine);
    double x = before;
    const int turns = WrapCoordinate(7.3, &x);
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 7.3);
    // Rounding of a product and a difference of numbers up to 50.
    ASSERT_NEAR(x + turns * 7.3, before, 3e-14);
  }
}

TEST(WrapCoordinateTest, NeverReturnsTheEdgeItself) {
  double x = -1e-20;  // plus 10 it is 10
  EXPECT_EQ(WrapCoordinate(10, &x), 0);
  EXPECT_EQ(x, 0);
  x = 10;
  EXPECT_EQ(WrapCoordinate(10, &x), 1);
  EXPECT_EQ(x, 0);
}

TEST(WrapCoordinateTest, LeavesWhatIsInsideAsItIs) {
  double x = std::nextafter(10.0, 0.0);
  EXPECT_EQ(WrapCoordinate(10, &x), 0);
  EXPECT_EQ(x, std::nextafter(10.0, 0.0));
}

TEST(WrapPositionTest, KeepsPositionPlusImagesInAShearedBox) {
  const Box box = {.lengths = {10, 11, 12}, .tilts = {2, -3, 4}};
  const Vec3 before = {-7.5, 23.25, -13.75};
  Vec3 r = before;
  std::array<std::int32_t, 3> image = {};
  WrapPosition(box, &r, &image);
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_GE(r[a], 0);
    EXPECT_LT(r[a], box.lengths[a]);
  }
  // All numbers are multiples of 1/4, so this is exact.
  EXPECT_EQ(r[2] + image[2] * 12, before[2]);
  EXPECT_EQ(r[1] + image[1] * 11 + image[2] * 2, before[1]);
  EXPECT_EQ(r[0] + image[0] * 10 + image[1] * 4 + image[2] * -3, before[0]);
}

TEST(WrapPositionTest, LeavesAxesWithSurfacesAlone) {
  const Box box = {.lengths = {10, 10, 10}, .periodic = {false, true, true}};
  Vec3 r = {-3, 12, 5};
  std::array<std::int32_t, 3> image = {};
  WrapPosition(box, &r, &image);
  EXPECT_EQ(r, (Vec3{-3, 2, 5}));
  EXPECT_EQ(image, (std::array<std::int32_t, 3>{0, 1, 0}));
}

}  // namespace
}  // namespace lehr::md
