#include "engine/src/analysis/clusters.h"

#include <array>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine_structure_strain/samples.h"
#include "tests/support/reference_neighbors.h"

namespace lehr::md::analysis {
namespace {

using testing::ElementsAre;

TEST(ClustersTest, AtomsNearerThanTheCutoffAreTogether) {
  const Box box = {.lengths = {100, 100, 100}};
  const std::vector<Vec3> positions = {
      {50, 50, 50}, {10, 10, 10}, {12, 10, 10}, {99, 10, 10}, {14, 10, 10}};
  const auto clusters = FindClusters(box, positions, 3.0);
  ASSERT_EQ(clusters.size(), 3u);
  EXPECT_THAT(clusters[0].members, ElementsAre(1, 2, 4));
  EXPECT_THAT(clusters[1].members, ElementsAre(0));
  EXPECT_THAT(clusters[2].members, ElementsAre(3));
}

TEST(ClustersTest, AChainAcrossTheBoxMeetsItself) {
  const Box box = {.lengths = {30, 30, 30}};
  std::vector<Vec3> positions;
  for (int k = 0; k < 10; ++k) positions.push_back({3.0 * k, 5, 5});
  EXPECT_THAT(FindClusters(box, positions, 3.5)[0].winds,
              ElementsAre(true, false, false));
  // Across the face, but not closed.
  positions.erase(positions.begin() + 4);
  const auto open = FindClusters(box, positions, 3.5);
  ASSERT_EQ(open.size(), 1u);
  EXPECT_THAT(open[0].winds, ElementsAre(false, false, false));
}

TEST(ClustersTest, NothingMeetsItselfThroughAFreeSurface) {
  const Box box = {.lengths = {30, 30, 30}, .periodic = {false, true, true}};
  std::vector<Vec3> positions;
  for (int k = 0; k < 10; ++k) positions.push_back({3.0 * k, 5, 5});
  EXPECT_THAT(FindClusters(box, positions, 3.5)[0].winds,
              ElementsAre(false, false, false));
}

TEST(ClustersTest, AChainAlongATiltedEdgeGoesOnForEverAlongThatEdge) {
  const Box box = {.lengths = {30, 30, 30}, .tilts = {0, 0, 12}};
  std::vector<Vec3> positions;
  for (int k = 0; k < 12; ++k) positions.push_back({1.0 * k, 2.5 * k, 5});
  EXPECT_THAT(FindClusters(box, positions, 3.0)[0].winds,
              ElementsAre(false, true, false));
}

TEST(ClustersTest, SizesAreThoseOfRelabelingUntilNothingChanges) {
  const State gas = Gas(400, {.lengths = {40, 30, 30}, .tilts = {9, -8, 7}}, 6);
  const double cutoff = 3.2;
  std::vector<std::size_t> label(gas.atoms.size());
  for (std::size_t i = 0; i < label.size(); ++i) label[i] = i;
  const auto pairs = ReferencePairs(gas.box, gas.atoms.positions, cutoff);
  for (bool changed = true; changed;) {
    changed = false;
    for (const ReferencePair& pair : pairs) {
      if (label[pair.j] < label[pair.i]) {
        label[pair.i] = label[pair.j];
        changed = true;
      }
    }
  }
  std::vector<std::size_t> sizes(label.size(), 0);
  for (const std::size_t l : label) ++sizes[l];
  const auto clusters = FindClusters(gas.box, gas.atoms.positions, cutoff);
  for (const Cluster& cluster : clusters) {
    EXPECT_EQ(cluster.members.size(), sizes[cluster.members.front()]);
  }
  EXPECT_GT(clusters[0].members.size(), 5u);
}

}  // namespace
}  // namespace lehr::md::analysis
