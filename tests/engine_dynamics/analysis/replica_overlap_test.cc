#include "lehr/md/analysis/replica_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/src/wrap.h"
#include "lehr/md/build.h"
#include "lehr/md/minimize.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "tests/support/lennard_jones.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

constexpr std::array<int, 3> kCounts = {2, 1, 2};

State Copies(const std::array<int, 3>& counts = kCounts) {
  return *Replicate(FccState({2, 2, 2}, 3.63), counts);
}

void Move(std::size_t atom, const Vec3& by, State* state) {
  Vec3& r = state->atoms.positions[atom];
  for (std::size_t a = 0; a < 3; ++a) r[a] += by[a];
  WrapPosition(state->box, &r, &state->atoms.images[atom]);
}

TEST(ReplicaOverlapTest, CopiesAreAlikeAtFirst) {
  const State state = Copies();
  EXPECT_EQ(*ReplicaOverlap(state, kCounts, 1e-6), 1);
  State sheared = FccState({2, 2, 2}, 3.63);
  sheared.box.tilts = {0.3, -0.2, 0.5};
  sheared = *Replicate(sheared, {3, 2, 4});
  for (std::size_t i = 0; i < sheared.atoms.size(); ++i) {
    WrapPosition(sheared.box, &sheared.atoms.positions[i],
                 &sheared.atoms.images[i]);
  }
  EXPECT_EQ(*ReplicaOverlap(sheared, {3, 2, 4}, 1e-6), 1);
}

TEST(ReplicaOverlapTest, CountsAtomsThatWentElsewhere) {
  State state = Copies();
  // Of 3 * 32 compared atoms 3, of three copies, move beyond the threshold
  // (the mean of a copy moves by 1/32 of it), and one does not.
  Move(32 + 3, {1.5, 0, 0}, &state);
  Move(64 + 3, {0, -1.5, 0}, &state);
  Move(96 + 31, {0, 0, 1.5}, &state);
  Move(96 + 7, {0.5, 0, 0}, &state);
  EXPECT_DOUBLE_EQ(*ReplicaOverlap(state, kCounts, 1), 1 - 3.0 / 96);
}

TEST(ReplicaOverlapTest, AnAtomOfTheFirstCopyLeavesAllOthersBehind) {
  State state = Copies();
  Move(3, {1.5, 0, 0}, &state);
  EXPECT_DOUBLE_EQ(*ReplicaOverlap(state, kCounts, 1), 1 - 3.0 / 96);
}

TEST(ReplicaOverlapTest, CopiesMayDriftThroughFacesAndTheBoxMayGrow) {
  State state = Copies();
  for (std::size_t i = 0; i < 32; ++i) Move(32 + i, {9, -20, 3}, &state);
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) state.atoms.positions[i][a] *= 1.1;
  }
  for (double& length : state.box.lengths) length *= 1.1;
  EXPECT_EQ(*ReplicaOverlap(state, kCounts, 1e-6), 1);
}

// Equal copies with equal velocities stay equal (forces of fixed point sums do
// not depend on where a copy is but for the rounding of positions), through
// dynamics with barostat, a minimization and a state file, while atoms pass
// through faces.
TEST(ReplicaOverlapTest, ImagesSurviveDynamicsMinimizationAndFiles) {
  const LennardJones lj;
  State cell = FccState({3, 3, 3}, 3.63);
  Heat(600, 5, &cell);
  // A drift takes atoms through faces within the run: 8 Å/ps for 1 ps.
  for (Vec3& v : cell.atoms.velocities) v[0] += 8;
  State state = *Replicate(cell, {1, 2, 1});
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 600};
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  auto simulation = Simulation::Create(lj, law, state, {});
  ASSERT_OK(simulation);
  ASSERT_OK((*simulation)->Advance(500, nullptr));
  state = (*simulation)->state();
  int wrapped = 0;
  for (const auto& image : state.atoms.images) wrapped += image[0] != 0;
  EXPECT_GT(wrapped, 20);
  EXPECT_GT(*ReplicaOverlap(state, {1, 2, 1}, 0.01), 0.99);
  ASSERT_OK(Minimize(lj, {}, &state));
  EXPECT_GT(*ReplicaOverlap(state, {1, 2, 1}, 0.01), 0.99);
  const auto read = DecodeState(EncodeState(state));
  ASSERT_OK(read);
  EXPECT_GT(*ReplicaOverlap(*read, {1, 2, 1}, 0.01), 0.99);
  // New velocities make them differ.
  DrawVelocities(1200, 6, &state);
  simulation = Simulation::Create(lj, law, state, {});
  ASSERT_OK(simulation);
  ASSERT_OK((*simulation)->Advance(500, nullptr));
  EXPECT_LT(*ReplicaOverlap((*simulation)->state(), {1, 2, 1}, 0.2), 0.9);
}

TEST(ReplicaOverlapTest, ReplicateBeginsAnewWithImages) {
  State cell = FccState({2, 2, 2}, 3.63);
  cell.atoms.images[4] = {3, -1, 2};
  const State state = *Replicate(cell, kCounts);
  for (const auto& image : state.atoms.images) {
    EXPECT_EQ(image, (std::array<std::int32_t, 3>{0, 0, 0}));
  }
}

TEST(ReplicaOverlapTest, RefusesWhatIsNotCopies) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  State state = Copies();
  EXPECT_THAT(ReplicaOverlap(state, {1, 1, 1}, 1),
              StatusIs(kInvalid, HasSubstr("two copies")));
  EXPECT_THAT(ReplicaOverlap(state, {3, 1, 1}, 1),
              StatusIs(kInvalid, HasSubstr("128 atoms")));
  EXPECT_THAT(ReplicaOverlap(state, {2, 0, 1}, 1),
              StatusIs(kInvalid, HasSubstr("2 × 0 × 1")));
  EXPECT_THAT(ReplicaOverlap(state, kCounts, 0),
              StatusIs(kInvalid, HasSubstr("0 Å")));
  state.elements.push_back("Zr");
  state.masses.push_back(91);
  state.atoms.species[40] = 1;
  EXPECT_THAT(ReplicaOverlap(state, kCounts, 1),
              StatusIs(kInvalid, HasSubstr("copy of atom 8")));
}

}  // namespace
}  // namespace lehr::md::analysis
