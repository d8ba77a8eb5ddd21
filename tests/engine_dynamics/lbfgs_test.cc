#include "engine/src/lbfgs.h"

#include <random>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

using Point = std::vector<Vec3>;

Point Random(std::size_t n, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  Point point(n);
  for (Vec3& v : point) v = {normal(engine), normal(engine), normal(engine)};
  return point;
}

TEST(DotTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const Point a = Random(12000, 1);
  const Point b = Random(12000, 2);
  EXPECT_EQ(Dot(a, b, 1), Dot(a, b, 2));
  EXPECT_EQ(Dot(a, b, 1), Dot(a, b, 5));
}

TEST(LbfgsMemoryTest, GoesDownTheGradientWhileItKnowsNothing) {
  const LbfgsMemory memory(5, 1);
  const Point direction = memory.Direction(Point{{1, -2, 0}}, 0.5);
  EXPECT_EQ(direction[0], (Vec3{-0.5, 1, 0}));
}

// A quadratic with stiffness k along each coordinate of two vectors.
const Point kStiffness = {{1, 2, 3}, {4, 5, 6}};

Point Times(const Point& a, const Point& b) {
  Point product = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) product[i][c] *= b[i][c];
  }
  return product;
}

TEST(LbfgsMemoryTest, SatisfiesTheSecantOfTheLastStep) {
  LbfgsMemory memory(5, 1);
  const Point first = Random(2, 3);
  const Point second = Random(2, 4);
  memory.Add(first, Times(kStiffness, first));
  memory.Add(second, Times(kStiffness, second));
  // H y = s for the latest pair, so the direction for gradient y is −s.
  const Point direction = memory.Direction(Times(kStiffness, second), 1);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(direction[i][c], -second[i][c], 1e-12);
    }
  }
}

TEST(LbfgsMemoryTest, IsNewtonsStepOnceItKnowsAllDirections) {
  LbfgsMemory memory(6, 1);
  for (std::size_t k = 0; k < 6; ++k) {  // conjugate steps
    Point step(2, Vec3{0, 0, 0});
    step[k / 3][k % 3] = 0.7;
    memory.Add(step, Times(kStiffness, step));
  }
  const Point x = Random(2, 5);
  const Point direction = memory.Direction(Times(kStiffness, x), 1);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(direction[i][c], -x[i][c], 1e-13);
    }
  }
}

TEST(LbfgsMemoryTest, DoesNotLearnFromNegativeCurvature) {
  LbfgsMemory memory(5, 1);
  memory.Add(Point{{1, 0, 0}}, Point{{-1, 0, 0}});
  EXPECT_TRUE(memory.empty());
}

TEST(LbfgsMemoryTest, DirectionGoesDownWhateverItLearnt) {
  LbfgsMemory memory(4, 1);
  for (unsigned k = 0; k < 20; ++k) {
    memory.Add(Random(10, 2 * k), Random(10, 2 * k + 1));
    const Point gradient = Random(10, 100 + k);
    EXPECT_LT(Dot(gradient, memory.Direction(gradient, 0.1), 1), 0);
  }
}

}  // namespace
}  // namespace lehr::md
