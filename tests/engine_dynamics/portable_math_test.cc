#include "engine/src/portable_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

// Distance of doubles of one sign in units of the last place.
std::int64_t Ulps(double a, double b) {
  return std::abs(std::bit_cast<std::int64_t>(a) -
                  std::bit_cast<std::int64_t>(b));
}

TEST(ExpTest, IsWithinOneUlpOfTheLibrary) {
  // The library is within 1 ulp of the truth (glibc: 0.51), and so are we.
  std::mt19937_64 engine(1);
  for (const double range : {1e-8, 1e-3, 0.3, 1.0, 30.0, 700.0}) {
    std::uniform_real_distribution<double> uniform(-range, range);
    for (int k = 0; k < 20000; ++k) {
      const double x = uniform(engine);
      ASSERT_LE(Ulps(Exp(x), std::exp(x)), 1) << "x = " << x;
    }
  }
}

TEST(ExpTest, IsExactlyOneAtZero) {
  EXPECT_EQ(Exp(0.0), 1.0);
  EXPECT_EQ(Exp(-0.0), 1.0);
}

TEST(ExpTest, EndsWithZeroAndInfinity) {
  EXPECT_EQ(Exp(-1e300), 0.0);
  EXPECT_EQ(Exp(1e300), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(Exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(ExpTest, HasTheseBitsOnEveryMachine) {
  // As first computed; a change of them needs a new kNumericsVersion.
  EXPECT_EQ(std::bit_cast<std::uint64_t>(Exp(1.0)), 4613303445314885482u);
  EXPECT_EQ(std::bit_cast<std::uint64_t>(Exp(-0.001)), 4607173416102861470u);
}

}  // namespace
}  // namespace lehr::md
