#include "worker/tools/structure_columns.h"

#include <algorithm>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;

constexpr double kEdge = 3.2;           // of a cubic cell of bcc [Å]
constexpr double kSurface = 3;          // Å
constexpr double kCopperRadius = 1.28;  // Å

md::State Bcc(int cells) {
  md::State state;
  state.elements = {"Cu"};
  state.masses = {63.546};
  for (int k = 0; k < cells * cells * cells; ++k) {
    const md::Vec3 corner = {(k % cells + 0.25) * kEdge,
                             (k / cells % cells + 0.25) * kEdge,
                             (k / cells / cells + 0.25) * kEdge};
    for (const double shift : {0.0, kEdge / 2}) {
      state.atoms.positions.push_back(
          {corner[0] + shift, corner[1] + shift, corner[2] + shift});
    }
  }
  const std::size_t n = state.atoms.positions.size();
  state.atoms.species.resize(n);
  state.atoms.velocities.resize(n);
  state.atoms.images.resize(n);
  state.box.lengths = {cells * kEdge, cells * kEdge, cells * kEdge};
  return state;
}

std::vector<double> Values(const std::vector<md::formats::AtomColumn>& columns,
                           const std::string& name) {
  for (const auto& column : columns) {
    if (column.name == name) return column.values;
  }
  ADD_FAILURE() << "no column " << name;
  return {};
}

TEST(StructureColumnsTest, EveryCellOfBccIsATruncatedOctahedron) {
  const auto columns = StructureColumns(Bcc(4), kSurface, 2);
  ASSERT_OK(columns);
  const double volume = kEdge * kEdge * kEdge / 2;
  const double core = 4.0 / 3 * std::numbers::pi * kCopperRadius *
                      kCopperRadius * kCopperRadius;
  const std::pair<const char*, double> expected[] = {
      {"cell_volume", volume},
      {"free_volume", volume - core},
      {"coordination", 14},
      {"n3", 0},
      {"n4", 6},
      {"n5", 0},
      {"n6", 8},
      {"n7plus", 0},
      // Z = 14 with six 4-edged faces, where the Z-cluster has none.
      {"packing_class", 5},
      {"f5", 0},
      {"icosahedral", 0},
      {"surface", 0}};
  ASSERT_EQ(columns->size(), std::size(expected));
  for (const auto& [name, value] : expected) {
    const std::vector<double> values = Values(*columns, name);
    ASSERT_EQ(values.size(), 128u);
    // Voro++ sums faces of some 10 Å² in double precision.
    for (const double found : values) EXPECT_NEAR(found, value, 1e-9) << name;
  }
}

TEST(StructureColumnsTest, AtomsAtASurfaceAreMarkedAndHaveNoClass) {
  md::State slab = Bcc(6);
  slab.box.periodic[2] = false;
  slab.box.lengths[2] += 20;
  const auto columns = StructureColumns(slab, kSurface, 1);
  ASSERT_OK(columns);
  const std::vector<double> surface = Values(*columns, "surface");
  const std::vector<double> classes = Values(*columns, "packing_class");
  EXPECT_EQ(std::set(surface.begin(), surface.end()), (std::set{0.0, 1.0}));
  for (std::size_t i = 0; i < surface.size(); ++i) {
    EXPECT_EQ(classes[i], surface[i] == 1 ? 0 : 5);
  }
}

TEST(StructureColumnsTest, ElementsWithoutARadiusAreRefused) {
  md::State state = Bcc(4);
  EXPECT_TRUE(HasRadii(state));
  state.elements = {"Fe"};
  EXPECT_FALSE(HasRadii(state));
  EXPECT_THAT(StructureColumns(state, kSurface, 1),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Fe")));
}

}  // namespace
}  // namespace lehr::worker
