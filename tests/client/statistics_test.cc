// The numbers are those of SciPy 1.10.1, Debian's python3-scipy:
//   n, m, se = len(x), np.mean(x), stats.sem(x)
//   stats.t.interval(0.95, n - 1, m, se)
//   stats.ttest_rel(values, baselines)
#include "client/statistics.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Ten digits: sums in another order differ in the last ones.
MATCHER_P(Is, expected, "") {
  return std::abs(arg - expected) <= 1e-10 * std::abs(expected);
}

TEST(StatisticsTest, MeansErrorsAndIntervalsAreThoseOfSciPy) {
  const std::vector<double> stresses = {2.31, 2.44, 2.27, 2.39};
  const MeanEstimate stress = EstimateMean(stresses);
  EXPECT_EQ(stress.n, 4);
  EXPECT_THAT(stress.mean, Is(2.3525));
  EXPECT_THAT(*stress.standard_error, Is(0.03837859646556484));
  EXPECT_THAT(stress.interval->low, Is(2.2303621774761675));
  EXPECT_THAT(stress.interval->high, Is(2.4746378225238326));

  const std::vector<double> two = {1.5, 2.5};
  const MeanEstimate few = EstimateMean(two);
  EXPECT_THAT(*few.standard_error, Is(0.5));
  EXPECT_THAT(few.interval->low, Is(-4.353102368216048));
  EXPECT_THAT(few.interval->high, Is(8.353102368216048));
}

TEST(StatisticsTest, EnergiesThatDifferInTheFifthDigitKeepTheirScatter) {
  const std::vector<double> energies = {-4.9812, -4.9807, -4.9821,
                                        -4.9799, -4.9815, -4.9810};
  const MeanEstimate estimate = EstimateMean(energies);
  EXPECT_THAT(*estimate.standard_error, Is(0.00030404678002646175));
  EXPECT_THAT(estimate.interval->low, Is(-4.981848243796884));
  EXPECT_THAT(estimate.interval->high, Is(-4.98028508953645));
}

TEST(StatisticsTest, EqualValuesHaveNoScatterOfTheLastDigit) {
  const std::vector<double> values = {0.06525, std::nextafter(0.06525, 1)};
  EXPECT_EQ(EstimateMean(values).standard_error, 0);
}

TEST(StatisticsTest, OneValueHasNoError) {
  const std::vector<double> one = {2.31};
  const MeanEstimate estimate = EstimateMean(one);
  EXPECT_EQ(estimate.n, 1);
  EXPECT_EQ(estimate.mean, 2.31);
  EXPECT_FALSE(estimate.standard_error.has_value());
  EXPECT_FALSE(estimate.interval.has_value());
}

TEST(StatisticsTest, ValuesThatAreNoNumbersAreLeftOut) {
  EXPECT_EQ(EstimateMean({}).n, 0);
  EXPECT_TRUE(std::isnan(EstimateMean({}).mean));
  const std::vector<double> values = {1.5, kNan, 2.5};
  EXPECT_EQ(EstimateMean(values).n, 2);
  EXPECT_EQ(EstimateMean(values).mean, 2);
}

TEST(StatisticsTest, PairedDifferencesAreThoseOfSciPy) {
  const std::vector<double> treated = {2.66, 2.71, 2.58, 2.69};
  const std::vector<double> as_cast = {2.90, 2.84, 2.88, 2.95};
  const PairedDifference softer = ComparePairs(treated, as_cast);
  EXPECT_EQ(softer.difference.n, 4);
  EXPECT_THAT(softer.difference.mean, Is(-0.2325));
  EXPECT_THAT(*softer.difference.standard_error, Is(0.03637192140465867));
  EXPECT_THAT(softer.difference.interval->low, Is(-0.34825168689034547));
  EXPECT_THAT(softer.difference.interval->high, Is(-0.11674831310965438));
  EXPECT_THAT(*softer.p_value, Is(0.007753587100487974));

  const std::vector<double> above = {1.0, 2.0};
  const std::vector<double> below = {0.5, 2.1};
  EXPECT_THAT(*ComparePairs(above, below).p_value, Is(0.6256659163780027));
}

TEST(StatisticsTest, TheSignOfADifferenceIsThatOfTreatedMinusBaseline) {
  const std::vector<double> high = {-4.9791, -4.9799, -4.9800, -4.9790,
                                    -4.9801};
  const std::vector<double> low = {-4.9812, -4.9807, -4.9821, -4.9799, -4.9815};
  const PairedDifference up = ComparePairs(high, low);
  const PairedDifference down = ComparePairs(low, high);
  EXPECT_NEAR(up.difference.mean, 0.00146, 1e-12);
  EXPECT_NEAR(down.difference.mean, -0.00146, 1e-12);
  EXPECT_NEAR(*up.p_value, 0.006482062895332627, 1e-10);
  EXPECT_EQ(*up.p_value, *down.p_value);
}

TEST(StatisticsTest, WithoutScatterThereIsNoPValue) {
  const std::vector<double> one = {1.0};
  EXPECT_FALSE(ComparePairs(one, one).p_value.has_value());
  const std::vector<double> same = {1.0, 2.0};
  EXPECT_FALSE(ComparePairs(same, same).p_value.has_value());
  EXPECT_EQ(ComparePairs(same, same).difference.standard_error, 0);
}

TEST(StatisticsTest, PairsWithoutBothNumbersAreLeftOut) {
  const std::vector<double> treated = {1.0, kNan, 3.0};
  const std::vector<double> as_cast = {0.5, 1.0, 2.0};
  EXPECT_EQ(ComparePairs(treated, as_cast).difference.n, 2);
  EXPECT_EQ(ComparePairs(treated, as_cast).difference.mean, 0.75);
}

// Student's distribution integrated by Simpson's rule in Python.
TEST(StatisticsTest, IndependentSamplesAreComparedWithoutEqualScatter) {
  const std::vector<double> a = {4.92, 5.11, 4.87, 5.30, 5.05};
  const std::vector<double> b = {5.42, 5.61, 5.20, 5.96};
  const IndependentDifference lower = CompareSamples(a, b);
  EXPECT_THAT(lower.difference, Is(-0.4975));
  EXPECT_THAT(*lower.standard_error, Is(0.1780250450545278));
  EXPECT_THAT(*lower.t, Is(-2.7945506198165484));
  EXPECT_THAT(*lower.p_value, Is(0.04495849432138366));
  EXPECT_EQ(*CompareSamples(b, a).p_value, *lower.p_value);
}

TEST(StatisticsTest, IndependentSamplesNeedTwoValuesEachAndScatter) {
  const std::vector<double> one = {1.0};
  const std::vector<double> two = {1.0, 1.0};
  EXPECT_FALSE(CompareSamples(one, two).standard_error.has_value());
  EXPECT_EQ(CompareSamples(two, two).standard_error, 0);
  EXPECT_FALSE(CompareSamples(two, two).p_value.has_value());
}

TEST(StatisticsTest, HolmTakesTheSmallestTimesTheNumberOfTests) {
  const std::vector<std::optional<double>> p_values = {0.04, std::nullopt, 0.01,
                                                       0.03, 0.6};
  const auto adjusted = HolmAdjusted(p_values);
  EXPECT_FALSE(adjusted[1].has_value());
  EXPECT_THAT(*adjusted[2], Is(0.04));
  EXPECT_THAT(*adjusted[3], Is(0.09));
  EXPECT_THAT(*adjusted[0], Is(0.09)) << "not below the one before it";
  EXPECT_THAT(*adjusted[4], Is(0.6));
}

}  // namespace
}  // namespace lehr::client
