#include "lehr/md/analysis/free_volume.h"

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine_structure/cells.h"
#include "tests/engine_structure/structures.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using ::testing::HasSubstr;

double Core(double radius) {
  return 4.0 / 3.0 * std::numbers::pi * std::pow(radius, 3);
}

// A state with as many atoms as `voronoi` and no places.
State StateOf(const Voronoi& voronoi) {
  State state;
  state.elements = voronoi.elements;
  state.masses = {63.546, 91.224};
  state.atoms.species = voronoi.species;
  state.atoms.positions.resize(voronoi.size());
  return state;
}

TEST(FreeVolumeTest, FractionOfABulkStateFollowsFromItsDensity) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const State state = DisorderedState(4, seed);
    const auto voronoi = ComputeVoronoi(state, {});
    ASSERT_OK(voronoi);
    const auto free = ComputeFreeVolume(state, *voronoi);
    ASSERT_OK(free);
    double cores = 0;
    double mass = 0;
    for (const std::int32_t s : state.atoms.species) {
      cores += Core(s == 0 ? 1.28 : 1.60);
      mass += state.masses[static_cast<std::size_t>(s)];
    }
    const double box = state.box.volume();
    EXPECT_NEAR(free->volumes.back().fraction, 1 - cores / box, 1e-9);
    EXPECT_NEAR(free->volume_per_atom, box / 256, 1e-9);
    // 1 amu/Å³ = 1.66053906660 g/cm³ (CODATA 2018).
    EXPECT_NEAR(free->density, mass / box * 1.66053906660, 1e-8);
  }
}

TEST(FreeVolumeTest, PercentilesLieBetweenRanksOnAStraightLine) {
  // Free volumes of Cu 0, 1, ... 100, in no order; of Zr one and a half.
  std::vector<Cell> cells;
  for (int k = 0; k <= 100; ++k) {
    cells.push_back({.species = 0, .volume = Core(1.28) + (k * 37) % 101});
  }
  cells.push_back({.species = 1, .volume = Core(1.60) + 1});
  cells.push_back({.species = 1, .volume = Core(1.60) + 2});
  cells.push_back({.species = 1, .volume = 1e6, .at_surface = true});
  const Voronoi voronoi = MakeVoronoi(cells);
  const auto free = ComputeFreeVolume(StateOf(voronoi), voronoi);
  ASSERT_OK(free);
  const FreeVolumes& copper = free->volumes[0];
  EXPECT_EQ(copper.atoms, 101);
  EXPECT_NEAR(copper.percentile_5, 5, 1e-12);
  EXPECT_NEAR(copper.percentile_50, 50, 1e-12);
  EXPECT_NEAR(copper.percentile_95, 95, 1e-12);
  EXPECT_NEAR(copper.mean, 50, 1e-12);
  EXPECT_NEAR(copper.fraction, 50 / (50 + Core(1.28)), 1e-12);
  const FreeVolumes& zirconium = free->volumes[1];
  EXPECT_EQ(zirconium.atoms, 2);
  EXPECT_NEAR(zirconium.percentile_5, 1.05, 1e-12);
  EXPECT_NEAR(zirconium.percentile_95, 1.95, 1e-12);
  EXPECT_EQ(free->volumes[2].atoms, 103);
}

TEST(FreeVolumeTest, TakesOtherRadiiForCoresThanForCells) {
  const Voronoi voronoi = MakeVoronoi({{.species = 0, .volume = 10}});
  const auto free = ComputeFreeVolume(StateOf(voronoi), voronoi, {{"Cu", 1.0}});
  ASSERT_OK(free);
  EXPECT_NEAR(free->volumes[0].mean, 10 - Core(1.0), 1e-12);
}

TEST(FreeVolumeTest, RefusesWhatDoesNotFit) {
  const Voronoi voronoi = MakeVoronoi({{.species = 0}, {.species = 1}});
  EXPECT_THAT(
      ComputeFreeVolume(StateOf(voronoi), voronoi, {{"Cu", 1.28}}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"Zr\"")));
  EXPECT_THAT(
      ComputeFreeVolume(StateOf(MakeVoronoi({{.species = 0}})), voronoi),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("1 atoms, found cells of 2 atoms")));
}

}  // namespace
}  // namespace lehr::md::analysis
