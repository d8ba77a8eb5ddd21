#include "engine/src/pair_blocks.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace lehr::md {
namespace {

using Pair = std::pair<std::int32_t, std::int32_t>;

constexpr int kKinds = 3;
constexpr int kParts = 2;

// 600 atoms of a liquid's density, more than two chunks, and their pairs.
class PairBlocksTest : public testing::Test {
 protected:
  PairBlocksTest() {
    std::mt19937_64 engine(1);
    std::uniform_real_distribution<double> along(0, 21);
    std::vector<Vec3> positions(600);
    std::vector<std::int32_t> species(positions.size());
    for (Vec3& r : positions) r = {along(engine), along(engine), along(engine)};
    for (auto& s : species) s = static_cast<std::int32_t>(engine() % kKinds);
    list_.emplace(5.0, 0.9, species, kParts);
    list_->Sort({.lengths = {21, 21, 21}}, positions);
    for (int part = 0; part < kParts; ++part) {
      list_->FindRows(*UsableEamKernels().front(), part);
    }
    list_->Divide();
  }

  std::set<Pair> PairsOfList() const {
    std::set<Pair> pairs;
    for (std::size_t k = 0; k < list_->order().size(); ++k) {
      for (std::int32_t n = 0; n < list_->row_sizes()[k]; ++n) {
        pairs.emplace(k, list_->rows()[k][n] & kEntryIndexMask);
      }
    }
    return pairs;
  }

  FastPass BlocksOf(int part, const FastKernels& kernels, PairBlocks* blocks) {
    const auto p = static_cast<std::size_t>(part);
    blocks->Make(*list_, kernels, list_->bounds()[p], list_->bounds()[p + 1]);
    FastPass pass = {};
    blocks->Describe(&pass);
    return pass;
  }

  std::optional<NeighborList> list_;
};

// Of one list: the pairs, each in its row.
void AddPairs(const FastPass& pass, std::int32_t number, int kind,
              const NeighborList& list, std::set<Pair>* pairs) {
  const FastBlock& block = pass.blocks[number];
  const std::int32_t* starts =
      pass.starts + kRowStarts * (kKinds * number + kind);
  EXPECT_EQ(starts[0] % kFastPadding, 0);
  for (std::int32_t row = 0; row < kBlockRows; ++row) {
    for (std::int32_t n = starts[row]; n < starts[row + 1]; ++n) {
      const std::int32_t entry = pass.entries[block.begin + n];
      EXPECT_EQ(entry & (kBlockRows - 1), row);
      const std::int32_t other = entry >> kRowBits;
      EXPECT_EQ(list.species()[other], kind);
      EXPECT_TRUE(pairs->emplace(block.atoms[row], other).second)
          << "pair " << block.atoms[row] << ", " << other << " twice";
    }
  }
  for (std::int32_t n = starts[kBlockRows]; n % kFastPadding != 0; ++n) {
    EXPECT_EQ(pass.entries[block.begin + n],
              static_cast<std::int32_t>(list.order().size()) << kRowBits);
  }
}

TEST_F(PairBlocksTest, HaveEveryPairOfTheListOnceInTheRowOfItsAtom) {
  for (const FastKernels* kernels : UsableFastKernels()) {
    std::set<Pair> pairs;
    for (int part = 0; part < kParts; ++part) {
      PairBlocks blocks(kKinds);
      const FastPass pass = BlocksOf(part, *kernels, &blocks);
      for (std::int32_t number = 0; number < blocks.size(); ++number) {
        for (int kind = 0; kind < kKinds; ++kind) {
          AddPairs(pass, number, kind, *list_, &pairs);
        }
      }
    }
    EXPECT_EQ(pairs, PairsOfList()) << kernels->name;
  }
}

TEST_F(PairBlocksTest, EveryAtomIsInOneBlockOfItsSpecies) {
  std::set<std::int32_t> atoms;
  for (int part = 0; part < kParts; ++part) {
    PairBlocks blocks(kKinds);
    const FastPass pass = BlocksOf(part, *UsableFastKernels().front(), &blocks);
    for (std::int32_t number = 0; number < blocks.size(); ++number) {
      const FastBlock& block = pass.blocks[number];
      for (std::int32_t row = 0; row < block.rows; ++row) {
        EXPECT_EQ(list_->species()[block.atoms[row]], block.species);
        EXPECT_TRUE(atoms.insert(block.atoms[row]).second);
      }
    }
  }
  EXPECT_EQ(atoms.size(), list_->order().size());
}

TEST_F(PairBlocksTest, ForEachAtomReachesAllThatSumsAreAddedTo) {
  PairBlocks blocks(kKinds);
  BlocksOf(0, *UsableFastKernels().front(), &blocks);
  std::set<std::int32_t> reached;
  blocks.ForEachAtom([&](std::int32_t atom) { reached.insert(atom); });
  std::set<std::int32_t> expected;
  for (const auto& [i, j] : PairsOfList()) {
    if (i >= list_->bounds()[1]) continue;
    expected.insert(i);
    expected.insert(j);
  }
  for (std::int32_t k = 0; k < list_->bounds()[1]; ++k) expected.insert(k);
  EXPECT_EQ(reached, expected);
}

}  // namespace
}  // namespace lehr::md
