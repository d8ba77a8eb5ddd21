#include "lehr/md/analysis/packing_classes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine_structure/cells.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using ::testing::HasSubstr;

// <0, n4, n5, n6>
VoronoiIndex Index(int n4, int n5, int n6) {
  return {.n4 = n4, .n5 = n5, .n6 = n6};
}

TEST(PackingTableTest, ZClustersAreTheFirstClass) {
  for (const PackingRank rank :
       {PackingRank::kFourEdged, PackingRank::kExisting}) {
    const PackingTable table = PackingTable::Default(rank);
    for (const VoronoiIndex& index :
         {Index(4, 4, 0), Index(3, 6, 0), Index(2, 8, 0), Index(2, 8, 1),
          Index(0, 12, 0), Index(1, 10, 2), Index(0, 12, 2), Index(0, 12, 3),
          Index(0, 12, 4), Index(0, 12, 5)}) {
      EXPECT_EQ(table.ClassOf(index), 1);
    }
  }
}

TEST(PackingTableTest, CountsFourEdgedFacesBeyondTheZCluster) {
  const PackingTable table = PackingTable::Default(PackingRank::kFourEdged);
  EXPECT_EQ(table.ClassOf(Index(1, 10, 4)), 2);
  EXPECT_EQ(table.ClassOf(Index(2, 8, 3)), 2);
  EXPECT_EQ(table.ClassOf(Index(2, 8, 2)), 3);
  EXPECT_EQ(table.ClassOf(Index(2, 8, 5)), 3);
  EXPECT_EQ(table.ClassOf(Index(3, 6, 4)), 3);
  EXPECT_EQ(table.ClassOf(Index(3, 6, 3)), 4);
  EXPECT_EQ(table.ClassOf(Index(4, 4, 4)), 5);
  EXPECT_EQ(table.ClassOf(Index(6, 0, 8)), 5);
}

TEST(PackingTableTest, AllElseIsTheLastClass) {
  const PackingTable table = PackingTable::Default(PackingRank::kFourEdged);
  EXPECT_EQ(table.ClassOf({.n3 = 1, .n4 = 3, .n5 = 3, .n6 = 5}), 6);
  EXPECT_EQ(table.ClassOf({.n5 = 12, .n6 = 3, .n7_or_more = 1}), 6);
  EXPECT_EQ(table.ClassOf(Index(5, 2, 0)), 6);
  EXPECT_EQ(table.ClassOf(Index(0, 12, 6)), 6);
}

TEST(PackingTableTest, ExistingRankSkipsWhatCannotBe) {
  const PackingTable table = PackingTable::Default(PackingRank::kExisting);
  EXPECT_EQ(table.ClassOf(Index(2, 8, 2)), 2);
  EXPECT_EQ(table.ClassOf(Index(3, 6, 3)), 3);
  EXPECT_EQ(table.ClassOf(Index(4, 4, 4)), 4);
  EXPECT_EQ(table.ClassOf(Index(5, 2, 5)), 5);
  EXPECT_EQ(table.ClassOf(Index(6, 0, 6)), 5);
  EXPECT_EQ(table.ClassOf(Index(6, 0, 2)), 2);
  EXPECT_EQ(table.ClassOf(Index(2, 8, 3)), 2);
}

// The open faces of a spiral of faces, each with the edges it still has to
// share, first and last joined by what was added.
class Spiral {
 public:
  explicit Spiral(const std::vector<int>& edges) : left_(edges) {}

  // Whether laying each face against the last and the first that are open ends
  // in a closed polyhedron: Manolopoulos, May and Down (1991).
  bool Closes() {
    if (!Share(0, 1)) return false;
    open_ = {0, 1};
    for (std::size_t face = 2; face + 1 < left_.size(); ++face) {
      if (!Share(face, open_.back()) || !Share(face, open_.front()) ||
          !CloseFull(face) || left_[face] == 0) {
        return false;
      }
      open_.push_back(face);
    }
    return static_cast<int>(open_.size()) == left_.back() &&
           std::all_of(open_.begin(), open_.end(),
                       [this](std::size_t face) { return left_[face] == 1; });
  }

 private:
  bool Share(std::size_t a, std::size_t b) {
    return --left_[a] >= 0 && --left_[b] >= 0;
  }

  // Leaves out faces at both ends that have no edge left; `face` then meets the
  // next.
  bool CloseFull(std::size_t face) {
    while (left_[open_.front()] == 0 || left_[open_.back()] == 0) {
      if (open_.size() < 2) return false;
      if (left_[open_.front()] == 0) {
        open_.pop_front();
        if (!Share(face, open_.front())) return false;
      } else {
        open_.pop_back();
        if (!Share(face, open_.back())) return false;
      }
    }
    return true;
  }

  std::vector<int> left_;  // [faces]
  std::deque<std::size_t> open_;
};

// Whether there is a polyhedron <0, n4, 12 − 2 n4, faces − 12 + n4>.
bool SomeSpiralCloses(int faces, int n4) {
  std::vector<int> edges;
  edges.insert(edges.end(), static_cast<std::size_t>(n4), 4);
  edges.insert(edges.end(), static_cast<std::size_t>(12 - 2 * n4), 5);
  edges.insert(edges.end(), static_cast<std::size_t>(faces - 12 + n4), 6);
  do {
    if (Spiral(edges).Closes()) return true;
  } while (std::next_permutation(edges.begin(), edges.end()));
  return false;
}

TEST(PackingTableTest, ExistingRankSkipsExactlyWhatNoFaceSpiralMakes) {
  const PackingTable all = PackingTable::Default(PackingRank::kFourEdged);
  const PackingTable existing = PackingTable::Default(PackingRank::kExisting);
  for (int faces = 8; faces <= 17; ++faces) {
    int rank = 0;
    for (int n4 = std::max(0, 12 - faces); n4 <= 6; ++n4) {
      const bool exists = SomeSpiralCloses(faces, n4);
      const VoronoiIndex index = Index(n4, 12 - 2 * n4, faces - 12 + n4);
      if (!exists) continue;
      EXPECT_EQ(existing.ClassOf(index), 1 + std::min(4, rank))
          << faces << " faces, n4 " << n4;
      EXPECT_LE(existing.ClassOf(index), all.ClassOf(index));
      ++rank;
    }
    EXPECT_GE(rank, 2) << faces << " faces";
  }
}

TEST(PackingTableTest, ReadsWhatItWrites) {
  for (const PackingRank rank :
       {PackingRank::kFourEdged, PackingRank::kExisting}) {
    const std::string text = PackingTable::Default(rank).Text();
    const auto table = PackingTable::Parse(text, "classes");
    ASSERT_OK(table);
    EXPECT_EQ(table->Text(), text);
  }
}

TEST(PackingTableTest, ReadsNumbersRomanNumbersAndComments) {
  const auto table = PackingTable::Parse(
      "# mine\n\n0 0 12 0 1\n0 1 10 2\tII # Z13\r\n  0 3 6 3 6\n", "classes");
  ASSERT_OK(table);
  EXPECT_EQ(table->ClassOf(Index(0, 12, 0)), 1);
  EXPECT_EQ(table->ClassOf(Index(1, 10, 2)), 2);
  EXPECT_EQ(table->ClassOf(Index(3, 6, 3)), 6);
  EXPECT_EQ(table->ClassOf(Index(0, 12, 4)), 6);
}

TEST(PackingTableTest, NamesTheLineThatIsWrong) {
  struct Wrong {
    std::string text;
    std::string message;
  };
  for (const Wrong& wrong : {
           Wrong{"0 0 12 0 1\n0 0 12 2\n",
                 "mine.txt:2: expected five words (n3 n4 n5 n6 class), found "
                 "\"0 0 12 2\""},
           Wrong{"0 0 x 0 1\n", "mine.txt:1: expected numbers of faces"},
           Wrong{"0 -1 12 0 1\n", "mine.txt:1: expected numbers of faces"},
           Wrong{"0 0 1200 0 1\n", "from 0 to 100"},
           Wrong{"\n\n0 0 12 0 7\n",
                 "mine.txt:3: expected a class from 1 to 6 or I to VI, found "
                 "\"7\""},
           Wrong{"0 0 12 0 1\n0 0 12 0 2\n", "mine.txt:2: expected an index"},
           Wrong{"# nothing\n", "mine.txt: expected lines"},
       }) {
    EXPECT_THAT(
        PackingTable::Parse(wrong.text, "mine.txt"),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(wrong.message)))
        << wrong.text;
  }
}

// Cu: two icosahedra, one bcc, one icosahedron at a surface. Zr: Z16, <0,2,8,2>
// and an icosahedron.
Voronoi SmallGlass() {
  return MakeVoronoi({{.species = 0, .index = kIcosahedron},
                      {.species = 0, .index = Index(6, 0, 8)},
                      {.species = 1, .index = Index(0, 12, 4)},
                      {.species = 1, .index = Index(2, 8, 2)},
                      {.species = 0, .index = kIcosahedron},
                      {.species = 0, .index = kIcosahedron, .at_surface = true},
                      {.species = 1, .index = kIcosahedron}});
}

TEST(PackingClassesTest, FractionsAreOfTheCountedAtomsOfAnElement) {
  const PackingClasses packing = ClassifyPacking(
      SmallGlass(), PackingTable::Default(PackingRank::kFourEdged));
  EXPECT_EQ(packing.classes, (std::vector<std::uint8_t>{1, 5, 1, 3, 1, 0, 1}));
  const PackingFractions& copper = packing.fractions[0];
  EXPECT_DOUBLE_EQ(copper.solid_like(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(copper.classes[4], 1.0 / 3);
  EXPECT_DOUBLE_EQ(copper.liquid_like(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(packing.fractions[1].transition(), 1.0 / 3);
  const PackingFractions& all = packing.fractions[2];
  EXPECT_DOUBLE_EQ(all.solid_like(), 4.0 / 6);
  EXPECT_DOUBLE_EQ(all.solid_like() + all.transition() + all.liquid_like(), 1);
}

TEST(PackingClassesTest, FrequentIndicesComeFirstAndThenInOrder) {
  const auto frequent = MostFrequentIndices(SmallGlass());
  ASSERT_EQ(frequent.size(), 3U);
  ASSERT_EQ(frequent[0].size(), 2U);
  EXPECT_EQ(frequent[0][0].index, kIcosahedron);
  EXPECT_EQ(frequent[0][0].count, 2);
  EXPECT_DOUBLE_EQ(frequent[0][0].fraction, 2.0 / 3);
  ASSERT_EQ(frequent[1].size(), 3U);
  EXPECT_EQ(frequent[1][0].index, kIcosahedron);
  EXPECT_EQ(frequent[1][1].index, Index(0, 12, 4));
  EXPECT_EQ(frequent[1][2].index, Index(2, 8, 2));
  EXPECT_EQ(frequent[2][0].count, 3);
  EXPECT_EQ(MostFrequentIndices(SmallGlass(), 1)[1].size(), 1U);
}

TEST(PackingClassesTest, GivesTheTwentyMostFrequentIndices) {
  std::vector<Cell> cells;
  for (int n = 0; n < 25; ++n) {
    for (int k = 0; k <= n; ++k) cells.push_back({.index = Index(0, n, 0)});
  }
  const auto frequent = MostFrequentIndices(MakeVoronoi(cells));
  ASSERT_EQ(frequent[0].size(), 20U);
  EXPECT_EQ(frequent[0].front().count, 25);
  EXPECT_EQ(frequent[0].back().count, 6);
  EXPECT_TRUE(frequent[1].empty());
}

TEST(PackingClassesTest, CountsIcosahedraByThreeNormalisations) {
  const auto icosahedra = CountIcosahedra(SmallGlass());
  ASSERT_EQ(icosahedra.size(), 2U);
  EXPECT_EQ(icosahedra[0].count, 2);
  EXPECT_DOUBLE_EQ(icosahedra[0].of_element, 2.0 / 3);
  EXPECT_DOUBLE_EQ(icosahedra[0].of_all, 2.0 / 6);
  EXPECT_DOUBLE_EQ(icosahedra[0].any_centre_of_all, 3.0 / 6);
  EXPECT_DOUBLE_EQ(icosahedra[1].of_element, 1.0 / 3);
  EXPECT_DOUBLE_EQ(icosahedra[1].any_centre_of_all, 3.0 / 6);
}

}  // namespace
}  // namespace lehr::md::analysis
