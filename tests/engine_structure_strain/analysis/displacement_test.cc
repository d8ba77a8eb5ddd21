#include "lehr/md/analysis/displacement.h"

#include <cmath>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/src/wrap.h"
#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::Lt;

const Box kTilted = {.lengths = {20, 22, 24}, .tilts = {5, -7, 6}};

Displacement Analyze(const State& reference, const State& state,
                     int threads = 1) {
  auto result = AnalyzeDisplacement(reference, state, {.threads = threads});
  EXPECT_OK(result);
  return result.ok() ? *std::move(result) : Displacement();
}

void Wrap(State* state) {
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    WrapPosition(state->box, &state->atoms.positions[i],
                 &state->atoms.images[i]);
  }
}

TEST(DisplacementTest, IsTheMeanSquareOfTheWayPerElement) {
  const State then = Gas(1000, kTilted, 1, 0.4);
  State now = then;
  // Equal masses, half of each element there and half back: no motion of the
  // centre.
  double sign[2] = {1, 1};
  int counts[2] = {0, 0};
  for (std::size_t i = 0; i < now.atoms.size(); ++i) {
    const auto s = static_cast<std::size_t>(now.atoms.species[i]);
    ++counts[s];
    sign[s] = -sign[s];
    now.atoms.positions[i][s] += sign[s] * (s == 0 ? 30.0 : 50.0);
  }
  const double bound = 50.0;
  Wrap(&now);
  const Displacement result = Analyze(then, now);
  // With an odd number of an element the centre moves by up to 50 Å / 1000.
  EXPECT_NEAR(result.of_element[0].axes[0], 900, bound * 0.2);
  EXPECT_NEAR(result.of_element[1].axes[1], 2500, bound * 0.2);
  EXPECT_EQ(result.of_element[1].atoms, counts[1]);
  EXPECT_NEAR(result.all.total(),
              (counts[0] * result.of_element[0].total() +
               counts[1] * result.of_element[1].total()) /
                  1000,
              1e-9);
}

TEST(DisplacementTest, ADriftOfTheWholeIsNoDisplacement) {
  State then = Gas(500, kTilted, 2, 0.5);
  Wrap(&then);
  State now = then;
  for (Vec3& r : now.atoms.positions) {
    r = {r[0] + 100, r[1] - 7, r[2] + 33};
  }
  Wrap(&now);
  const Displacement result = Analyze(then, now);
  EXPECT_THAT(result.distances, Each(Lt(1e-10)));
  EXPECT_NEAR(result.center_of_mass[0], 100, 1e-9);
  EXPECT_NEAR(result.center_of_mass[1], -7, 1e-9);
}

TEST(DisplacementTest, AStrainOfTheBoxIsNoDisplacement) {
  State then = Gas(500, kTilted, 3, 0.5);
  for (std::size_t i = 0; i < then.atoms.size(); ++i) {
    // Paths far from the box.
    then.atoms.images[i] = {static_cast<int>(i % 7) - 3, 2, -1};
  }
  const State now = Deformed(
      {Vec3{1.2, 0.1, -0.1}, Vec3{0, 0.9, 0.05}, Vec3{0, 0, 1.05}}, then);
  EXPECT_THAT(Analyze(then, now).distances, Each(Lt(1e-10)));
}

TEST(DisplacementTest, AcrossAFreeSurfaceItIsThePlainDifference) {
  State then = FccState({4, 4, 4}, 3.7);
  ASSERT_OK(OpenSurface(0, &then));
  State now = then;
  for (std::size_t i = 0; i < now.atoms.size(); ++i) {
    now.atoms.positions[i][0] += i % 2 == 0 ? 0.5 : -0.5;
  }
  const Displacement result = Analyze(then, now);
  EXPECT_NEAR(result.all.axes[0], 0.25, 1e-12);
  EXPECT_NEAR(result.all.total(), 0.25, 1e-12);
}

TEST(DisplacementTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const State then = Gas(9000, kTilted, 4, 0.5);
  State now = then;
  Rattle(0.3, 5, &now);
  const Displacement one = Analyze(then, now);
  const Displacement three = Analyze(then, now, 3);
  EXPECT_EQ(one.distances, three.distances);
  EXPECT_EQ(one.all.axes, three.all.axes);
  // A third of the square of 0.3 Å for each coordinate.
  EXPECT_NEAR(one.all.total(), 0.09, 0.003);
}

TEST(DisplacementTest, RefusesAnotherRun) {
  const State then = Gas(100, kTilted, 1);
  EXPECT_THAT(AnalyzeDisplacement(then, Gas(101, kTilted, 1), {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("same 101 atoms, found one with 100")));
  State now = then;
  now.atoms.images.clear();
  EXPECT_THAT(AnalyzeDisplacement(then, now, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected images of 100 atoms")));
}

}  // namespace
}  // namespace lehr::md::analysis
