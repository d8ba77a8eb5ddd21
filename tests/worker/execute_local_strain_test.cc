#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/worker/structure_fixture.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::UnorderedElementsAre;

v1::Work StrainWork(v1::StructureState configuration, double threshold = 0.3) {
  v1::Work work;
  v1::LocalStrainMeasurement& strain =
      *work.mutable_measurement()->mutable_local_strain();
  strain.set_reference_segments_back(1);
  strain.set_cutoff_angstrom(3);
  strain.set_threshold(threshold);
  strain.set_configuration(configuration);
  if (configuration == v1::STRUCTURE_STATE_INHERENT) {
    strain.set_force_tolerance_ev_per_angstrom(1e-4);
  }
  return work;
}

// `state` made longer along z, atoms and box alike.
md::State Stretched(md::State state, double strain) {
  state.box.lengths[2] *= 1 + strain;
  for (md::Vec3& r : state.atoms.positions) r[2] *= 1 + strain;
  return state;
}

// eta_Mises of that: eta_zz alone, over the root of 3.
double Expected(double strain) {
  return 0.5 * (std::pow(1 + strain, 2) - 1) / std::sqrt(3);
}

class ExecuteLocalStrainTest : public StructureFixture {
 protected:
  v1::Lease Compare(const v1::Work& work, const md::State& reference,
                    const md::State& state) {
    v1::Lease lease = LeaseOf(work, Keep(state));
    lease.set_reference_state_sha256(Keep(reference));
    return lease;
  }
};

TEST_F(ExecuteLocalStrainTest, HomogeneousStrainGivesTheAnalyticValue) {
  const md::State reference = Fcc(0.1);
  const auto outcome =
      Execute(Compare(StrainWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 0.05),
                      reference, Stretched(reference, 0.1)));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->atoms, 108);
  EXPECT_EQ(outcome->steps_taken, 0);
  EXPECT_FALSE(outcome->end_state.has_value());
  auto found = Values(*outcome);
  EXPECT_THAT(found,
              UnorderedElementsAre(
                  Key("s_atoms"), Key("s_cluster_max"), Key("s_clusters"),
                  Key("s_cluster_mean"), Key("strain_mean"),
                  Key("strain_localization"), Key("strain_top_decile"),
                  Key("strain_banded"), Key("displacement_squared")));
  EXPECT_NEAR(found["strain_mean"], Expected(0.1), 1e-12);
  EXPECT_NEAR(found["strain_localization"], 0, 1e-12);
  EXPECT_EQ(found["s_atoms"], 1);
  EXPECT_EQ(found["s_cluster_max"], 108);
  EXPECT_EQ(found["s_clusters"], 1);
  EXPECT_EQ(found["s_cluster_mean"], 108);
  // 11 of 108 are the tenth, rounded up, or its part.
  EXPECT_NEAR(found["strain_top_decile"], 0.1, 0.005);
  EXPECT_EQ(found["strain_banded"], 0);
  EXPECT_NEAR(found["displacement_squared"], 0, 1e-20);
  EXPECT_EQ(UnitOf(*outcome, "displacement_squared"), "A^2");
}

TEST_F(ExecuteLocalStrainTest, CurveIsTheDistributionOfTheStrain) {
  const md::State reference = Fcc();
  md::State state = reference;
  state.atoms.positions[0][0] += 1;
  const auto outcome = Execute(
      Compare(StrainWork(v1::STRUCTURE_STATE_INSTANTANEOUS), reference, state));
  ASSERT_OK(outcome);
  EXPECT_THAT(
      ColumnNames(*outcome),
      ElementsAre("eta", "fraction", "s_cluster_size", "s_cluster_count"));
  const std::vector<double> fractions = Column(*outcome, "fraction");
  EXPECT_NEAR(std::accumulate(fractions.begin(), fractions.end(), 0.0), 1,
              1e-12);
  // The twelve neighbors of the atom that has moved are strained. It is not: on
  // average they lie around it as before, which only D²_min would tell.
  EXPECT_NEAR(fractions.front(), 96 / 108.0, 1e-12);
  EXPECT_NEAR(Column(*outcome, "eta").front(), 0.005, 1e-12);
}

TEST_F(ExecuteLocalStrainTest, ClustersOfSAtomsAreCountedBySize) {
  // Two atoms that are far from each other have moved along x: of the neighbors
  // of each, the four before it and the four behind it are strained most, and
  // are clusters.
  const md::State reference = md::FccState({8, 4, 4}, kToyLatticeConstant);
  md::State state = reference;
  const auto move = [&](std::size_t i) { state.atoms.positions[i][0] += 1; };
  move(0);
  move(state.atoms.size() / 2);
  const auto outcome = Execute(Compare(
      StrainWork(v1::STRUCTURE_STATE_INSTANTANEOUS, 0.05), reference, state));
  ASSERT_OK(outcome);
  auto found = Values(*outcome);
  EXPECT_EQ(found["s_atoms"], 16 / 512.0);
  EXPECT_EQ(found["s_clusters"], 4);
  EXPECT_EQ(found["s_cluster_mean"], 4);
  EXPECT_EQ(found["s_cluster_max"], 4);
  const std::vector<double> sizes = Column(*outcome, "s_cluster_size");
  const std::vector<double> counts = Column(*outcome, "s_cluster_count");
  EXPECT_EQ(sizes.front(), 4);
  EXPECT_EQ(counts.front(), 4);
  EXPECT_EQ(sizes.size(), Column(*outcome, "eta").size());
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0.0), 4);
}

TEST_F(ExecuteLocalStrainTest, InherentStructuresOfBothAreCompared) {
  md::State state = Stretched(Fcc(), 0.02);
  md::Rattle(0.1, 7, &state);
  const auto outcome = Execute(
      Compare(StrainWork(v1::STRUCTURE_STATE_INHERENT), Fcc(0.1), state));
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->steps_taken, 0);
  auto found = Values(*outcome);
  // To 1e-4 eV/A, with forces of some eV/A² times the displacement: 1e-4 A of
  // 2.5 A.
  EXPECT_NEAR(found["strain_mean"], Expected(0.02), 1e-4);
  EXPECT_NEAR(found["strain_localization"], 0, 1e-4);
  EXPECT_NEAR(found["displacement_squared"], 0, 1e-6);
}

TEST_F(ExecuteLocalStrainTest, SameBitsOnAnyNumberOfThreads) {
  md::State state = Stretched(Fcc(), 0.02);
  md::Rattle(0.1, 7, &state);
  const v1::Lease lease =
      Compare(StrainWork(v1::STRUCTURE_STATE_INHERENT), Fcc(0.1), state);
  const auto one = Execute(lease, 1);
  const auto three = Execute(lease, 3);
  ASSERT_OK(one);
  ASSERT_OK(three);
  EXPECT_EQ(Bytes(*one), Bytes(*three));
}

TEST_F(ExecuteLocalStrainTest, TheReferenceMayBeTheStateItself) {
  const auto outcome = Execute(
      Compare(StrainWork(v1::STRUCTURE_STATE_INHERENT), Fcc(0.1), Fcc(0.1)));
  ASSERT_OK(outcome);
  auto found = Values(*outcome);
  EXPECT_NEAR(found["strain_mean"], 0, 1e-12);
  EXPECT_EQ(found["strain_top_decile"], 0) << "a share of rounding";
  EXPECT_EQ(found["s_atoms"], 0);
  EXPECT_EQ(found["s_clusters"], 0);
  EXPECT_EQ(found["s_cluster_mean"], 0);
  EXPECT_EQ(found["displacement_squared"], 0);
}

TEST_F(ExecuteLocalStrainTest, RefusesAReferenceWithOtherAtoms) {
  const v1::Work work = StrainWork(v1::STRUCTURE_STATE_INSTANTANEOUS);
  EXPECT_THAT(Execute(Compare(
                  work, md::FccState({3, 3, 4}, kToyLatticeConstant), Fcc())),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the same 108 atoms, found one with 144")));
  md::State other = Fcc();
  other.elements = {"Zr"};
  EXPECT_THAT(Execute(Compare(work, other, Fcc())),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the elements Cu, found Zr")));
  md::State slab = Fcc();
  slab.box.periodic[0] = false;
  EXPECT_THAT(
      Execute(Compare(work, slab, Fcc())),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("free surfaces")));
}

TEST_F(ExecuteLocalStrainTest, SaysThatTheReferenceIsMissing) {
  const v1::Work work = StrainWork(v1::STRUCTURE_STATE_INSTANTANEOUS);
  v1::Lease lease = LeaseOf(work, Keep(Fcc()));
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kFailedPrecondition,
                                       HasSubstr("compare with")));
  lease.set_reference_state_sha256(std::string(32, 'x'));
  EXPECT_THAT(Execute(lease), StatusIs(absl::StatusCode::kNotFound,
                                       HasSubstr("reference state")));
}

}  // namespace
}  // namespace lehr::worker
