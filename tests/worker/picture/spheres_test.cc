#include "worker/picture/spheres.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::worker::picture {
namespace {

using testing::Each;

constexpr Color kRed = {0.9, 0, 0};
constexpr Color kBlue = {0, 0, 0.9};
constexpr std::uint32_t kWhite = 0xffffffff;

int Red(std::uint32_t pixel) { return static_cast<int>(pixel >> 16 & 0xff); }
int Blue(std::uint32_t pixel) { return static_cast<int>(pixel & 0xff); }

class Image {
 public:
  Image(const std::vector<Sphere>& spheres, int width, int height)
      : width_(width), pixels_(DrawSpheres(spheres, width, height, 100)) {}
  std::uint32_t operator()(int x, int y) const {
    return pixels_[static_cast<std::size_t>(y * width_ + x)];
  }
  const std::vector<std::uint32_t>& pixels() const { return pixels_; }

 private:
  int width_;
  std::vector<std::uint32_t> pixels_;
};

TEST(SpheresTest, NothingIsWhite) {
  EXPECT_THAT(Image({}, 30, 20).pixels(), Each(kWhite));
}

TEST(SpheresTest, ABallCoversItsDiskOnly) {
  const Image image({{20, 100, 0, 10, kRed}}, 40, 150);
  for (int y = 0; y < 150; ++y) {
    for (int x = 0; x < 40; ++x) {
      const double dx = x + 0.5 - 20;
      const double dy = y + 0.5 - 100;
      const double distance = std::sqrt(dx * dx + dy * dy);
      if (distance > 11) {
        EXPECT_EQ(image(x, y), kWhite) << x << ' ' << y;
      }
      if (distance < 9) {
        EXPECT_GT(Red(image(x, y)), Blue(image(x, y)) + 60) << x << ' ' << y;
      }
    }
  }
}

TEST(SpheresTest, WhatIsNearerIsSeenInWhateverOrder) {
  const Sphere front = {20, 20, 5, 8, kRed};
  const Sphere back = {24, 20, 0, 8, kBlue};
  const Image one({front, back}, 44, 40);
  const Image other({back, front}, 44, 40);
  EXPECT_EQ(one.pixels(), other.pixels());
  EXPECT_GT(Red(one(22, 20)), Blue(one(22, 20)));
  EXPECT_GT(Blue(one(30, 20)), Red(one(30, 20)));
}

TEST(SpheresTest, BallsCutEachOtherWhereTheyMeet) {
  const Image image({{16, 20, 0, 10, kRed}, {28, 20, 0, 10, kBlue}}, 44, 40);
  EXPECT_GT(Red(image(20, 20)), Blue(image(20, 20)));
  EXPECT_GT(Blue(image(23, 20)), Red(image(23, 20)));
}

TEST(SpheresTest, LightComesFromTheUpperLeft) {
  const Image image({{20, 20, 0, 16, kRed}}, 40, 40);
  EXPECT_GT(Red(image(15, 14)), Red(image(26, 27)) + 20);
}

TEST(SpheresTest, DeepOnesAreDarker) {
  const Image image({{20, 20, 0, 8, kRed}, {60, 20, -80, 8, kRed}}, 80, 40);
  EXPECT_LT(Red(image(60, 20)), 0.8 * Red(image(20, 20)));
}

TEST(SpheresTest, ABallAcrossTheEdgeIsCutOff) {
  const Image image({{0, 39, 0, 10, kRed}}, 40, 40);
  EXPECT_GT(Red(image(0, 39)), Blue(image(0, 39)));
  EXPECT_EQ(image(20, 20), kWhite);
}

}  // namespace
}  // namespace lehr::worker::picture
