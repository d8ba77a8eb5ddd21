#include "lehr/md/elastic.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/minimize.h"
#include "lehr/md/simulation.h"
#include "lehr/md/units.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

// Energy density [GPa] of fcc at its lattice constant after r_n += e r_k. A
// Bravais lattice has no inner relaxation.
double EnergyDensity(const LennardJones& lj, const State& base, std::size_t n,
                     std::size_t k, double e) {
  State state = base;
  for (Vec3& r : state.atoms.positions) r[n] += e * r[k];
  if (n == k) {
    state.box.lengths[n] *= 1 + e;
  } else {  // only x with y is asked for
    state.box.tilts[2] += e * state.box.lengths[1];
  }
  std::vector<Vec3> forces(state.atoms.size());
  const auto interaction =
      lj.MakeForceField(state.atoms.species, 1, 1, Precision::kReference)
          ->Compute(state.box, state.atoms.positions, forces);
  return interaction->energy / base.box.volume() * kEvPerCubicAngstromToBar /
         kBarPerGpa;
}

TEST(MeasureElasticConstantsTest, AgreesWithTheCurvatureOfTheEnergy) {
  const LennardJones lj;
  State crystal = FccState({3, 3, 3}, 3.63);
  ASSERT_OK(Minimize(
      lj,
      {.force_tolerance = 1e-9, .relax_box = true, .pressure_tolerance = 1e-3},
      &crystal));
  const auto elastic = MeasureElasticConstants(lj, {}, crystal);
  ASSERT_OK(elastic);
  const double e = 1e-3;
  const auto curvature = [&](std::size_t n, std::size_t k) {
    return (EnergyDensity(lj, crystal, n, k, e) +
            EnergyDensity(lj, crystal, n, k, -e) -
            2 * EnergyDensity(lj, crystal, n, k, 0)) /
           (e * e);
  };
  // Both central differences err by about e² C'' / C ~ 1e-6 * 100 of C.
  EXPECT_NEAR(elastic->c[0][0], curvature(0, 0), 2e-4 * elastic->c[0][0]);
  EXPECT_NEAR(elastic->c[5][5], curvature(0, 1), 2e-4 * elastic->c[5][5]);
}

TEST(MeasureElasticConstantsTest, PairForcesObeyCauchy) {
  // Central pair forces on centres of symmetry at zero stress: C12 = C44. The
  // stress left, 1 bar, and e² leave 0.02 %.
  const auto elastic =
      MeasureElasticConstants(LennardJones(), {}, FccState({3, 3, 3}, 3.6));
  ASSERT_OK(elastic);
  const auto& c = elastic->c;
  EXPECT_NEAR(c[0][1] / c[3][3], 1, 2e-4);
  EXPECT_NEAR(c[0][2], c[0][1], 1e-4 * c[0][1]);
  EXPECT_NEAR(c[4][4], c[3][3], 1e-4 * c[3][3]);
  EXPECT_NEAR(c[0][5], 0, 1e-4 * c[3][3]);
  EXPECT_GT(elastic->evaluations, 12);
  EXPECT_EQ(elastic->rearrangements, 0);
  EXPECT_EQ(elastic->smallest_strain, 1e-3);
}

// A liquid of 108 atoms, quenched at once, that rearranges for good between 0.1
// and 0.8 % of shear in yz: unnoticed, C44 would be 88 GPa instead of 42.
State MakeGlass(const LennardJones& lj) {
  State state = FccState({3, 3, 3}, 3.9);
  Heat(20000, 3, &state);
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 9000};
  auto simulation = Simulation::Create(lj, law, state, {});
  EXPECT_OK(simulation);
  EXPECT_OK((*simulation)->Advance(1500, nullptr));
  state = (*simulation)->state();
  EXPECT_OK(Minimize(lj, {.force_tolerance = 1e-6, .relax_box = true}, &state));
  return state;
}

const State& Glass() {
  static const State glass = MakeGlass(LennardJones());
  return glass;
}

TEST(MeasureElasticConstantsTest, HalvesAStrainUnderWhichAtomsRearrange) {
  const LennardJones lj;
  const State& glass = Glass();
  ElasticOptions options = {
      .strain = 8e-3, .most_halvings = 0, .most_restarts = 0};
  options.force_tolerance = 1e-6;
  EXPECT_THAT(MeasureElasticConstants(lj, options, glass),
              StatusIs(absl::StatusCode::kOutOfRange,
                       testing::HasSubstr("strain yz ±0.008: expected an "
                                          "elastic response")));
  options.most_halvings = 4;
  const auto large = MeasureElasticConstants(lj, options, glass);
  ASSERT_OK(large);
  EXPECT_GE(large->rearrangements, 1);
  EXPECT_LT(large->smallest_strain, 8e-3);
  options.strain = 2e-4;
  const auto small = MeasureElasticConstants(lj, options, glass);
  ASSERT_OK(small);
  EXPECT_EQ(small->rearrangements, 0);
  EXPECT_EQ(small->smallest_strain, 2e-4);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(large->c[i][i], small->c[i][i],
                0.05 * std::max(small->c[i][i], 40.0));
  }
}

TEST(MeasureElasticConstantsTest, MeasuresTheLowerStateBeyondAnEdge) {
  const LennardJones lj;
  ElasticOptions options = {.strain = 8e-3, .most_halvings = 0};
  options.force_tolerance = 1e-6;
  const auto elastic = MeasureElasticConstants(lj, options, Glass());
  ASSERT_OK(elastic);
  EXPECT_GE(elastic->restarts, 1);
  EXPECT_EQ(elastic->rearrangements, elastic->restarts);
  EXPECT_EQ(elastic->smallest_strain, 8e-3);
}

TEST(MeasureElasticConstantsTest, NeedsAFullyPeriodicState) {
  State state = FccState({3, 3, 3}, 3.63);
  state.box.periodic[2] = false;
  EXPECT_THAT(MeasureElasticConstants(LennardJones(), {}, state),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       testing::HasSubstr("along z")));
}

TEST(MeasureElasticConstantsTest, StopsWhenTold) {
  State state = FccState({3, 3, 3}, 3.63);
  Rattle(0.1, 4, &state);
  EXPECT_THAT(MeasureElasticConstants(
                  LennardJones(),
                  {.keep_going = [](std::int64_t) { return false; }}, state),
              StatusIs(absl::StatusCode::kCancelled, testing::_));
}

TEST(MeasureElasticConstantsTest, RefusesAStrainThatIsNone) {
  EXPECT_THAT(MeasureElasticConstants(LennardJones(), {.strain = 0},
                                      FccState({3, 3, 3}, 3.63)),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::_));
}

}  // namespace
}  // namespace lehr::md
