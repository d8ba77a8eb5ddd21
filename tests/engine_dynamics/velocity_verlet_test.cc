#include "engine/src/velocity_verlet.h"

#include <limits>

#include <gtest/gtest.h>

#include "lehr/md/units.h"
#include "tests/support/small_solids.h"

namespace lehr::md {
namespace {

constexpr Vec3 kOne = {1, 1, 1};

TEST(VelocityVerletTest, MovesAFreeAtomByVelocityTimesTime) {
  State state = FccState({2, 2, 2}, 4.0);
  state.atoms.velocities[3] = {1, -2, 3};
  const std::vector<Vec3> forces(state.atoms.size());
  const VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, kOne, kOne, state.box, 1, &next));
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_DOUBLE_EQ(
        next.positions[3][a],
        state.atoms.positions[3][a] + 0.01 * state.atoms.velocities[3][a]);
  }
}

TEST(VelocityVerletTest, AHalfKickIsHalfTheForceOverTheMass) {
  State state = FccState({2, 2, 2}, 4.0, /*mass=*/50);
  std::vector<Vec3> forces(state.atoms.size());
  forces[5] = {0.3, 0, 0};
  VelocityVerlet verlet(state, 0.002, 1);
  verlet.SecondHalf(forces, kOne, state.atoms.velocities);
  EXPECT_NEAR(state.atoms.velocities[5][0],
              0.001 * 0.3 / 50 * kForceToAcceleration, 1e-15);
}

TEST(VelocityVerletTest, CountsImagesOfAtomsThatLeave) {
  State state = FccState({2, 2, 2}, 4.0);
  state.atoms.positions[0] = {0.001, 7.999, 4};
  state.atoms.velocities[0] = {-1, 1, 0};
  const std::vector<Vec3> forces(state.atoms.size());
  const VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, kOne, kOne, state.box, 1, &next));
  EXPECT_EQ(next.images[0], (std::array<std::int32_t, 3>{-1, 1, 0}));
  EXPECT_NEAR(next.positions[0][0], 7.991, 1e-12);
  EXPECT_NEAR(next.positions[0][1], 0.009, 1e-12);
}

TEST(VelocityVerletTest, ReportsTheFirstAtomThatGoesTooFar) {
  State state = FccState({4, 4, 4}, 4.0);
  const std::vector<Vec3> forces(state.atoms.size());
  state.atoms.velocities[100] = {0, 300, 0};
  state.atoms.velocities[70] = {0, 0, -200};
  const VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  const auto lost =
      verlet.FirstHalf(state.atoms, forces, kOne, kOne, state.box, 1.0, &next);
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->atom, 70u);
  EXPECT_DOUBLE_EQ(lost->distance, 2.0);
}

TEST(VelocityVerletTest, ReportsAnAtomWhoseForceIsNotANumber) {
  State state = FccState({2, 2, 2}, 4.0);
  std::vector<Vec3> forces(state.atoms.size());
  forces[9][2] = std::numeric_limits<double>::quiet_NaN();
  const VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  const auto lost =
      verlet.FirstHalf(state.atoms, forces, kOne, kOne, state.box, 1.0, &next);
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->atom, 9u);
}

TEST(VelocityVerletTest, KineticTensorOfOneAtomIsItsMomentumFlux) {
  State state = FccState({2, 2, 2}, 4.0, /*mass=*/50);
  state.atoms.velocities[7] = {1, 2, -3};
  VelocityVerlet verlet(state, 0.002, 1);
  const SymmetricTensor kinetic = verlet.Kinetic(state.atoms.velocities);
  const double m = 50 * kKineticToEv;
  const SymmetricTensor expected = {m, 4 * m, 9 * m, -6 * m, -3 * m, 2 * m};
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_DOUBLE_EQ(kinetic[k], expected[k]);
  }
}

TEST(VelocityVerletTest, SumsHaveTheSameBitsOnAnyNumberOfThreads) {
  State state = FccState({13, 13, 13}, 4.0);  // 35 blocks of 256
  Heat(700, 4, &state);
  const SymmetricTensor one =
      VelocityVerlet(state, 0.002, 1).Kinetic(state.atoms.velocities);
  for (const int threads : {2, 3, 4}) {
    EXPECT_EQ(
        VelocityVerlet(state, 0.002, threads).Kinetic(state.atoms.velocities),
        one);
  }
}

TEST(VelocityVerletTest, ExtentsMeasureMaterialWhereThereAreSurfaces) {
  State state = FccState({2, 2, 2}, 4.0);
  state.box.periodic[0] = false;
  state.atoms.positions[0][0] = -5;
  state.atoms.positions[1][0] = 17;
  const VelocityVerlet verlet(state, 0.002, 1);
  EXPECT_EQ(verlet.Extents(state.box, state.atoms.positions), (Vec3{22, 8, 8}));
}

}  // namespace
}  // namespace lehr::md
