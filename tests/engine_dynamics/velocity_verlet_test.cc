#include "engine/src/velocity_verlet.h"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/units.h"
#include "tests/support/small_solids.h"

namespace lehr::md {
namespace {

constexpr Vec3 kOne = {1, 1, 1};

// A box that stays as it is.
BoxMotion At(const Box& box) {
  BoxMotion motion;
  motion.from = motion.to = box;
  return motion;
}

// Where a position is in units of the box's edges.
Vec3 Fractions(const Box& box, const Vec3& r) {
  const double z = r[2] / box.lengths[2];
  const double y = (r[1] - box.tilts[0] * z) / box.lengths[1];
  return {(r[0] - box.tilts[2] * y - box.tilts[1] * z) / box.lengths[0], y, z};
}

TEST(VelocityVerletTest, MovesAFreeAtomByVelocityTimesTime) {
  State state = FccState({2, 2, 2}, 4.0);
  state.atoms.velocities[3] = {1, -2, 3};
  const std::vector<Vec3> forces(state.atoms.size());
  VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, kOne, At(state.box), 1, &next));
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
  VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, kOne, At(state.box), 1, &next));
  ASSERT_EQ(next.crossings.size(), 1u);
  ASSERT_EQ(next.crossings[0].size(), 1u);
  EXPECT_EQ(next.crossings[0][0].atom, 0u);
  EXPECT_EQ(next.crossings[0][0].images,
            (std::array<std::int32_t, 3>{-1, 1, 0}));
  EXPECT_NEAR(next.positions[0][0], 7.991, 1e-12);
  EXPECT_NEAR(next.positions[0][1], 0.009, 1e-12);
}

TEST(VelocityVerletTest, ATileOfAtomsMovesAsItsAtomsDoOneByOne) {
  State state = FccState({5, 5, 3}, 4.0);  // 300 atoms: the last tile is short
  Heat(300, 4, &state);
  std::vector<Vec3> forces(state.atoms.size());
  for (std::size_t i = 0; i < forces.size(); ++i) {
    const auto x = static_cast<double>(i);
    forces[i] = {std::sin(x), std::cos(x), 0.01 * x};
    state.atoms.velocities[i][0] += 20;  // with 1 fs 0.02 Å
  }
  BoxMotion motion = At(state.box);
  motion.factors = {1.0001, 0.9999, 1.0002};
  for (std::size_t a = 0; a < 3; ++a) {
    motion.to.lengths[a] *= motion.factors[a] * motion.factors[a];
  }
  const Vec3 factors = {0.999, 1.001, 0.998};
  VelocityVerlet verlet(state, 0.001, 1);
  Motion together;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, factors, motion, 1, &together));
  // More than half of this limit is looked at atom by atom.
  Motion alone;
  ASSERT_FALSE(
      verlet.FirstHalf(state.atoms, forces, factors, motion, 0.039, &alone));
  EXPECT_EQ(together.positions, alone.positions);
  EXPECT_EQ(together.velocities, alone.velocities);
}

TEST(VelocityVerletTest, ReportsTheFirstAtomThatGoesTooFar) {
  State state = FccState({4, 4, 4}, 4.0);
  const std::vector<Vec3> forces(state.atoms.size());
  state.atoms.velocities[100] = {0, 300, 0};
  state.atoms.velocities[70] = {0, 0, -200};
  VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  const auto lost =
      verlet.FirstHalf(state.atoms, forces, kOne, At(state.box), 1.0, &next);
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->atom, 70u);
  EXPECT_DOUBLE_EQ(lost->distance, 2.0);
}

TEST(VelocityVerletTest, ReportsAnAtomWhoseForceIsNotANumber) {
  State state = FccState({2, 2, 2}, 4.0);
  std::vector<Vec3> forces(state.atoms.size());
  forces[9][2] = std::numeric_limits<double>::quiet_NaN();
  VelocityVerlet verlet(state, 0.01, 1);
  Motion next;
  const auto lost =
      verlet.FirstHalf(state.atoms, forces, kOne, At(state.box), 1.0, &next);
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
  VelocityVerlet verlet(state, 0.002, 1);
  EXPECT_EQ(verlet.Extents(state.box, state.atoms.positions), (Vec3{22, 8, 8}));
}

TEST(VelocityVerletTest, AtomsAtRestFollowAShearedAndStretchedBox) {
  for (const std::array<int, 2>& plane :
       {std::array{0, 1}, std::array{0, 2}, std::array{1, 2}}) {
    State state = FccState({2, 2, 2}, 4.0);
    state.box.tilts = {0.4, -0.3, 0.2};
    VelocityVerlet verlet(state, 0.01, 1);
    BoxMotion motion = At(state.box);
    motion.direction = plane[0];
    motion.normal = plane[1];
    motion.factors = {1.01, 0.98, 1.005};
    motion.shear_after = 0.05;
    const auto d = static_cast<std::size_t>(plane[0]);
    motion.shear_before =
        motion.shear_after / (motion.factors[d] * motion.factors[d]);
    for (std::size_t a = 0; a < 3; ++a) {
      motion.to.lengths[a] *= motion.factors[a] * motion.factors[a];
    }
    const double x = motion.factors[0] * motion.factors[0];
    const double y = motion.factors[1] * motion.factors[1];
    motion.to.tilts = {y * 0.4, x * -0.3, x * 0.2};
    motion.to.tilts[static_cast<std::size_t>(3 - plane[0] - plane[1])] += 0.1;
    Motion next;
    ASSERT_FALSE(verlet.FirstHalf(state.atoms,
                                  std::vector<Vec3>(state.atoms.size()), kOne,
                                  motion, 1, &next));
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      const Vec3 before = Fractions(motion.from, state.atoms.positions[i]);
      const Vec3 after = Fractions(motion.to, next.positions[i]);
      for (std::size_t a = 0; a < 3; ++a) {
        // Up to whole boxes, as atoms are wrapped.
        const double difference = after[a] - before[a];
        EXPECT_NEAR(difference - std::nearbyint(difference), 0, 1e-14);
      }
    }
  }
}

}  // namespace
}  // namespace lehr::md
