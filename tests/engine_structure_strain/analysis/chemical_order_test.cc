#include "lehr/md/analysis/chemical_order.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

// bcc with elements in random order.
State RandomBcc() {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {3456, 1944};
  auto state = CreateLattice(Lattice::kBcc, {15, 15, 12}, 3.2, elements, masses,
                             counts, 11);
  EXPECT_OK(state);
  return *state;
}

TEST(ChemicalOrderTest, B2HasOnlyUnlikeNeighbors) {
  State state = RandomBcc();
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    // Corners of the cells are at multiples of the edge, and its middles.
    const double x = state.atoms.positions[i][0] / 3.2;
    state.atoms.species[i] = std::abs(x - std::round(x)) < 0.25 ? 0 : 1;
  }
  // √3/2 × 3.2 = 2.77 Å to the unlike, 3.2 Å to the like.
  const auto first = AnalyzeChemicalOrder(state, {.cutoff = 3.0});
  ASSERT_OK(first);
  EXPECT_EQ(first->coordination[0][1], 8);
  EXPECT_EQ(first->coordination[1][1], 0);
  EXPECT_DOUBLE_EQ(first->warren_cowley[0][1], -1);
  EXPECT_DOUBLE_EQ(first->warren_cowley[0][0], 1);
  const auto both = AnalyzeChemicalOrder(state, {.cutoff = 3.8, .threads = 2});
  ASSERT_OK(both);
  EXPECT_EQ(both->coordination[0][0], 6);
  EXPECT_NEAR(both->warren_cowley[1][0], 1 - 8.0 / (0.5 * 14), 1e-12);
}

TEST(ChemicalOrderTest, ARandomAlloyHasNone) {
  const State state = RandomBcc();
  const auto order = AnalyzeChemicalOrder(state, {.cutoff = 3.8});
  ASSERT_OK(order);
  for (std::size_t a = 0; a < 2; ++a) {
    EXPECT_DOUBLE_EQ(order->coordination[a][0] + order->coordination[a][1], 14);
    for (std::size_t b = 0; b < 2; ++b) {
      // α scatters by √((1 − c_b) / c_b / pairs): 0.005 to 0.01 of 27,000
      // independent ones.
      EXPECT_NEAR(order->warren_cowley[a][b], 0, 0.04);
    }
  }
}

TEST(ChemicalOrderTest, OfTheMeanItIsSymmetricWhereverSizesDiffer) {
  // All Cu in one half has more neighbors: twice the density.
  State gas = Gas(900, {.lengths = {20, 20, 20}}, 5, 0.3);
  for (std::size_t i = 0; i < gas.atoms.size(); ++i) {
    if (gas.atoms.species[i] == 0) gas.atoms.positions[i][0] /= 2;
  }
  const auto order = AnalyzeChemicalOrder(gas, {.cutoff = 4});
  ASSERT_OK(order);
  EXPECT_GT(std::abs(order->warren_cowley[0][1] - order->warren_cowley[1][0]),
            0.02);
  EXPECT_NEAR(order->warren_cowley_of_mean[0][1],
              order->warren_cowley_of_mean[1][0], 1e-12);
  // Σ_ab c_a c_b α_ab = 0.
  double sum = 0;
  for (std::size_t a = 0; a < 2; ++a) {
    for (std::size_t b = 0; b < 2; ++b) {
      sum += order->concentrations[a] * order->concentrations[b] *
             order->warren_cowley_of_mean[a][b];
    }
  }
  EXPECT_NEAR(sum, 0, 1e-12);
}

TEST(ChemicalOrderTest, AnElementWithoutAtomsHasNoNumbers) {
  const State gas = Gas(200, {.lengths = {12, 12, 12}}, 1, 0);
  const auto order = AnalyzeChemicalOrder(gas, {});
  ASSERT_OK(order);
  EXPECT_EQ(order->coordination[1][0], 0);
  EXPECT_EQ(order->warren_cowley[0][1], 0);
  EXPECT_NEAR(order->warren_cowley[0][0], 0, 1e-12);
}

TEST(ChemicalOrderTest, RefusesACutoffBeyondHalfTheBox) {
  const State gas = Gas(200, {.lengths = {12, 12, 12}}, 1, 0.5);
  EXPECT_THAT(AnalyzeChemicalOrder(gas, {.cutoff = 6.1}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("half the edge along x, 6 Å, found 6.1 Å")));
  EXPECT_THAT(
      AnalyzeChemicalOrder(gas, {.threads = -1}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found -1")));
}

}  // namespace
}  // namespace lehr::md::analysis
