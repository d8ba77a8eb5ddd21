#include <cmath>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>

#include "tests/worker/structure_fixture.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

v1::Work FactorWork(v1::StructureState configuration, double range) {
  v1::Work work;
  v1::StructureFactorMeasurement& factor =
      *work.mutable_measurement()->mutable_structure_factor();
  factor.set_q_max_per_angstrom(5);
  factor.set_q_step_per_angstrom(0.05);
  factor.set_range_angstrom(range);
  factor.set_bin_angstrom(0.02);
  factor.set_configuration(configuration);
  if (configuration == v1::STRUCTURE_STATE_INHERENT) {
    factor.set_force_tolerance_ev_per_angstrom(1e-3);
  }
  return work;
}

class ExecuteStructureFactorTest : public StructureFixture {};

TEST_F(ExecuteStructureFactorTest, HotCrystalPeaksAtItsFirstReflections) {
  md::State state = md::FccState({6, 6, 6}, kToyLatticeConstant);
  md::Rattle(0.3, 1, &state);
  const auto outcome = Execute(LeaseOf(
      FactorWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 10.8), Keep(state)));
  ASSERT_OK(outcome);
  // A range of 10.8 A does not tell (111) at 3.02 from (200) at 3.49 /A.
  const double first =
      2 * std::numbers::pi * std::sqrt(3) / kToyLatticeConstant;
  EXPECT_NEAR(Values(*outcome)["first_peak_q"], first, 0.3);
  EXPECT_EQ(UnitOf(*outcome, "first_peak_q"), "1/A");
}

TEST_F(ExecuteStructureFactorTest, CurveHasTheTotalAndThePartials) {
  md::State state = Fcc(0.1);
  state.elements = {"Zr", "Cu"};
  state.masses = {91.224, 63.546};
  for (std::size_t i = 0; i < state.atoms.size(); i += 3) {
    state.atoms.species[i] = 1;
  }
  const auto outcome = Execute(
      LeaseOf(FactorWork(v1::STRUCTURE_STATE_INHERENT, 5.3), Keep(state)));
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->steps_taken, 0);
  EXPECT_THAT(ColumnNames(*outcome),
              ElementsAre("q", "S", "S_CuCu", "S_CuZr", "S_ZrZr"));
  const std::vector<double> q = Column(*outcome, "q");
  EXPECT_NEAR(q.front(), 0.5, 1e-9);
  EXPECT_NEAR(q.back(), 5, 1e-9);
  // Faber and Ziman: S = sum over a, b of c_a c_b S_ab, up to what g(r) misses
  // of a pair with itself, 1/N.
  const double c = 36 / 108.0;
  const auto total = Column(*outcome, "S");
  const auto cu = Column(*outcome, "S_CuCu");
  const auto both = Column(*outcome, "S_CuZr");
  const auto zr = Column(*outcome, "S_ZrZr");
  for (std::size_t k = 0; k < q.size(); ++k) {
    // S_ab here is 1 where a pair is uncorrelated: weights add up to 1.
    EXPECT_NEAR(
        total[k],
        c * c * cu[k] + 2 * c * (1 - c) * both[k] + (1 - c) * (1 - c) * zr[k],
        0.1)
        << q[k];
  }
}

TEST_F(ExecuteStructureFactorTest, RefusesASlab) {
  md::State slab = Fcc();
  slab.box.periodic[1] = false;
  EXPECT_THAT(
      Execute(LeaseOf(FactorWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 5.3),
                      Keep(slab))),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("free surfaces along y")));
}

}  // namespace
}  // namespace lehr::worker
