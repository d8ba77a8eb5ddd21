#include <cmath>
#include <vector>

#include <gmock/gmock.h>

#include "tests/worker/structure_fixture.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

v1::Work PairWork(v1::StructureState configuration) {
  v1::Work work;
  v1::PairDistributionMeasurement& pairs =
      *work.mutable_measurement()->mutable_pair_distribution();
  pairs.set_range_angstrom(5.3);
  pairs.set_bin_angstrom(0.02);
  pairs.set_configuration(configuration);
  if (configuration == v1::STRUCTURE_STATE_INHERENT) {
    pairs.set_force_tolerance_ev_per_angstrom(1e-3);
  }
  return work;
}

// L1_0: planes of Cu and Zr in turn. Of the twelve neighbors of an atom four
// are in its own plane, eight in the two others.
md::State Layered() {
  md::State state = md::FccState({3, 3, 3}, kToyLatticeConstant);
  state.elements = {"Zr", "Cu"};
  state.masses = {91.224, 63.546};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    state.atoms.species[i] = i % 4 == 1 || i % 4 == 2 ? 1 : 0;
  }
  return state;
}

class ExecutePairDistributionTest : public StructureFixture {};

TEST_F(ExecutePairDistributionTest, InherentCrystalHasItsFirstShell) {
  const auto outcome =
      Execute(LeaseOf(PairWork(v1::STRUCTURE_STATE_INHERENT), Keep(Fcc(0.1))));
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->steps_taken, 0);
  auto found = Values(*outcome);
  // One element has no chemical order.
  EXPECT_THAT(found,
              UnorderedElementsAre(Key("first_peak"), Key("first_minimum")));
  EXPECT_EQ(UnitOf(*outcome, "first_peak"), "A");
  EXPECT_NEAR(found["first_peak"], kToyLatticeConstant / std::sqrt(2), 0.02);
  EXPECT_GT(found["first_minimum"], 2.7);
  EXPECT_LT(found["first_minimum"], 3.5);
  EXPECT_THAT(ColumnNames(*outcome), ElementsAre("r", "g", "g_CuCu"));
  EXPECT_EQ(Column(*outcome, "g"), Column(*outcome, "g_CuCu"));
  EXPECT_EQ(Column(*outcome, "r").size(), 265U);
}

TEST_F(ExecutePairDistributionTest, LayersOfTwoElementsAreOrdered) {
  const auto outcome = Execute(
      LeaseOf(PairWork(v1::STRUCTURE_STATE_INSTANTANEOUS), Keep(Layered())));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->steps_taken, 0);
  auto found = Values(*outcome);
  EXPECT_NEAR(found["warren_cowley_CuZr"], 1 - 8 / 6.0, 1e-12);
  EXPECT_NEAR(found["warren_cowley_ZrCu"], 1 - 8 / 6.0, 1e-12);
  EXPECT_NEAR(found["warren_cowley_CuCu"], 1 - 4 / 6.0, 1e-12);
  EXPECT_NEAR(found["warren_cowley_ZrZr"], 1 - 4 / 6.0, 1e-12);
  // Alphabetical, whatever the order in the state.
  EXPECT_THAT(ColumnNames(*outcome),
              ElementsAre("r", "g", "g_CuCu", "g_CuZr", "g_ZrZr"));
}

// 4 pi r² rho g dr over the first shell counts neighbors.
TEST_F(ExecutePairDistributionTest, PartialsCountTheNeighborsOfTheirPair) {
  const auto outcome = Execute(
      LeaseOf(PairWork(v1::STRUCTURE_STATE_INSTANTANEOUS), Keep(Layered())));
  ASSERT_OK(outcome);
  const std::vector<double> r = Column(*outcome, "r");
  const std::vector<double> g = Column(*outcome, "g_CuZr");
  const double density = 2 / std::pow(kToyLatticeConstant, 3);  // of Zr
  double neighbors = 0;
  for (std::size_t k = 0; k < r.size() && r[k] < 3; ++k) {
    const double outer = r[k] + 0.01;
    const double inner = r[k] - 0.01;
    neighbors += 4 * M_PI / 3 * (std::pow(outer, 3) - std::pow(inner, 3)) *
                 density * g[k];
  }
  EXPECT_NEAR(neighbors, 8, 1e-6);
}

TEST_F(ExecutePairDistributionTest, SameBitsOnAnyNumberOfThreads) {
  const v1::Lease lease =
      LeaseOf(PairWork(v1::STRUCTURE_STATE_INHERENT), Keep(Fcc(0.1)));
  const auto one = Execute(lease, 1);
  const auto three = Execute(lease, 3);
  ASSERT_OK(one);
  ASSERT_OK(three);
  EXPECT_EQ(Bytes(*one), Bytes(*three));
}

TEST_F(ExecutePairDistributionTest, RefusesASlabAndARangeBeyondHalfTheBox) {
  v1::Work work = PairWork(v1::STRUCTURE_STATE_INSTANTANEOUS);
  md::State slab = Fcc();
  slab.box.periodic[2] = false;
  EXPECT_THAT(Execute(LeaseOf(work, Keep(slab))),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("free surfaces along z")));
  work.mutable_measurement()->mutable_pair_distribution()->set_range_angstrom(
      5.5);
  EXPECT_THAT(Execute(LeaseOf(work, Keep(Fcc()))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("half")));
}

}  // namespace
}  // namespace lehr::worker
