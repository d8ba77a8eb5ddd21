#include "engine/src/neighbor_list.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/reference_neighbors.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

using Pair = std::pair<std::int32_t, std::int32_t>;

void Make(const Box& box, const std::vector<Vec3>& positions, int parts,
          const EamKernels& kernels, NeighborList* list) {
  list->Sort(box, positions);
  for (int part = 0; part < parts; ++part) list->FindRows(kernels, part);
  list->Divide();
}

// Pairs of the list, smaller index first; fails if one is there twice.
std::set<Pair> PairsOf(const NeighborList& list) {
  std::set<Pair> pairs;
  for (std::size_t k = 0; k < list.order().size(); ++k) {
    for (std::int32_t n = 0; n < list.row_sizes()[k]; ++n) {
      const auto other =
          static_cast<std::size_t>(list.rows()[k][n] & kEntryIndexMask);
      EXPECT_EQ(list.rows()[k][n] >> kEntryIndexBits, list.species()[other]);
      const std::int32_t i = list.order()[k];
      const std::int32_t j = list.order()[other];
      EXPECT_TRUE(pairs.emplace(std::min(i, j), std::max(i, j)).second)
          << "pair " << i << ", " << j << " twice";
    }
  }
  return pairs;
}

std::set<Pair> Expected(const Box& box, const std::vector<Vec3>& positions,
                        double range) {
  std::set<Pair> pairs;
  for (const ReferencePair& pair : ReferencePairs(box, positions, range)) {
    pairs.emplace(static_cast<std::int32_t>(std::min(pair.i, pair.j)),
                  static_cast<std::int32_t>(std::max(pair.i, pair.j)));
  }
  return pairs;
}

double Drift(const NeighborList& list, const Box& box,
             const std::vector<Vec3>& positions) {
  const NearestImage image = NearestImageOf(box);
  double most = 0;
  for (std::size_t k = 0; k < positions.size(); ++k) {
    most = std::max(most,
                    list.DriftSquared(
                        box, image, k,
                        positions[static_cast<std::size_t>(list.order()[k])]));
  }
  return std::sqrt(most);
}

// Boxes just large enough for one image, larger, flat, long, open and tilted.
std::vector<Box> Boxes() {
  return {{.lengths = {10.01, 10.2, 10.0}},
          {.lengths = {17, 19, 23}},
          {.lengths = {10.5, 10.5, 41}},
          {.lengths = {14, 15, 16}, .periodic = {false, true, true}},
          {.lengths = {3, 4, 5}, .periodic = {false, false, false}},
          {.lengths = {16, 17, 18}, .tilts = {1.5, -2, 3}},
          {.lengths = {10.1, 10.2, 10.3}, .tilts = {3, -3, 4}},
          {.lengths = {12, 13, 14},
           .tilts = {0.5, 0.7, 0.9},
           .periodic = {true, true, false}}};
}

std::vector<Vec3> RandomPositions(const Box& box, std::size_t count,
                                  std::mt19937_64* engine) {
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<Vec3> positions(count);
  for (Vec3& r : positions) {
    for (std::size_t a = 0; a < 3; ++a) r[a] = unit(*engine) * box.lengths[a];
  }
  return positions;
}

TEST(NeighborListTest, HasEveryPairWithinItsRangeOnce) {
  std::mt19937_64 engine(1);
  for (const Box& box : Boxes()) {
    for (const std::size_t count : {1u, 2u, 150u}) {
      const std::vector<Vec3> positions = RandomPositions(box, count, &engine);
      std::vector<std::int32_t> species(count);
      for (auto& s : species) s = static_cast<std::int32_t>(engine() % 3);
      std::set<Pair> expected;
      for (const EamKernels* kernels : UsableEamKernels()) {
        for (const int parts : {1, 3}) {
          NeighborList list(5.0, 0.9, species, parts);
          Make(box, positions, parts, *kernels, &list);
          if (expected.empty()) {
            expected = Expected(box, positions, list.range());
          }
          EXPECT_EQ(PairsOf(list), expected)
              << box.lengths[0] << " " << count << " " << kernels->name;
          EXPECT_GE(list.range(), 5.0);
        }
      }
    }
  }
}

TEST(NeighborListTest, RowsArePaddedWithDummies) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.2, 1);
  for (const EamKernels* kernels : UsableEamKernels()) {
    NeighborList list(5.0, 1.0, state.atoms.species, 1);
    Make(state.box, state.atoms.positions, 1, *kernels, &list);
    for (std::size_t k = 0; k < list.order().size(); ++k) {
      for (std::int32_t n = list.row_sizes()[k]; n % kRowPadding != 0; ++n) {
        EXPECT_EQ(list.rows()[k][n],
                  static_cast<std::int32_t>(state.atoms.size()));
      }
    }
  }
}

TEST(NeighborListTest, PartsShareThePairs) {
  const State state = DisorderedAlloy({6, 6, 6}, 4.0, 0.2, 1);
  NeighborList list(5.0, 1.0, state.atoms.species, 4);
  Make(state.box, state.atoms.positions, 4, *UsableEamKernels().front(), &list);
  ASSERT_EQ(list.bounds().size(), 5u);
  EXPECT_EQ(list.bounds().front(), 0);
  EXPECT_EQ(list.bounds().back(),
            static_cast<std::int32_t>(state.atoms.size()));
  for (std::size_t p = 0; p < 4; ++p) {
    std::int64_t pairs = 0;
    for (std::int32_t k = list.bounds()[p]; k < list.bounds()[p + 1]; ++k) {
      pairs += list.row_sizes()[static_cast<std::size_t>(k)];
    }
    // A quarter, but for the padding and one row.
    EXPECT_NEAR(static_cast<double>(pairs),
                static_cast<double>(list.array_size()) / 4,
                0.1 * static_cast<double>(list.array_size()));
  }
}

// Random walks of atoms and box: while the list is said to miss nothing, every
// pair within the cutoff is in it.
TEST(NeighborListTest, IsNeverStale) {
  std::mt19937_64 engine(7);
  std::normal_distribution<double> normal;
  int kept = 0;
  int made = 0;
  for (Box box : Boxes()) {
    std::vector<Vec3> positions = RandomPositions(box, 60, &engine);
    NeighborList list(5.0, 0.8, std::vector<std::int32_t>(60, 0), 1);
    for (int step = 0; step < 40; ++step) {
      if (!list.MissesNothing(box,
                              list.empty() ? 0 : Drift(list, box, positions))) {
        Make(box, positions, 1, *UsableEamKernels().front(), &list);
        ++made;
      } else {
        ++kept;
      }
      const std::set<Pair> pairs = PairsOf(list);
      for (const Pair& pair : Expected(box, positions, 5.0)) {
        ASSERT_TRUE(pairs.contains(pair)) << pair.first << " " << pair.second;
      }
      // The box breathes and shears, atoms follow and walk.
      Vec3 scale = {1, 1, 1};
      for (std::size_t a = 0; a < 3; ++a) {
        const double factor = 1 + 0.004 * normal(engine);
        if (!box.periodic[a] || box.lengths[a] * factor >= 10) {
          scale[a] = factor;
        }
        if (box.tilts[a] != 0) box.tilts[a] += 0.02 * normal(engine);
      }
      for (std::size_t a = 0; a < 3; ++a) box.lengths[a] *= scale[a];
      for (Vec3& r : positions) {
        for (std::size_t a = 0; a < 3; ++a) {
          r[a] = r[a] * scale[a] + 0.02 * normal(engine);
          if (box.periodic[a]) {
            r[a] -= std::floor(r[a] / box.lengths[a]) * box.lengths[a];
          }
        }
      }
    }
  }
  // Both ways were taken, many times.
  EXPECT_GT(kept, 50);
  EXPECT_GT(made, 50);
}

TEST(NeighborListTest, StaysValidUntilHalfTheSkin) {
  const Box box = {.lengths = {20, 20, 20}};
  const std::vector<Vec3> positions = {{1, 1, 1}, {8, 1, 1}};
  NeighborList list(5.0, 1.0, std::vector<std::int32_t>{0, 0}, 1);
  EXPECT_FALSE(list.MissesNothing(box, 0));
  Make(box, positions, 1, *UsableEamKernels().front(), &list);
  EXPECT_TRUE(list.MissesNothing(box, 0.4999));
  EXPECT_FALSE(list.MissesNothing(box, 0.5001));
  // 6 Å shrinks to 5.01 Å, but atoms drifted toward each other by 0.02 Å.
  Box smaller = box;
  smaller.lengths[1] *= 5.01 / 6;
  EXPECT_TRUE(list.MissesNothing(smaller, 0.0049));
  EXPECT_FALSE(list.MissesNothing(smaller, 0.0051));
  Box open = box;
  open.periodic[0] = false;
  EXPECT_FALSE(list.MissesNothing(open, 0));
}

TEST(NeighborListTest, DriftDoesNotCountWrappingOrTheBox) {
  const Box box = {.lengths = {20, 20, 20}};
  const std::vector<Vec3> positions = {{0.1, 1, 1}};
  NeighborList list(5.0, 1.0, std::vector<std::int32_t>{0}, 1);
  Make(box, positions, 1, *UsableEamKernels().front(), &list);
  EXPECT_NEAR(Drift(list, box, {{19.9, 1, 1}}), 0.2, 1e-12);
  const Box wider = {.lengths = {22, 20, 20}};
  EXPECT_NEAR(Drift(list, wider, {{0.11, 1, 1}}), 0, 1e-12);
}

}  // namespace
}  // namespace lehr::md
