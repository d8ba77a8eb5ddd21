#include "lehr/md/analysis/block_average.h"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::md::analysis {
namespace {

// x_k = a x_{k−1} + noise of unit variance.
std::vector<double> Autoregressive(double a, std::size_t n, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::vector<double> values(n);
  double x = normal(engine) / std::sqrt(1 - a * a);
  for (double& value : values) {
    x = a * x + normal(engine);
    value = x;
  }
  return values;
}

TEST(BlockAverageTest, AConstantHasNoError) {
  const Average average = BlockAverage(std::vector<double>(100, 2.5));
  EXPECT_EQ(average.mean, 2.5);
  EXPECT_EQ(average.standard_error, 0);
}

TEST(BlockAverageTest, FewerThanFourValuesSayNothingOfTheError) {
  EXPECT_EQ(BlockAverage({}).mean, 0);
  const Average average = BlockAverage(std::vector<double>{1, 2, 6});
  EXPECT_EQ(average.mean, 3);
  EXPECT_EQ(average.standard_error, 0);
}

TEST(BlockAverageTest, IndependentValuesHaveSigmaOverRootN) {
  // With 4096 values σ/√n = 1/64. Later levels exceed the first by two of their
  // uncertainties in about 2 % of series each; such a series reads up to 20 %
  // too large. With a fixed seed there is no scatter.
  const Average average = BlockAverage(Autoregressive(0, 4096, 7));
  EXPECT_NEAR(average.standard_error, 1.0 / 64, 0.1 / 64);
  EXPECT_NEAR(average.mean, 0, 4.0 / 64);
}

TEST(BlockAverageTest, CorrelatedValuesHaveTheErrorOfTheirMean) {
  // The mean of n values scatters by 1/((1 − a) √n); the estimate at some 100
  // blocks by 7 %, and by its choice of level by as much.
  const double a = 0.95;
  const std::size_t n = 65536;
  const double expected = 1 / ((1 - a) * 256);
  for (const unsigned seed : {1u, 2u, 3u, 4u}) {
    const Average average = BlockAverage(Autoregressive(a, n, seed));
    EXPECT_NEAR(average.standard_error, expected, 0.25 * expected);
  }
}

TEST(BlockAverageTest, MeanIsOfAllValuesEvenIfTheirNumberIsOdd) {
  EXPECT_DOUBLE_EQ(BlockAverage(std::vector<double>{1, 1, 1, 1, 6}).mean, 2);
}

}  // namespace
}  // namespace lehr::md::analysis
