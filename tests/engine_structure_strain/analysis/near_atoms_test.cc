#include "engine/src/analysis/near_atoms.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine_structure_strain/samples.h"
#include "tests/support/reference_neighbors.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

struct Pair {
  std::size_t i, j;
  Vec3 r;
};

std::vector<Pair> PairsOf(const State& state, double range) {
  const NearAtoms near(state.box, state.atoms.positions, range);
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    near.ForEach(i, [&](std::size_t j, const Vec3& r, double square) {
      EXPECT_DOUBLE_EQ(square, r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
      pairs.push_back({i, j, r});
    });
  }
  return pairs;
}

void ExpectAllPairs(const State& state, double range) {
  auto pairs = PairsOf(state, range);
  auto expected = ReferencePairs(state.box, state.atoms.positions, range);
  const auto order = [](const auto& a, const auto& b) {
    return std::tie(a.i, a.j) < std::tie(b.i, b.j);
  };
  std::sort(pairs.begin(), pairs.end(), order);
  std::sort(expected.begin(), expected.end(), order);
  ASSERT_EQ(pairs.size(), expected.size());
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    ASSERT_EQ(pairs[k].i, expected[k].i);
    ASSERT_EQ(pairs[k].j, expected[k].j);
    for (std::size_t a = 0; a < 3; ++a) {
      // The reference's r is from j to i.
      ASSERT_NEAR(pairs[k].r[a], -expected[k].r[a], 1e-12);
    }
  }
}

TEST(NearAtomsTest, FindsThePairsThatTryingAllFinds) {
  for (const double range : {2.0, 3.8, 6.0}) {
    ExpectAllPairs(Gas(300, {.lengths = {12, 15, 31}}, 1), range);
  }
}

TEST(NearAtomsTest, FindsThemInATiltedBox) {
  const Box box = {.lengths = {12, 15, 13}, .tilts = {-6, 5, 5.5}};
  for (const double range : {2.0, 5.9}) {
    ExpectAllPairs(Gas(300, box, 2), range);
  }
}

TEST(NearAtomsTest, FindsThemBetweenFreeSurfaces) {
  for (const std::array<bool, 3> periodic :
       {std::array{false, true, true}, std::array{true, false, true},
        std::array{false, false, false}}) {
    const Box box = {.lengths = {12, 15, 31}, .periodic = periodic};
    ExpectAllPairs(Gas(300, box, 3), 4.0);
  }
}

TEST(NearAtomsTest, FindsThemWhereverTheBoxThatAtomsAreWrittenInIs) {
  State state = Gas(200, {.lengths = {12, 15, 31}, .tilts = {3, 2, -4}}, 4);
  const auto wrapped = PairsOf(state, 5.0);
  for (std::size_t i = 0; i < state.atoms.size(); i += 3) {
    // Two edges along y to the one side, one along z to the other.
    state.atoms.positions[i][0] += 2 * -4 - 2;
    state.atoms.positions[i][1] += 2 * 15 - 3;
    state.atoms.positions[i][2] -= 31;
  }
  EXPECT_EQ(PairsOf(state, 5.0).size(), wrapped.size());
}

TEST(NearAtomsTest, AnAtomFarFromTheOthersCostsNoMemory) {
  State state =
      Gas(200, {.lengths = {12, 15, 31}, .periodic = {false, true, true}}, 5);
  state.atoms.positions[7][0] = 1e9;
  ExpectAllPairs(state, 4.0);
}

TEST(CheckCutoffTest, AllowsHalfTheShortestPeriodicEdge) {
  const Box box = {.lengths = {4, 9, 10}, .periodic = {false, true, true}};
  EXPECT_OK(CheckCutoff("here", box, 4.5));
  EXPECT_THAT(CheckCutoff("here", box, 4.6),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("here: expected a cutoff of at most half the "
                                 "edge along y, 4.5 Å, found 4.6 Å")));
  EXPECT_THAT(CheckCutoff("here", box, 0),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected a positive cutoff")));
}

}  // namespace
}  // namespace lehr::md::analysis
