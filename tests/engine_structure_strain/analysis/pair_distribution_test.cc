#include "lehr/md/analysis/pair_distribution.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/reference_neighbors.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

PairDistribution Analyze(const std::vector<State>& states,
                         const PairDistributionOptions& options) {
  auto result = AnalyzePairDistribution(states, options);
  EXPECT_OK(result);
  return result.ok() ? *std::move(result) : PairDistribution();
}

double ShellVolume(double bin, std::size_t k) {
  const auto inner = static_cast<double>(k);
  return 4 * std::numbers::pi / 3 * bin * bin * bin *
         (std::pow(inner + 1, 3) - std::pow(inner, 3));
}

TEST(PairDistributionTest, AnIdealGasIsOneWithinThePoissonError) {
  // Two elements in a tilted box, five states. Of the 3 × 40 shells one is
  // beyond 5 standard errors in 14,000 sets.
  std::vector<State> states;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    State gas =
        Gas(3000, {.lengths = {40, 42, 44}, .tilts = {15, -20, 10}}, seed);
    for (std::size_t i = 0; i < 3000; ++i) {
      gas.atoms.species[i] = i % 3 == 0 ? 1 : 0;
    }
    states.push_back(std::move(gas));
  }
  const PairDistribution result =
      Analyze(states, {.range = 20, .bin = 0.5, .threads = 2});
  EXPECT_EQ(result.states, 5);
  const double volume = 40.0 * 42 * 44;
  EXPECT_DOUBLE_EQ(result.number_density, 3000 / volume);
  const double counts[] = {2000, 1000};
  for (const PartialCurve& partial : result.partials) {
    const double pairs =
        5 * counts[partial.first] *
        (counts[partial.second] - (partial.first == partial.second ? 1 : 0));
    // Pairs of one element come twice, in either order.
    const double independent =
        partial.first == partial.second ? pairs / 2 : pairs;
    for (std::size_t k = 2; k < 40; ++k) {
      const double expected = independent * ShellVolume(0.5, k) / volume;
      EXPECT_NEAR(partial.curve.g[k], 1, 5 / std::sqrt(expected))
          << partial.first << partial.second << " shell " << k;
    }
  }
}

TEST(PairDistributionTest, FccHasItsShellsAtTheirDistances) {
  const double a = 3.6;
  const PairDistribution result =
      Analyze({FccState({6, 6, 6}, a)}, {.range = 8, .bin = 0.01});
  // √(n/2) a for n = 1, 2, 3 ...; 12, 6, 24, 12, 24, 8, 48, 6 atoms.
  const double expected[] = {12, 6, 24, 12, 24, 8, 48, 6, 36};
  double sum = 0;
  for (int n = 1; n <= 9; ++n) {
    const double r = a * std::sqrt(n / 2.0);
    const auto after = static_cast<std::size_t>((r + 0.05) / 0.01);
    sum += expected[n - 1];
    EXPECT_DOUBLE_EQ(result.total.coordination[after], sum) << n;
  }
  // Halfway between the first two shells, but for the width of the smoothing.
  EXPECT_NEAR(result.total.first_minimum, a * (std::sqrt(0.5) + 1) / 2, 0.02);
  EXPECT_DOUBLE_EQ(result.total.first_shell, 12);
}

TEST(PairDistributionTest, CountsAreThoseOfAllPairs) {
  const State gas =
      Gas(400, {.lengths = {17, 18, 20}, .tilts = {-4, 8, 5}}, 8, 0.4);
  const PairDistribution result = Analyze({gas}, {.range = 8.5, .bin = 0.1});
  const auto pairs = ReferencePairs(gas.box, gas.atoms.positions, 8.5);
  EXPECT_NEAR(result.total.coordination.back(),
              static_cast<double>(pairs.size()) / 400, 1e-12);
  double cu_zr = 0;
  double cu = 0;
  for (const std::int32_t s : gas.atoms.species) cu += s == 0 ? 1 : 0;
  for (const ReferencePair& pair : pairs) {
    cu_zr += gas.atoms.species[pair.i] == 0 && gas.atoms.species[pair.j] == 1
                 ? 1
                 : 0;
  }
  ASSERT_EQ(result.partials.size(), 3u);
  EXPECT_EQ(result.partials[1].first, 0u);
  EXPECT_EQ(result.partials[1].second, 1u);
  EXPECT_NEAR(result.partials[1].curve.coordination.back(), cu_zr / cu, 1e-12);
}

TEST(PairDistributionTest, PartialsSumToTheTotal) {
  // N (N − 1) g = Σ N_a (N_b − δ_ab) g_ab.
  const State gas = Gas(500, {.lengths = {20, 20, 20}}, 9, 0.3);
  const PairDistribution result = Analyze({gas}, {.range = 9, .bin = 0.25});
  const double zr = 500 * result.concentrations[1];
  const double cu = 500 - zr;
  for (std::size_t k = 0; k < result.r.size(); ++k) {
    const double sum = cu * (cu - 1) * result.partials[0].curve.g[k] +
                       2 * cu * zr * result.partials[1].curve.g[k] +
                       zr * (zr - 1) * result.partials[2].curve.g[k];
    EXPECT_NEAR(sum / (500.0 * 499), result.total.g[k], 1e-9);
  }
}

TEST(PairDistributionTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const State gas = Gas(5000, {.lengths = {40, 40, 40}}, 10, 0.3);
  const PairDistribution one = Analyze({gas}, {});
  for (const int threads : {2, 3, 5}) {
    const PairDistribution many = Analyze({gas}, {.threads = threads});
    EXPECT_EQ(many.total.g, one.total.g);
    EXPECT_EQ(many.partials[1].curve.g, one.partials[1].curve.g);
  }
}

TEST(PairDistributionTest, TheFirstMinimumIsThatOfTheSmoothCurve) {
  // 1 + e^{−(r−r0)} cos(2π (r − r0) / 2.4), an oscillation as of a glass: the
  // least value is at tan(φ) = −1/k, below half a period by atan(1/k)/k.
  std::vector<double> r;
  std::vector<double> g;
  const double k = 2 * std::numbers::pi / 2.4;
  for (int n = 0; n < 1000; ++n) {
    r.push_back(0.01 * (n + 0.5));
    const double x = r.back() - 2.7;
    g.push_back(x < -0.5 ? 0 : 1 + 2 * std::exp(-x) * std::cos(k * x));
  }
  const double expected = 2.7 + 1.2 - std::atan(1 / k) / k;
  EXPECT_NEAR(FindFirstMinimum(r, g, 0.02), expected, 0.002);
  // A Gaussian leaves an exponential times a cosine what it is but for height
  // and a phase of k σ².
  EXPECT_NEAR(FindFirstMinimum(r, g, 0.1), expected, 0.02);
}

TEST(PairDistributionTest, ACurveWithoutASecondShellHasNoFirstMinimum) {
  std::vector<double> r;
  std::vector<double> g;
  for (int n = 0; n < 500; ++n) {
    r.push_back(0.01 * (n + 0.5));
    g.push_back(r.back() < 2 ? 0 : 1 + std::exp(2 - r.back()));
  }
  EXPECT_EQ(FindFirstMinimum(r, g, 0.1), 0);
}

TEST(PairDistributionTest, RefusesWhatHasNoPairDistribution) {
  State state = FccState({5, 5, 5}, 3.7);
  const auto refused = [&](const PairDistributionOptions& options,
                           absl::StatusCode code, const char* text) {
    EXPECT_THAT(PairDistributionSum(options).Add(state),
                StatusIs(code, HasSubstr(text)));
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  refused({.range = 9.3}, kInvalid, "half the edge along x, 9.25 Å");
  refused({.bin = 0}, kInvalid, "positive width");
  refused({.range = 9, .bin = 1e-5}, kInvalid, "up to 100000 shells");
  refused({.range = 9, .threads = 0}, kInvalid, "one thread");
  ASSERT_OK(OpenSurface(2, &state));
  refused({.range = 9}, absl::StatusCode::kFailedPrecondition,
          "free surfaces along z");
}

TEST(PairDistributionTest, RefusesAnotherAlloyAndAnEmptyMean) {
  PairDistributionSum sum({.range = 5});
  EXPECT_THAT(sum.Mean(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                   HasSubstr("found none")));
  State gas = Gas(100, {.lengths = {20, 20, 20}}, 1);
  ASSERT_OK(sum.Add(gas));
  gas.atoms.species[0] = 1;
  EXPECT_THAT(sum.Add(gas), StatusIs(absl::StatusCode::kInvalidArgument,
                                     HasSubstr("in state 2")));
  EXPECT_EQ(sum.Mean()->states, 1);
}

}  // namespace
}  // namespace lehr::md::analysis
