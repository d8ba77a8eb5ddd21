#include "lehr/md/analysis/icosahedral_order.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/engine_structure/cells.h"
#include "tests/engine_structure/structures.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

TEST(IcosahedralOrderTest, LavesPhaseIsOneCluster) {
  // Every Cu is an icosahedron with 6 Cu and 6 Zr around it.
  const auto voronoi = ComputeVoronoi(LavesState(2, 7.22), {});
  ASSERT_OK(voronoi);
  const IcosahedralOrder order = FindIcosahedralOrder(*voronoi);
  EXPECT_EQ(order.icosahedra, 128);
  EXPECT_EQ(order.bonds, 128 * 6 / 2);
  EXPECT_EQ(order.clusters, 1);
  EXPECT_EQ(order.centres.maximum, 128);
  EXPECT_EQ(order.atoms.maximum, 192);
}

TEST(IcosahedralOrderTest, OneIcosahedronIsNoCluster) {
  const auto voronoi = ComputeVoronoi(IcosahedronState(2.9, 1), {});
  ASSERT_OK(voronoi);
  const IcosahedralOrder order = FindIcosahedralOrder(*voronoi);
  EXPECT_EQ(order.icosahedra, 1);
  EXPECT_EQ(order.bonds, 0);
  EXPECT_EQ(order.clusters, 0);
  EXPECT_EQ(order.atoms.maximum, 0);
  EXPECT_EQ(order.cluster_of_centre[0], -1);
}

// Centres 0-1-2 in a chain, 3-4 a pair, 5 alone; 6 to 9 are shells.
std::vector<Cell> TwoClusters() {
  const auto centre = [](std::vector<std::int32_t> neighbors) {
    return Cell{.index = kIcosahedron, .neighbors = std::move(neighbors)};
  };
  std::vector<Cell> cells = {centre({1, 6}),    centre({0, 2, 6, 7}),
                             centre({1, 1, 7}), centre({4, 8}),
                             centre({3, 8, 5}), centre({9})};
  cells.resize(10);
  return cells;
}

TEST(IcosahedralOrderTest, CountsDistinctAtomsBondsAndAverages) {
  std::vector<Cell> cells = TwoClusters();
  cells[5].index = {};  // in the shell of 4, but no centre
  const IcosahedralOrder order = FindIcosahedralOrder(MakeVoronoi(cells));
  EXPECT_EQ(order.icosahedra, 5);
  EXPECT_EQ(order.bonds, 3);
  EXPECT_EQ(order.clusters, 2);
  // {0, 1, 2, 6, 7} and {3, 4, 5, 8}.
  EXPECT_DOUBLE_EQ(order.atoms.number_average, 4.5);
  EXPECT_DOUBLE_EQ(order.atoms.weight_average, (25.0 + 16.0) / 9.0);
  EXPECT_EQ(order.atoms.maximum, 5);
  EXPECT_DOUBLE_EQ(order.centres.number_average, 2.5);
  EXPECT_DOUBLE_EQ(order.centres.weight_average, (9.0 + 4.0) / 5.0);
  EXPECT_EQ(order.centres.maximum, 3);
  const std::vector<std::int32_t> clusters = {0,  0,  0,  1,  1,
                                              -1, -1, -1, -1, -1};
  EXPECT_EQ(order.cluster_of_centre, clusters);
}

TEST(IcosahedralOrderTest, AFaceSeenFromOneSideConnects) {
  // Only 4 has a face to 5.
  const IcosahedralOrder order =
      FindIcosahedralOrder(MakeVoronoi(TwoClusters()));
  EXPECT_EQ(order.bonds, 4);
  EXPECT_EQ(order.centres.maximum, 3);
  EXPECT_EQ(order.cluster_of_centre[5], 1);
}

TEST(IcosahedralOrderTest, CentresAtASurfaceDoNotCount) {
  std::vector<Cell> cells = TwoClusters();
  cells[1].at_surface = true;
  cells[8].at_surface = true;
  const IcosahedralOrder order = FindIcosahedralOrder(MakeVoronoi(cells));
  EXPECT_EQ(order.icosahedra, 5);
  EXPECT_EQ(order.clusters, 1);
  EXPECT_EQ(order.atoms.maximum, 5);  // 3, 4, 5, 8, 9
}

TEST(IcosahedralOrderTest, OwnImagesAndTheVacuumAreNoNeighbors) {
  const IcosahedralOrder order = FindIcosahedralOrder(MakeVoronoi(
      {{.index = kIcosahedron, .neighbors = {VoronoiFace::kVacuum, 0, 0}}}));
  EXPECT_EQ(order.icosahedra, 1);
  EXPECT_EQ(order.bonds, 0);
}

}  // namespace
}  // namespace lehr::md::analysis
