#include "lehr/md/analysis/voronoi.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure/structures.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr VoronoiIndex kBccCell = {.n4 = 6, .n6 = 8};
constexpr VoronoiIndex kZ16 = {.n5 = 12, .n6 = 4};

Voronoi Cells(const State& state, const VoronoiOptions& options = {}) {
  auto voronoi = ComputeVoronoi(state, options);
  EXPECT_OK(voronoi);
  return *std::move(voronoi);
}

double Sum(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// A disordered slab with free surfaces along y.
State Slab(unsigned seed) {
  State slab = DisorderedState(6, seed);
  EXPECT_OK(OpenSurface(1, &slab));
  return slab;
}

State Tilted(unsigned seed) {
  State state = DisorderedState(4, seed);
  state.box.tilts = {1.5, -3.0, 5.0};
  return state;
}

void ExpectSameBits(const Voronoi& a, const Voronoi& b) {
  EXPECT_EQ(a.volumes, b.volumes);
  EXPECT_EQ(a.indices, b.indices);
  EXPECT_EQ(a.at_surface, b.at_surface);
  EXPECT_EQ(a.face_begin, b.face_begin);
  EXPECT_EQ(a.faces, b.faces);
}

TEST(VoronoiTest, CellsTileTheBox) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const State& state : {DisorderedState(4, seed), Tilted(seed)}) {
      const double box = state.box.volume();
      EXPECT_NEAR(Sum(Cells(state).volumes), box, 1e-9 * box);
    }
  }
}

TEST(VoronoiTest, EulersRelationHoldsForEveryCell) {
  // Corners of random states join three faces of a cell: Σ_k (6 − k) n_k = 12.
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const State& state : {DisorderedState(4, seed), Tilted(seed)}) {
      const Voronoi voronoi = Cells(state);
      for (std::size_t i = 0; i < voronoi.size(); ++i) {
        int sum = 0;
        for (const VoronoiFace& face : voronoi.faces_of(i)) {
          sum += 6 - face.edges;
        }
        EXPECT_EQ(sum, 12) << "atom " << i;
        EXPECT_EQ(voronoi.indices[i].faces(), voronoi.coordination(i));
      }
    }
  }
}

// Areas of the faces of atom i towards j, larger than `least`.
std::vector<double> AreasTowards(const Voronoi& voronoi, std::size_t i,
                                 std::size_t j, double least) {
  std::vector<double> areas;
  for (const VoronoiFace& face : voronoi.faces_of(i)) {
    if (face.neighbor == static_cast<std::int32_t>(j) && face.area > least) {
      areas.push_back(face.area);
    }
  }
  return areas;
}

TEST(VoronoiTest, NeighborsShareTheirFaces) {
  // A face below 1e-6 Å² may be found from one side only: its corners are
  // nearer than what rounding does to them. Others agree to rounding of their
  // corners, 1e-9 Å.
  constexpr double kSmallest = 1e-6;
  for (const unsigned seed : {1U, 2U, 3U}) {
    for (const State& state : {DisorderedState(4, seed), Tilted(seed)}) {
      const Voronoi voronoi = Cells(state);
      for (std::size_t i = 0; i < voronoi.size(); ++i) {
        for (const VoronoiFace& face : voronoi.faces_of(i)) {
          if (face.area <= kSmallest) continue;
          const auto j = static_cast<std::size_t>(face.neighbor);
          const auto here = AreasTowards(voronoi, i, j, kSmallest);
          EXPECT_THAT(AreasTowards(voronoi, j, i, kSmallest),
                      testing::Pointwise(testing::DoubleNear(1e-8), here));
        }
      }
    }
  }
}

TEST(VoronoiTest, FacesAreInOrderOfNeighbors) {
  const Voronoi voronoi = Cells(DisorderedState(4, 1));
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    const auto faces = voronoi.faces_of(i);
    EXPECT_TRUE(std::is_sorted(
        faces.begin(), faces.end(),
        [](const auto& a, const auto& b) { return a.neighbor < b.neighbor; }));
  }
}

TEST(VoronoiTest, SameBitsOnAnyNumberOfThreads) {
  // Atoms enough for some pieces of work on each thread.
  for (const unsigned seed : {1U, 2U, 3U}) {
    State large = DisorderedState(8, seed);
    State tilted = large;
    tilted.box.tilts = {1.5, -3.0, 5.0};
    State slab = large;
    ASSERT_OK(OpenSurface(2, &slab));
    for (const State& state : {large, tilted, slab}) {
      const Voronoi one = Cells(state, {.threads = 1});
      ExpectSameBits(one, Cells(state, {.threads = 2}));
      ExpectSameBits(one, Cells(state, {.threads = 3}));
    }
  }
}

TEST(VoronoiTest, BccHasSixSquaresAndEightHexagons) {
  const Voronoi voronoi = Cells(BccState(3, 3.3));
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    EXPECT_EQ(voronoi.indices[i], kBccCell);
    EXPECT_NEAR(voronoi.volumes[i], std::pow(3.3, 3) / 2, 1e-10);
  }
}

TEST(VoronoiTest, FccHasTwelveFacesAboveAThreshold) {
  // Corners that join four faces split when the lattice is rattled: by faces
  // and edges of about the amplitude.
  for (const unsigned seed : {1U, 2U, 3U}) {
    State fcc = FccState({3, 3, 3}, 3.6);
    Rattle(0.002, seed, &fcc);
    EXPECT_GT(MeansOf(Cells(fcc))[0].coordination, 13);
    const Voronoi main = Cells(fcc, {.face_area_rel = 1e-3, .edge_abs = 0.1});
    for (std::size_t i = 0; i < main.size(); ++i) {
      EXPECT_EQ(main.coordination(i), 12);
      EXPECT_EQ(main.indices[i], (VoronoiIndex{.n4 = 12}));
    }
  }
}

TEST(VoronoiTest, IcosahedralCageMakesADodecahedron) {
  // Inradius ρ by the tangents: (d² + R² − R'²) / 2d. A dodecahedron of edge a
  // has ρ = a/2 √(5/2 + 11 √5/10) and V = (15 + 7 √5) a³/4.
  const double distance = 2.9;
  const double root5 = std::sqrt(5.0);
  for (const std::int32_t shell : {0, 1}) {
    const double radius = shell == 0 ? 1.28 : 1.60;
    const double inradius =
        (distance * distance + 1.28 * 1.28 - radius * radius) / (2 * distance);
    const double edge = 2 * inradius / std::sqrt(2.5 + 1.1 * root5);
    const Voronoi voronoi = Cells(IcosahedronState(distance, shell));
    EXPECT_EQ(voronoi.indices[0], kIcosahedron);
    EXPECT_NEAR(voronoi.volumes[0], (15 + 7 * root5) / 4 * std::pow(edge, 3),
                1e-9);
    for (const VoronoiFace& face : voronoi.faces_of(0)) {
      EXPECT_EQ(face.edges, 5);
      EXPECT_GE(face.neighbor, 1);
    }
  }
}

TEST(VoronoiTest, LavesPhaseHasIcosahedraAroundCopper) {
  const Voronoi voronoi = Cells(LavesState(2, 7.22));
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    EXPECT_EQ(voronoi.indices[i], voronoi.species[i] == 0 ? kIcosahedron : kZ16)
        << "atom " << i;
  }
  const auto means = MeansOf(voronoi);
  EXPECT_EQ(means[0].atoms, 128);
  EXPECT_EQ(means[1].atoms, 64);
  EXPECT_DOUBLE_EQ(means[0].coordination, 12);
  EXPECT_DOUBLE_EQ(means[1].coordination, 16);
  EXPECT_NEAR(128 * means[0].volume + 64 * means[1].volume,
              std::pow(2 * 7.22, 3), 1e-9);
}

TEST(VoronoiTest, DroppedFacesTakeTheirEdgesWithThem) {
  // Two large and four small faces of a flat cuboid, 4 × 4 × 1: without its
  // four sides (1/12 of the surface each) no edge is left.
  State state = BccState(1, 4);
  state.atoms.positions = {{1, 1, 0.5}};
  state.atoms.species = {0};
  state.box.lengths = {4, 4, 1};
  const Voronoi all = Cells(state);
  EXPECT_EQ(all.indices[0], (VoronoiIndex{.n4 = 6}));
  const Voronoi large = Cells(state, {.face_area_rel = 0.1});
  EXPECT_EQ(large.coordination(0), 2);
  EXPECT_EQ(large.faces_of(0)[0].edges, 0);
  EXPECT_EQ(large.indices[0], VoronoiIndex());
  // Edges of 1 Å are left out: two remain of each side, four of the others.
  const Voronoi long_edges = Cells(state, {.edge_abs = 1.5});
  EXPECT_EQ(long_edges.coordination(0), 6);
  EXPECT_EQ(long_edges.indices[0], (VoronoiIndex{.n4 = 2}));
}

TEST(VoronoiTest, NeighborsOfADroppedFaceLoseOneEdgeEach) {
  // Where one face of k edges is dropped, the others lose k edges together.
  constexpr double kThreshold = 0.005;
  int seen = 0;
  for (const unsigned seed : {1U, 2U, 3U}) {
    const State state = DisorderedState(4, seed);
    const Voronoi all = Cells(state);
    const Voronoi large = Cells(state, {.face_area_rel = kThreshold});
    for (std::size_t i = 0; i < all.size(); ++i) {
      double surface = 0;
      for (const VoronoiFace& face : all.faces_of(i)) surface += face.area;
      int left = 0;
      int dropped = 0;
      for (const VoronoiFace& face : all.faces_of(i)) {
        const bool keep = face.area >= kThreshold * surface;
        left += keep ? face.edges : -face.edges;
        if (!keep) ++dropped;
      }
      EXPECT_EQ(large.coordination(i), all.coordination(i) - dropped);
      if (dropped > 1) continue;
      seen += dropped;
      for (const VoronoiFace& face : large.faces_of(i)) left -= face.edges;
      EXPECT_EQ(left, 0) << "atom " << i;
    }
  }
  EXPECT_GT(seen, 100);
}

TEST(VoronoiTest, AtomsMayBeTheirOwnNeighbors) {
  State state = BccState(1, 4);
  state.atoms.positions = {{1, 1, 1}};
  state.atoms.species = {0};
  for (const double tilt : {0.0, 0.5}) {
    state.box.tilts = {tilt, tilt, tilt};
    const Voronoi voronoi = Cells(state);
    EXPECT_NEAR(voronoi.volumes[0], 64, 1e-10);
    EXPECT_GE(voronoi.coordination(0), 6);
    for (const VoronoiFace& face : voronoi.faces_of(0)) {
      EXPECT_EQ(face.neighbor, 0);
    }
  }
}

TEST(VoronoiTest, TiltByAWholeEdgeIsTheSameCrystal) {
  State state = DisorderedState(4, 7);
  const Voronoi straight = Cells(state);
  state.box.tilts[2] = state.box.lengths[0];
  const Voronoi tilted = Cells(state);
  EXPECT_EQ(tilted.indices, straight.indices);
  EXPECT_THAT(tilted.volumes,
              testing::Pointwise(testing::DoubleNear(1e-9), straight.volumes));
}

TEST(VoronoiTest, EqualRadiiMakeThePlainTessellation) {
  const State state = DisorderedState(4, 3);
  const Voronoi small = Cells(state, {.radii = {{"Cu", 1}, {"Zr", 1}}});
  const Voronoi large = Cells(state, {.radii = {{"Cu", 1.5}, {"Zr", 1.5}}});
  EXPECT_EQ(small.indices, large.indices);
  EXPECT_THAT(small.volumes,
              testing::Pointwise(testing::DoubleNear(1e-9), large.volumes));
  EXPECT_NE(small.volumes, Cells(state).volumes);
}

TEST(VoronoiTest, SlabLeavesOutWhatIsNearItsSurfaces) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const State bulk = DisorderedState(6, seed);
    const Voronoi periodic = Cells(bulk);
    const Voronoi slab = Cells(Slab(seed));
    const double top = bulk.box.lengths[1];
    std::size_t counted = 0;
    for (std::size_t i = 0; i < slab.size(); ++i) {
      EXPECT_TRUE(periodic.counted(i));
      const double y = bulk.atoms.positions[i][1];
      const double depth = std::min(y, top - y);
      // Outermost atoms lie up to 2 Å below the outermost of all.
      if (depth < 5.0) {
        EXPECT_FALSE(slab.counted(i)) << depth;
      }
      if (depth > 9.5) {
        EXPECT_TRUE(slab.counted(i)) << depth;
      }
      if (!slab.counted(i)) continue;
      ++counted;
      EXPECT_NEAR(slab.volumes[i], periodic.volumes[i], 1e-9);
      EXPECT_EQ(slab.indices[i], periodic.indices[i]);
    }
    EXPECT_EQ(MeansOf(slab).back().atoms, static_cast<std::int64_t>(counted));
    EXPECT_GT(counted, slab.size() / 8);
  }
}

TEST(VoronoiTest, SurfaceFollowsASingleAtomAboveIt) {
  // An atom 5 Å out would move a surface that is a plane, and with it the 180
  // atoms below. But for what is near the atom itself, nothing changes.
  State state = Slab(5);
  const Voronoi flat = Cells(state);
  state.atoms.positions.push_back({3, state.box.lengths[1] + 5, 3});
  state.atoms.species.push_back(0);
  const Voronoi rough = Cells(state);
  std::size_t differ = 0;
  for (std::size_t i = 0; i < flat.size(); ++i) {
    if (flat.counted(i) != rough.counted(i)) ++differ;
  }
  EXPECT_LE(differ, 10U);
  EXPECT_FALSE(rough.counted(rough.size() - 1));
}

TEST(VoronoiTest, NamesTheElementWithoutARadius) {
  State state = DisorderedState(2, 1);
  state.elements[1] = "Al";
  EXPECT_THAT(ComputeVoronoi(state, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("radius"), HasSubstr("\"Al\""))));
  EXPECT_THAT(
      ComputeVoronoi(state, {.radii = {{"Cu", 1.28}, {"Al", -1}}}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found -1 Å")));
  EXPECT_OK(ComputeVoronoi(state, {.radii = {{"Cu", 1.28}, {"Al", 1.43}}}));
}

TEST(VoronoiTest, NeedsNoRadiusOfAnElementWithoutAtoms) {
  State state = BccState(2, 3.3);
  state.elements[1] = "Al";
  EXPECT_OK(ComputeVoronoi(state, {}));
}

TEST(VoronoiTest, NamesTheAtomWithoutACell) {
  // A Cu atom 1 Å beside Zr of radius 4 Å: its power is larger everywhere.
  State state = BccState(3, 3.3);
  state.atoms.species.assign(state.atoms.size(), 1);
  state.atoms.species[7] = 0;
  EXPECT_THAT(ComputeVoronoi(state, {.radii = {{"Cu", 0.5}, {"Zr", 4.0}}}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("atom 7 (Cu, radius 0.5 Å)"),
                             HasSubstr("has no cell"))));
}

TEST(VoronoiTest, RefusesCoincidentAtoms) {
  State state = DisorderedState(3, 1);
  state.atoms.species[1] = state.atoms.species[0];
  state.atoms.positions[1] = state.atoms.positions[0];
  EXPECT_THAT(
      ComputeVoronoi(state, {}),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("same place")));
}

TEST(VoronoiTest, RefusesOptionsThatMakeNoSense) {
  const State state = DisorderedState(2, 1);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const double fraction : {-0.1, 1.0, kNan}) {
    EXPECT_THAT(ComputeVoronoi(state, {.face_area_rel = fraction}),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("face_area_rel")));
  }
  for (const double length : {-0.1, kNan}) {
    EXPECT_THAT(
        ComputeVoronoi(state, {.edge_abs = length}),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("edge_abs")));
  }
  EXPECT_THAT(
      ComputeVoronoi(state, {.threads = 0}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("thread")));
  EXPECT_THAT(ComputeVoronoi(Slab(1), {.surface_distance = 0}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("surface_distance")));
}

TEST(VoronoiTest, RefusesAnAtomThatIsLost) {
  for (const double far : {1e9, 1e20, -1e100}) {
    State state = Slab(1);
    state.atoms.positions[3][1] = far;
    EXPECT_THAT(ComputeVoronoi(state, {}),
                StatusIs(absl::StatusCode::kOutOfRange,
                         HasSubstr("one may have left the slab")));
  }
}

TEST(VoronoiTest, RefusesStatesThatMakeNoSense) {
  State empty = DisorderedState(2, 1);
  empty.atoms = {};
  EXPECT_THAT(
      ComputeVoronoi(empty, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 atoms")));
  State lost = DisorderedState(2, 1);
  lost.atoms.positions[5][2] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(
      ComputeVoronoi(lost, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("atom 5")));
  State tilted_slab = Slab(1);
  tilted_slab.box.tilts[0] = 1;
  EXPECT_THAT(ComputeVoronoi(tilted_slab, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("orthogonal"), HasSubstr("along y"))));
  State thin = DisorderedState(2, 1);
  ASSERT_OK(OpenSurface(0, &thin));
  EXPECT_THAT(
      ComputeVoronoi(thin, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("thicker slab")));
}

}  // namespace
}  // namespace lehr::md::analysis
