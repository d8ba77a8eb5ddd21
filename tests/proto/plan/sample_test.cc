#include "proto/plan/sample.h"

#include <set>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::plan {
namespace {

using ::testing::ElementsAre;

v1::CreateLaw Composed(const std::vector<std::pair<std::string, double>>& parts,
                       std::int64_t atoms) {
  v1::Material material;
  for (const auto& [element, fraction] : parts) {
    v1::Component* component = material.add_components();
    component->set_element(element);
    component->set_fraction(fraction);
  }
  v1::CreateLaw law;
  SetComposition(material, atoms, &law);
  return law;
}

TEST(SampleTest, LatticesHaveTheirSites) {
  EXPECT_EQ(SitesPerCell(v1::LATTICE_FCC), 4);
  EXPECT_EQ(SitesPerCell(v1::LATTICE_BCC), 2);
}

TEST(SampleTest, PaperSampleHasThePaperCounts) {
  const v1::CreateLaw law = Composed({{"Cu", 0.64}, {"Zr", 0.36}}, 13500);
  EXPECT_THAT(law.elements(), ElementsAre("Cu", "Zr"));
  EXPECT_THAT(law.counts(), ElementsAre(8640, 4860));
}

TEST(SampleTest, LargestRemaindersGetWhatIsLeft) {
  // Shares 5.12, 3.84, 1.04: of the 10 atoms one is left, for Cu's 0.84.
  EXPECT_THAT(
      Composed({{"Zr", 0.512}, {"Cu", 0.384}, {"Al", 0.104}}, 10).counts(),
      ElementsAre(1, 4, 5));
}

TEST(SampleTest, EqualRemaindersGoByTheSymbol) {
  EXPECT_THAT(Composed({{"Zr", 0.5}, {"Cu", 0.5}}, 3).counts(),
              ElementsAre(2, 1));
}

TEST(SampleTest, OrderOfTheComponentsDoesNotMatter) {
  EXPECT_EQ(Composed({{"Cu", 0.64}, {"Zr", 0.36}}, 1372).DebugString(),
            Composed({{"Zr", 0.36}, {"Cu", 0.64}}, 1372).DebugString());
}

TEST(SampleTest, ElementsWithoutAnAtomAreLeftOut) {
  EXPECT_THAT(Composed({{"Al", 0}, {"Cu", 1}}, 4).elements(),
              ElementsAre("Cu"));
}

TEST(SampleTest, SeedsDifferByStageReplicaAndSweep) {
  std::set<std::uint64_t> seeds;
  for (int sweep = 0; sweep < 10; ++sweep) {
    for (int replica = 0; replica < 10; ++replica) {
      for (int ordinal = 0; ordinal < 10; ++ordinal) {
        seeds.insert(DerivedSeed(sweep, replica, ordinal));
      }
    }
  }
  EXPECT_EQ(seeds.size(), 1000u);
}

TEST(SampleTest, SeedsAreTheSameForEver) {
  // The first 8 bytes of SHA-256("lehr.seed.v1", 1, 0, 0), by another program.
  EXPECT_EQ(DerivedSeed(1, 0, 0), 0x92c3a469d1111f60u);
}

TEST(SampleTest, ExplicitSeedsAreUsedAsTheyAreInTheFirstReplica) {
  EXPECT_EQ(ExplicitSeed(42, 0), 42u);
  EXPECT_NE(ExplicitSeed(42, 1), 42u);
  EXPECT_NE(ExplicitSeed(42, 1), ExplicitSeed(42, 2));
  EXPECT_NE(ExplicitSeed(42, 1), ExplicitSeed(43, 1));
}

}  // namespace
}  // namespace lehr::plan
