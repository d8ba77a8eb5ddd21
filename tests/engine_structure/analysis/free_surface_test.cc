#include "engine/src/analysis/free_surface.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine_structure/structures.h"

namespace lehr::md::analysis {
namespace {

// Every tenth atom is outermost.
std::vector<std::uint8_t> EveryTenth(std::size_t n) {
  std::vector<std::uint8_t> outermost(n);
  for (std::size_t i = 0; i < n; i += 10) outermost[i] = 1;
  return outermost;
}

// All pairs, with the nearest image on periodic axes.
std::vector<std::uint8_t> NearByAllPairs(
    const State& state, const std::vector<std::uint8_t>& outermost,
    double distance) {
  std::vector<std::uint8_t> near(outermost.size());
  for (std::size_t i = 0; i < near.size(); ++i) {
    for (std::size_t j = 0; j < near.size(); ++j) {
      double square = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double length = state.box.lengths[k];
        double d = state.atoms.positions[i][k] - state.atoms.positions[j][k];
        if (state.box.periodic[k]) d -= length * std::round(d / length);
        square += d * d;
      }
      if (outermost[j] != 0 && square <= distance * distance) near[i] = 1;
    }
  }
  return near;
}

TEST(FreeSurfaceTest, FindsWhatAllPairsFind) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    State state = DisorderedState(4, seed);
    const auto outermost = EveryTenth(state.atoms.size());
    for (const std::array<bool, 3> periodic :
         {std::array<bool, 3>{false, true, true},
          std::array<bool, 3>{true, false, false},
          std::array<bool, 3>{false, false, false}}) {
      state.box.periodic = periodic;
      // Atoms may be outside of the box along open axes and, before they are
      // wrapped, along others.
      state.atoms.positions[0] = {-1, 17, -1};
      for (const double distance : {0.5, 3.0, 6.5, 40.0}) {
        EXPECT_EQ(NearOutermost(state.box, state.atoms.positions, outermost,
                                distance, 2),
                  NearByAllPairs(state, outermost, distance));
      }
    }
  }
}

TEST(FreeSurfaceTest, NothingIsNearWhereNothingIsOutermost) {
  const State state = DisorderedState(3, 1);
  const std::vector<std::uint8_t> none(state.atoms.size());
  EXPECT_EQ(NearOutermost(state.box, state.atoms.positions, none, 6.5, 1),
            none);
}

TEST(FreeSurfaceTest, AtomsInOnePlaneAreNoProblem) {
  State state = DisorderedState(2, 1);
  state.box.periodic = {true, true, false};
  for (Vec3& position : state.atoms.positions) position[2] = 3;
  const auto outermost = EveryTenth(state.atoms.size());
  EXPECT_EQ(NearOutermost(state.box, state.atoms.positions, outermost, 2.0, 1),
            NearByAllPairs(state, outermost, 2.0));
}

}  // namespace
}  // namespace lehr::md::analysis
