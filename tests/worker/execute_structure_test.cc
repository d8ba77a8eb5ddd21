#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/worker/structure_fixture.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// C15, MgCu2's structure with Zr for Mg, 2 x 2 x 2 cells: every Cu is an
// icosahedron, every Zr a Z16, and each Cu is next to six others.
md::State Laves() {
  constexpr double kEdge = 7.4;  // A, about that of Cu2Zr
  constexpr std::array<md::Vec3, 4> kFcc = {
      {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}};
  constexpr std::array<md::Vec3, 2> kZr = {{{0, 0, 0}, {0.25, 0.25, 0.25}}};
  constexpr std::array<md::Vec3, 4> kCu = {{{0.625, 0.625, 0.625},
                                            {0.625, 0.875, 0.875},
                                            {0.875, 0.625, 0.875},
                                            {0.875, 0.875, 0.625}}};
  md::State state;
  // Not in alphabetical order.
  state.elements = {"Zr", "Cu"};
  state.masses = {91.224, 63.546};
  state.box.lengths = {2 * kEdge, 2 * kEdge, 2 * kEdge};
  const auto add = [&](const md::Vec3& site, std::int32_t species) {
    for (int cell = 0; cell < 8; ++cell) {
      for (const md::Vec3& shift : kFcc) {
        md::Vec3 r = {};
        for (std::size_t a = 0; a < 3; ++a) {
          const int offset = (cell >> a) & 1;
          r[a] = std::fmod(site[a] + shift[a] + 0.05, 1.0) + offset;
          r[a] *= kEdge;
        }
        state.atoms.positions.push_back(r);
        state.atoms.species.push_back(species);
      }
    }
  };
  for (const md::Vec3& site : kZr) add(site, 0);
  for (const md::Vec3& site : kCu) add(site, 1);
  state.atoms.velocities.resize(state.atoms.size());
  state.atoms.images.resize(state.atoms.size());
  return state;
}

v1::Work StructureWork(v1::StructureState configuration,
                       double face_area_rel = 0) {
  v1::Work work;
  v1::StructureMeasurement& structure =
      *work.mutable_measurement()->mutable_structure();
  for (const auto& [element, radius] : {std::pair("Cu", 1.28), {"Zr", 1.60}}) {
    v1::ElementRadius& entry = *structure.add_radii();
    entry.set_element(element);
    entry.set_radius_angstrom(radius);
  }
  structure.set_face_area_rel(face_area_rel);
  structure.set_configuration(configuration);
  structure.set_rank(v1::PACKING_RANK_GAPS);
  structure.set_surface_margin_angstrom(3);
  if (configuration == v1::STRUCTURE_STATE_INHERENT) {
    structure.set_force_tolerance_ev_per_angstrom(1e-3);
  }
  return work;
}

class ExecuteStructureTest : public StructureFixture {};

TEST_F(ExecuteStructureTest, LavesPhaseHasItsKnownCells) {
  const auto outcome = Execute(LeaseOf(
      StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 1e-3), Keep(Laves())));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->atoms, 192);
  EXPECT_FALSE(outcome->end_state.has_value());
  auto found = Values(*outcome);
  EXPECT_NEAR(found["coordination_number_Cu"], 12, 1e-12);
  EXPECT_NEAR(found["coordination_number_Zr"], 16, 1e-12);
  EXPECT_NEAR(found["coordination_number"], (2 * 12 + 16) / 3.0, 1e-12);
  EXPECT_NEAR(found["icosahedra"], 2 / 3.0, 1e-12);
  EXPECT_NEAR(found["icosahedra_Cu"], 1, 1e-12);
  EXPECT_NEAR(found["icosahedra_Cu_of_all"], 2 / 3.0, 1e-12);
  EXPECT_EQ(found["icosahedra_Zr"], 0);
  // Z-clusters both.
  EXPECT_NEAR(found["class_1"], 1, 1e-12);
  EXPECT_NEAR(found["solid_like"], 1, 1e-12);
  EXPECT_EQ(found["transition"], 0);
  EXPECT_EQ(found["liquid_like"], 0);
  EXPECT_NEAR(found["five_fold_symmetry_Cu"], 1, 1e-12);
  EXPECT_NEAR(found["five_fold_symmetry_Zr"], 12 / 16.0, 1e-12);
  // One network of all 128 Cu, with six bonds each, that takes in all atoms.
  EXPECT_EQ(found["mro_clusters"], 1);
  EXPECT_EQ(found["mro_bonds"], 128 * 6 / 2);
  EXPECT_EQ(found["mro_size_max"], 192);
  EXPECT_NEAR(found["mro_size_mean"], 192, 1e-9);
  EXPECT_NEAR(found["mro_size_weighted"], 192, 1e-9);
}

TEST_F(ExecuteStructureTest, CurveNumbersElementsInAlphabeticalOrder) {
  const auto outcome = Execute(LeaseOf(
      StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 1e-3), Keep(Laves())));
  ASSERT_OK(outcome);
  EXPECT_THAT(ColumnNames(*outcome),
              ElementsAre("n3", "n4", "n5", "n6", "n7plus", "element", "count",
                          "fraction"));
  EXPECT_THAT(Column(*outcome, "element"), ElementsAre(0, 1));
  EXPECT_THAT(Column(*outcome, "n5"), ElementsAre(12, 12));
  EXPECT_THAT(Column(*outcome, "n6"), ElementsAre(0, 4));
  EXPECT_THAT(Column(*outcome, "count"), ElementsAre(128, 64));
  EXPECT_THAT(Column(*outcome, "fraction"), ElementsAre(1, 1));
}

TEST_F(ExecuteStructureTest, InherentStructureOfARattledCrystalIsTheCrystal) {
  v1::Work work = StructureWork(v1::STRUCTURE_STATE_INHERENT, 0.01);
  // Corners of four faces are 1e-4 A apart, as far as it was minimized.
  work.mutable_measurement()->mutable_structure()->set_edge_abs_angstrom(0.1);
  const auto outcome = Execute(LeaseOf(work, Keep(Fcc(0.1))));
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->steps_taken, 0);
  auto found = Values(*outcome);
  EXPECT_NEAR(found["coordination_number"], 12, 1e-12);
  EXPECT_NEAR(found["coordination_number_Cu"], 12, 1e-12);
  EXPECT_EQ(found["five_fold_symmetry"], 0);
  EXPECT_EQ(found["mro_clusters"], 0);
  // Twelve four-edged faces are far from an icosahedron.
  EXPECT_NEAR(found["class_5"], 1, 1e-12);
  EXPECT_THAT(Column(*outcome, "n4"), ElementsAre(12));
  EXPECT_FALSE(found.contains("coordination_number_Zr"))
      << "there are no atoms of it";
  // The cell is a³/4, the core a sphere of 1.28 A.
  const double cell = std::pow(kToyLatticeConstant, 3) / 4;
  const double free = cell - 4 * std::numbers::pi / 3 * std::pow(1.28, 3);
  EXPECT_NEAR(found["cell_volume_Cu"], cell, 1e-9);
  EXPECT_NEAR(found["free_volume_fraction"], free / cell, 1e-9);
  EXPECT_NEAR(found["cell_density"], 63.546 * 1.66053906660 / cell, 1e-6);
  // Minimized to 1e-3 eV/A, with forces of some eV/A² times the displacement.
  EXPECT_NEAR(found["free_volume_p05_Cu"], free, 0.01);
  EXPECT_NEAR(found["free_volume_p50_Cu"], free, 0.01);
  EXPECT_NEAR(found["free_volume_p95_Cu"], free, 0.01);
  EXPECT_EQ(UnitOf(*outcome, "free_volume_p50_Cu"), "A^3");
  EXPECT_EQ(UnitOf(*outcome, "cell_density"), "g/cm^3");
  EXPECT_EQ(UnitOf(*outcome, "class_1"), "1");
}

TEST_F(ExecuteStructureTest, InstantaneousPositionsAreTakenAsTheyAre) {
  const auto outcome = Execute(LeaseOf(
      StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS), Keep(Fcc(0.1))));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->steps_taken, 0);
  // Corners of four faces come apart: 14 neighbors on average in fcc.
  EXPECT_GT(Values(*outcome)["coordination_number"], 13);
}

TEST_F(ExecuteStructureTest, SameBitsOnAnyNumberOfThreads) {
  const v1::Lease lease =
      LeaseOf(StructureWork(v1::STRUCTURE_STATE_INHERENT), Keep(Fcc(0.1)));
  const auto one = Execute(lease, 1);
  const auto three = Execute(lease, 3);
  ASSERT_OK(one);
  ASSERT_OK(three);
  EXPECT_EQ(Bytes(*one), Bytes(*three));
}

TEST_F(ExecuteStructureTest, ATableOfTheUserSaysTheClasses) {
  v1::Work work = StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 1e-3);
  v1::StructureMeasurement& structure =
      *work.mutable_measurement()->mutable_structure();
  structure.clear_rank();
  structure.set_classes_table("# n3 n4 n5 n6 class\n0 0 12 0 IV\n");
  const std::string start = Keep(Laves());
  const auto outcome = Execute(LeaseOf(work, start));
  ASSERT_OK(outcome);
  auto found = Values(*outcome);
  EXPECT_NEAR(found["class_4"], 2 / 3.0, 1e-12);
  EXPECT_NEAR(found["class_6"], 1 / 3.0, 1e-12);
  EXPECT_NEAR(found["liquid_like"], 1, 1e-12);
  structure.set_classes_table("0 0 12 IV\n");
  EXPECT_THAT(Execute(LeaseOf(work, start)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("classes_table:1")));
}

TEST_F(ExecuteStructureTest, SlabCountsOnlyWhatIsInside) {
  md::State slab = md::FccState({3, 3, 6}, kToyLatticeConstant);
  md::Rattle(0.1, 1, &slab);
  slab.box.periodic[2] = false;
  v1::Work work = StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS);
  const auto narrow = Execute(LeaseOf(work, Keep(slab)));
  ASSERT_OK(narrow);
  const auto count = [](const std::vector<double>& counts) {
    double sum = 0;
    for (const double c : counts) sum += c;
    return sum;
  };
  const double counted = count(Column(*narrow, "count"));
  EXPECT_LT(counted, 216);
  EXPECT_GT(counted, 20);
  work.mutable_measurement()->mutable_structure()->set_surface_margin_angstrom(
      40);
  EXPECT_THAT(
      Execute(LeaseOf(work, Keep(slab))),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("surface")));
}

TEST_F(ExecuteStructureTest, RefusesAnElementWithoutRadius) {
  md::State state = Laves();
  state.elements[0] = "Al";
  v1::Lease lease =
      LeaseOf(StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS), Keep(state));
  lease.set_potential_sha256(Keep([] {
    std::string table = ToyMetal();
    table.replace(table.find("2 Cu Zr"), 7, "2 Cu Al");
    return table;
  }()));
  EXPECT_THAT(Execute(lease),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Al")));
}

TEST_F(ExecuteStructureTest, RefusesChoicesThatAreUnspecified) {
  v1::Work work = StructureWork(v1::STRUCTURE_STATE_UNSPECIFIED);
  EXPECT_THAT(
      Execute(LeaseOf(work, Keep(Fcc()))),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("configuration")));
  work = StructureWork(v1::STRUCTURE_STATE_INSTANTANEOUS);
  work.mutable_measurement()->mutable_structure()->clear_rank();
  EXPECT_THAT(Execute(LeaseOf(work, Keep(Fcc()))),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("rank")));
}

}  // namespace
}  // namespace lehr::worker
