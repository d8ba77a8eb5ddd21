#include "worker/element_order.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ElementOrderTest, IsAlphabeticalAndLeavesOutElementsWithoutAtoms) {
  const std::vector<std::string> elements = {"Zr", "Al", "Cu"};
  EXPECT_THAT(AlphabeticalOrder(elements), ElementsAre(1, 2, 0));
  EXPECT_THAT(AlphabeticalOrder(elements, std::vector<double>{0.4, 0, 0.6}),
              ElementsAre(2, 0));
  EXPECT_THAT(AlphabeticalOrder({}), IsEmpty());
}

TEST(ElementOrderTest, PairsHaveOneNameWhateverTheirOrder) {
  EXPECT_EQ(PairName("Zr", "Cu"), "CuZr");
  EXPECT_EQ(PairName("Cu", "Zr"), "CuZr");
}

TEST(ElementOrderTest, PairsGetTheirOwnPartials) {
  struct Partial {
    std::size_t first = 0;
    std::size_t second = 0;
  };
  md::analysis::PairDistribution distribution;
  distribution.elements = {"Zr", "Al", "Cu"};
  distribution.concentrations = {0.4, 0, 0.6};
  const std::vector<Partial> partials = {{0, 0}, {0, 1}, {1, 1},
                                         {0, 2}, {1, 2}, {2, 2}};
  std::vector<std::string> seen;
  ForEachPair(distribution, partials,
              [&](const std::string& name, const Partial& partial) {
                seen.push_back(name + distribution.elements[partial.first] +
                               distribution.elements[partial.second]);
              });
  EXPECT_THAT(seen, ElementsAre("CuCuCuCu", "CuZrZrCu", "ZrZrZrZr"));
}

}  // namespace
}  // namespace lehr::worker
