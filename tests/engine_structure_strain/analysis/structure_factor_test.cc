#include "lehr/md/analysis/structure_factor.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::Each;
using testing::HasSubstr;

constexpr double kPi = std::numbers::pi;

// g of an alloy of two with a curve for the total and all partials.
template <typename Curve>
PairDistribution Distribution(double density, double range, double bin,
                              const Curve& g) {
  PairDistribution distribution;
  distribution.states = 1;
  distribution.elements = {"Cu", "Zr"};
  distribution.concentrations = {0.64, 0.36};
  distribution.number_density = density;
  distribution.bin = bin;
  distribution.partials = {{0, 0, {}}, {0, 1, {}}, {1, 1, {}}};
  for (double r = bin / 2; r < range; r += bin) {
    distribution.r.push_back(r);
    distribution.total.g.push_back(g(r));
    for (PartialCurve& partial : distribution.partials) {
      partial.curve.g.push_back(g(r));
    }
  }
  return distribution;
}

TEST(StructureFactorTest, AnIdealGasIsOneAtAllQ) {
  const auto factor = TransformPairDistribution(
      Distribution(0.06, 10, 0.02, [](double) { return 1.0; }), {});
  ASSERT_OK(factor);
  EXPECT_THAT(factor->total, Each(1.0));
  EXPECT_EQ(factor->q.size(), 231u);
  EXPECT_DOUBLE_EQ(factor->q.back(), 12);
}

TEST(StructureFactorTest, AHoleInAGasHasTheTransformOfABall) {
  // g = 0 within a, 1 beyond: S = 1 − 4πρ (sin qa − qa cos qa) / q³.
  const double a = 2.5;
  const auto factor = TransformPairDistribution(
      Distribution(0.015, 10, 0.005,
                   [&](double r) { return r < a ? 0.0 : 1.0; }),
      {.lorch = false});
  ASSERT_OK(factor);
  for (std::size_t k = 0; k < factor->q.size(); ++k) {
    const double q = factor->q[k];
    const double ball =
        4 * kPi * (std::sin(q * a) - q * a * std::cos(q * a)) / (q * q * q);
    // The midpoint rule: (q bin)² / 24 = 1.5e-4 of the largest, 1.
    EXPECT_NEAR(factor->total[k], 1 - 0.015 * ball, 2e-4) << q;
  }
}

TEST(StructureFactorTest, TheWindowDampsTheWavesOfTheCut) {
  // A wave that has not died out where g ends.
  const auto g = [](double r) {
    return r < 2 ? 0.0 : 1 + std::cos(2.7 * r) / r;
  };
  const PairDistribution distribution = Distribution(0.06, 10, 0.01, g);
  const auto sharp = TransformPairDistribution(
      distribution, {.q_min = 5, .q_max = 12, .lorch = false});
  const auto soft = TransformPairDistribution(
      distribution, {.q_min = 5, .q_max = 12, .lorch = true});
  ASSERT_OK(sharp);
  ASSERT_OK(soft);
  double sharp_square = 0;
  double soft_square = 0;
  for (std::size_t k = 0; k + 1 < sharp->q.size(); ++k) {
    sharp_square += std::pow(sharp->total[k + 1] - sharp->total[k], 2);
    soft_square += std::pow(soft->total[k + 1] - soft->total[k], 2);
  }
  EXPECT_LT(soft_square, 0.5 * sharp_square);
}

TEST(StructureFactorTest, WeightsSumToOneSoEqualPartialsAreTheTotal) {
  const auto factor = TransformPairDistribution(
      Distribution(0.06, 10, 0.02,
                   [](double r) { return r < 2.4 ? 0.0 : 1.0; }),
      {});
  ASSERT_OK(factor);
  const auto seen = WeighStructureFactor(
      *factor, std::vector<double>{0.64, 0.36}, std::vector<double>{7.7, 7.2});
  ASSERT_OK(seen);
  for (std::size_t k = 0; k < factor->q.size(); ++k) {
    EXPECT_NEAR((*seen)[k], factor->total[k], 1e-12);
  }
  EXPECT_THAT(WeighStructureFactor(*factor, std::vector<double>{0.64, 0.36},
                                   std::vector<double>{7.7}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("one scattering length for each of 2")));
}

TEST(StructureFactorTest, ACrystalScattersAtItsReciprocalLatticeOnly) {
  // fcc, a = 4 Å: below 2π √3 / a = 2.72 1/Å there is nothing, and {111} has
  // S = N.
  const State state = FccState({4, 4, 4}, 4.0);
  const auto factor = SumStructureFactor(
      state, {.q_max = 2.8, .q_bin = 0.02, .most_vectors = 1000});
  ASSERT_OK(factor);
  double sum = 0;
  for (std::size_t k = 0; k < factor->q.size(); ++k) {
    if (factor->q[k] < 2.7) {
      EXPECT_NEAR(factor->s[k], 0, 1e-20);
    } else {
      sum += factor->s[k] * static_cast<double>(factor->vectors[k]);
    }
  }
  // Four of the eight {111}: one of each k and −k.
  EXPECT_NEAR(sum, 4 * 256, 1e-9);
}

TEST(StructureFactorTest, TheSumsOfAGasAreOne) {
  const State gas =
      Gas(2000, {.lengths = {30, 33, 36}, .tilts = {10, -12, 8}}, 4);
  const auto factor =
      SumStructureFactor(gas, {.q_max = 2, .q_bin = 0.5, .threads = 2});
  ASSERT_OK(factor);
  for (std::size_t k = 0; k < factor->q.size(); ++k) {
    // S of each vector is exponential with mean 1.
    EXPECT_NEAR(factor->s[k], 1,
                4 / std::sqrt(static_cast<double>(factor->vectors[k])));
    EXPECT_LE(factor->vectors[k], 300);
  }
}

TEST(StructureFactorTest, BothWaysAgreeOnALiquid) {
  // Rattled enough that its peaks are broad beside 5.4 / range; means over
  // wide bins.
  State state = FccState({5, 5, 5}, 3.7);
  Rattle(1.0, 5, &state);
  const auto distribution = AnalyzePairDistribution(
      std::vector<State>{state}, {.range = 9.25, .bin = 0.02});
  ASSERT_OK(distribution);
  const auto direct = SumStructureFactor(
      state, {.q_max = 6, .q_bin = 0.02, .most_vectors = 100000});
  const auto transformed = TransformPairDistribution(
      *distribution,
      {.q_min = 4.5, .q_max = 6, .q_step = 0.02, .lorch = false});
  ASSERT_OK(direct);
  ASSERT_OK(transformed);
  double by_sum = 0;
  double vectors = 0;
  for (std::size_t k = 0; k < direct->q.size(); ++k) {
    if (direct->q[k] < 4.5) continue;
    const auto weight = static_cast<double>(direct->vectors[k]);
    by_sum += direct->s[k] * weight;
    vectors += weight;
  }
  double by_transform = 0;
  double weights = 0;
  for (std::size_t k = 0; k < transformed->q.size(); ++k) {
    const double q = transformed->q[k];
    by_transform += transformed->total[k] * q * q;
    weights += q * q;
  }
  EXPECT_NEAR(by_sum / vectors, by_transform / weights, 0.02);
}

TEST(StructureFactorTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const State gas = Gas(500, {.lengths = {30, 30, 30}}, 4);
  const auto one = SumStructureFactor(gas, {.threads = 1});
  const auto three = SumStructureFactor(gas, {.threads = 3});
  ASSERT_OK(one);
  ASSERT_OK(three);
  EXPECT_EQ(one->s, three->s);
}

TEST(StructureFactorTest, RefusesWhatTakesForEverOrMakesNoSense) {
  State gas = Gas(500, {.lengths = {300, 300, 300}}, 4);
  EXPECT_THAT(SumStructureFactor(gas, {.q_max = 10}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected up to 2e+06 wave vectors")));
  EXPECT_THAT(SumStructureFactor(gas, {.q_max = 1, .q_bin = 2}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected q_max of one")));
  EXPECT_THAT(
      TransformPairDistribution({}, {.q_step = 0}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("steps of 0")));
  ASSERT_OK(OpenSurface(1, &gas));
  EXPECT_THAT(SumStructureFactor(gas, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("free surfaces along y")));
}

}  // namespace
}  // namespace lehr::md::analysis
