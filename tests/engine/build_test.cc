#include "lehr/md/build.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/units.h"
#include "tests/support/reference_neighbors.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::vector<std::string> kElements = {"Cu", "Zr"};
const std::vector<double> kMasses = {63.546, 91.224};

absl::StatusOr<State> MakeFcc(std::uint64_t seed) {
  const std::vector<std::int64_t> counts = {160, 96};
  return CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.0, kElements, kMasses,
                       counts, seed);
}

absl::StatusOr<State> MakeSmallFcc() {
  const std::vector<std::int64_t> counts = {20, 12};
  return CreateLattice(Lattice::kFcc, {2, 2, 2}, 4.0, kElements, kMasses,
                       counts, 1);
}

std::size_t NearestNeighbors(const State& state, double distance) {
  return ReferencePairs(state.box, state.atoms.positions, distance * 1.001)
      .size();
}

TEST(CreateLatticeTest, FccHasTwelveNearestNeighbors) {
  const absl::StatusOr<State> state = MakeFcc(1);
  ASSERT_OK(state);
  EXPECT_EQ(state->atoms.size(), 256u);
  EXPECT_EQ(state->box.volume(), 16.0 * 16.0 * 16.0);
  EXPECT_EQ(NearestNeighbors(*state, 4.0 / std::sqrt(2.0)), 12u * 256u);
}

TEST(CreateLatticeTest, BccHasEightNearestNeighbors) {
  const std::vector<std::int64_t> counts = {54, 0};
  const absl::StatusOr<State> state = CreateLattice(
      Lattice::kBcc, {3, 3, 3}, 3.0, kElements, kMasses, counts, 1);
  ASSERT_OK(state);
  EXPECT_EQ(NearestNeighbors(*state, 3.0 * std::sqrt(0.75)), 8u * 54u);
}

TEST(CreateLatticeTest, HasTheAskedAtomsInAnOrderOfTheSeed) {
  const absl::StatusOr<State> one = MakeFcc(1);
  const absl::StatusOr<State> again = MakeFcc(1);
  const absl::StatusOr<State> two = MakeFcc(2);
  ASSERT_OK(one);
  EXPECT_EQ(std::count(one->atoms.species.begin(), one->atoms.species.end(), 1),
            96);
  EXPECT_EQ(one->atoms.species, again->atoms.species);
  EXPECT_NE(one->atoms.species, two->atoms.species);
}

TEST(CreateLatticeTest, NamesWhatDoesNotFit) {
  const std::vector<std::int64_t> counts = {160, 95};
  EXPECT_THAT(CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.0, kElements, kMasses,
                            counts, 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("256"), HasSubstr("255"))));
  EXPECT_THAT(
      CreateLattice(Lattice::kFcc, {4, 0, 4}, 4.0, kElements, kMasses, counts,
                    1),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("4 × 0 × 4")));
  EXPECT_THAT(CreateLattice(Lattice::kFcc, {4, 4, 4}, -1.0, kElements, kMasses,
                            counts, 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("-1")));
}

double Temperature(const State& state) {
  double sum = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (const double v : state.atoms.velocities[i]) {
      sum += state.masses[static_cast<std::size_t>(state.atoms.species[i])] *
             v * v;
    }
  }
  return sum * kKineticToEv / kBoltzmann /
         (3.0 * static_cast<double>(state.atoms.size()) - 3);
}

TEST(DrawVelocitiesTest, HasTheTemperatureAndNoMomentum) {
  State state = *MakeFcc(1);
  DrawVelocities(300, 7, &state);
  // 768 terms, each rounded a few times.
  EXPECT_NEAR(Temperature(state), 300, 300 * 1e-13);
  Vec3 momentum = {};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      momentum[a] +=
          state.masses[static_cast<std::size_t>(state.atoms.species[i])] *
          state.atoms.velocities[i][a];
    }
  }
  for (const double p : momentum) EXPECT_NEAR(p, 0, 1e-9);
}

// Fixed once and for all: a state's key stands for these bits.
TEST(DrawVelocitiesTest, GivesTheSameBitsOnEveryMachine) {
  State state = *MakeFcc(1);
  DrawVelocities(300, 7, &state);
  EXPECT_EQ(state.atoms.velocities[0][0], -0x1.19521343c2cd6p-1);
  EXPECT_EQ(state.atoms.velocities[255][2], 0x1.741b9fb6276c2p-1);
}

// ⟨v⁴⟩ = 3 ⟨v²⟩² for a Maxwell distribution, here of 768 components of unit
// width: standard error sqrt(96 / 768) = 0.35. Four of them; seed fixed.
TEST(DrawVelocitiesTest, IsMaxwellian) {
  State state = *MakeFcc(1);
  DrawVelocities(300, 11, &state);
  double fourth = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    const double mass =
        state.masses[static_cast<std::size_t>(state.atoms.species[i])];
    for (const double v : state.atoms.velocities[i]) {
      const double square = mass * v * v * kKineticToEv / (kBoltzmann * 300);
      fourth += square * square / (3.0 * 256);
    }
  }
  EXPECT_NEAR(fourth, 3, 4 * 0.35);
}

TEST(DrawVelocitiesTest, ZeroTemperatureIsRest) {
  State state = *MakeFcc(1);
  DrawVelocities(0, 7, &state);
  for (const Vec3& velocity : state.atoms.velocities) {
    EXPECT_EQ(velocity, (Vec3{0, 0, 0}));
  }
}

TEST(ReplicateTest, RepeatsTheCrystal) {
  State state = *MakeSmallFcc();
  DrawVelocities(300, 7, &state);
  state.law_step = 12;
  const absl::StatusOr<State> large = Replicate(state, {2, 1, 3});
  ASSERT_OK(large);
  EXPECT_EQ(large->atoms.size(), 6u * 32u);
  EXPECT_EQ(large->box.lengths, (Vec3{16, 8, 24}));
  EXPECT_EQ(large->law_step, 0);
  EXPECT_EQ(NearestNeighbors(*large, 4.0 / std::sqrt(2.0)), 12u * 6u * 32u);
  // Copy 1 is the next along x.
  EXPECT_EQ(large->atoms.positions[32 + 5][0], state.atoms.positions[5][0] + 8);
  EXPECT_EQ(large->atoms.species[32 + 5], state.atoms.species[5]);
  EXPECT_EQ(large->atoms.velocities[32 + 5], state.atoms.velocities[5]);
}

TEST(ReplicateTest, KeepsAtomsInsideTheBox) {
  State state = *MakeSmallFcc();
  state.atoms.positions[0][0] = std::nextafter(8.0, 0.0);
  const absl::StatusOr<State> large = Replicate(state, {3, 1, 1});
  ASSERT_OK(large);
  for (const Vec3& r : large->atoms.positions) EXPECT_LT(r[0], 24.0);
}

TEST(ReplicateTest, RepeatsAShearedCrystal) {
  State state = *MakeSmallFcc();
  // A shear by 1/50 leaves each atom its 12 neighbors within 1.1 distances.
  state.box.tilts = {0.1, 0.05, 0.15};
  for (Vec3& r : state.atoms.positions) {
    r[0] += r[1] * 0.15 / 8 + r[2] * 0.05 / 8;
    r[1] += r[2] * 0.1 / 8;
  }
  const absl::StatusOr<State> large = Replicate(state, {2, 2, 2});
  ASSERT_OK(large);
  EXPECT_EQ(NearestNeighbors(*large, 1.1 * 4.0 / std::sqrt(2.0)),
            12u * 8u * 32u);
}

TEST(ReplicateTest, RefusesToRepeatASurface) {
  State state = *MakeFcc(1);
  ASSERT_OK(OpenSurface(1, &state));
  EXPECT_OK(Replicate(state, {2, 1, 1}));
  EXPECT_THAT(
      Replicate(state, {1, 2, 1}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not periodic")));
  EXPECT_THAT(
      Replicate(state, {0, 1, 1}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 0")));
}

TEST(OpenSurfaceTest, KeepsTheBulkEdges) {
  State state = *MakeFcc(1);
  state.law_step = 5;
  ASSERT_OK(OpenSurface(0, &state));
  EXPECT_EQ(state.box.periodic, (std::array<bool, 3>{false, true, true}));
  EXPECT_EQ(state.bulk_lengths, (Vec3{16, 16, 16}));
  EXPECT_EQ(state.law_step, 0);
  state.box.lengths = {16, 15, 17};
  ASSERT_OK(OpenSurface(2, &state));
  EXPECT_EQ(state.bulk_lengths, (Vec3{16, 16, 16}));
}

TEST(OpenSurfaceTest, RefusesAnOpenAxis) {
  State state = *MakeFcc(1);
  ASSERT_OK(OpenSurface(0, &state));
  EXPECT_THAT(OpenSurface(0, &state),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("x")));
  EXPECT_THAT(OpenSurface(3, &state),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3")));
}

}  // namespace
}  // namespace lehr::md
