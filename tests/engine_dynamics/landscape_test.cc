#include "engine/src/landscape.h"

#include <gtest/gtest.h>

#include "lehr/md/units.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

class LandscapeTest : public testing::Test {
 protected:
  LandscapeTest() : state_(FccState({3, 3, 3}, 3.7)) {
    Rattle(0.1, 3, &state_);
    state_.box.tilts = {0.3, -0.2, 0.4};
    field_ =
        lj_.MakeForceField(state_.atoms.species, 1, 1.0, Precision::kReference);
  }

  const LennardJones lj_;
  State state_;
  std::unique_ptr<ForceField> field_;
};

TEST_F(LandscapeTest, GradientIsTheSlopeOfTheEnergy) {
  Landscape landscape(field_.get(), state_, /*moves_box=*/true, 1);
  Landscape::Point point = landscape.Start();
  point.back() = {0.3, -0.2, 0.1};  // not at the reference box
  Landscape::Value value;
  Landscape::Point gradient;
  ASSERT_OK(landscape.Evaluate(point, &value, &gradient));
  // Central differences: truncation h² E''' / 6 ~ 1e-10 * 1000 / 6, rounding
  // 1e-16 * 100 eV / h ~ 1e-9.
  constexpr double kStep = 1e-5;
  for (const std::size_t i :
       {std::size_t{0}, std::size_t{40}, point.size() - 1}) {
    for (std::size_t a = 0; a < 3; ++a) {
      double energy[2] = {};
      for (const int side : {0, 1}) {
        Landscape::Point near = point;
        near[i][a] += side == 0 ? -kStep : kStep;
        Landscape::Value there;
        Landscape::Point unused;
        ASSERT_OK(landscape.Evaluate(near, &there, &unused));
        energy[side] = there.energy;
      }
      EXPECT_NEAR(gradient[i][a], (energy[1] - energy[0]) / (2 * kStep), 1e-7);
    }
  }
}

TEST_F(LandscapeTest, ABoxThatStaysHasNoGradient) {
  Landscape landscape(field_.get(), state_, /*moves_box=*/false, 1);
  Landscape::Value value;
  Landscape::Point gradient;
  ASSERT_OK(landscape.Evaluate(landscape.Start(), &value, &gradient));
  EXPECT_EQ(gradient.back(), (Vec3{0, 0, 0}));
  EXPECT_EQ(value.largest_stress, 0);
  EXPECT_NE(value.stress[0], 0);
}

TEST_F(LandscapeTest, AnEdgeWithSurfacesStays) {
  state_.box.periodic[1] = false;
  state_.box.tilts = {0, 0, 0};
  Landscape landscape(field_.get(), state_, /*moves_box=*/true, 1);
  Landscape::Point point = landscape.Start();
  point.back() = {0.1, 0.1, 0.1};
  Landscape::Value value;
  Landscape::Point gradient;
  ASSERT_OK(landscape.Evaluate(point, &value, &gradient));
  EXPECT_EQ(gradient.back()[1], 0);
  const State there = landscape.At(point);
  EXPECT_EQ(there.box.lengths[1], state_.box.lengths[1]);
  EXPECT_GT(there.box.lengths[0], state_.box.lengths[0]);
}

TEST_F(LandscapeTest, AtWrapsPositionsAndStopsTheAtoms) {
  Heat(300, 1, &state_);
  const Landscape landscape(field_.get(), state_, false, 1);
  Landscape::Point point = landscape.Start();
  point[0][2] = state_.box.lengths[2] + 0.5;
  const State there = landscape.At(point);
  EXPECT_NEAR(there.atoms.positions[0][2], 0.5, 1e-12);
  EXPECT_EQ(there.atoms.images[0][2], 1);
  EXPECT_EQ(there.atoms.velocities[9], (Vec3{0, 0, 0}));
}

TEST_F(LandscapeTest, CountsEvaluations) {
  Landscape landscape(field_.get(), state_, false, 1);
  Landscape::Value value;
  Landscape::Point gradient;
  ASSERT_OK(landscape.Evaluate(landscape.Start(), &value, &gradient));
  ASSERT_OK(landscape.Evaluate(landscape.Start(), &value, &gradient));
  EXPECT_EQ(landscape.evaluations(), 2);
}

}  // namespace
}  // namespace lehr::md
