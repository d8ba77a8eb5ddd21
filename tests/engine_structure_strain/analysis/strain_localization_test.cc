#include "lehr/md/analysis/strain_localization.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A slab of 148 × 185 × 30 Å, free along x.
State Slab() {
  State state = FccState({40, 50, 8}, 3.7);
  EXPECT_OK(OpenSurface(0, &state));
  return state;
}

// Displacements along the band's plane, from nothing below it to all above.
State WithBand(double width, double slip, State state) {
  const double middle = 0.5 * (state.box.lengths[1] - state.box.lengths[0]);
  for (Vec3& r : state.atoms.positions) {
    // Distance from a plane at 45° through the middle.
    const double d = (r[1] - r[0] - middle) / std::sqrt(2.0);
    const double shear = std::clamp(d / width, -0.5, 0.5) + 0.5;
    r[0] += slip * shear / std::sqrt(2.0);
    r[1] += slip * shear / std::sqrt(2.0);
  }
  return state;
}

StrainLocalization Analyze(const State& reference, const State& state,
                           const LocalizationOptions& options = {}) {
  auto strain = AnalyzeLocalStrain(reference, state, {});
  EXPECT_OK(strain);
  auto result = AnalyzeLocalization(state, *strain, options);
  EXPECT_OK(result);
  return result.ok() ? *std::move(result) : StrainLocalization();
}

// The strain of an atom is `value(i)`.
template <typename Value>
LocalStrain Strained(const State& state, const Value& value) {
  LocalStrain strain;
  strain.cutoff = 3.8;
  strain.measured.assign(state.atoms.size(), 1);
  double sum = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    strain.von_mises.push_back(value(i));
    sum += strain.von_mises.back();
  }
  strain.mean_von_mises = sum / static_cast<double>(state.atoms.size());
  return strain;
}

TEST(StrainLocalizationTest, ABandIsBandedAndSpansTheSlab) {
  // The band is 15 Å wide, its shear 0.8: η ≈ 0.4 within.
  const State slab = Slab();
  // Its top edge is periodic: what slips out there is not compared.
  State open = slab;
  open.box.periodic[1] = false;
  const StrainLocalization result = Analyze(open, WithBand(15, 12, open));
  EXPECT_EQ(result.verdict, Verdict::kBanded);
  EXPECT_GT(result.top_bins_share, 0.8);
  EXPECT_THAT(result.largest_spans, ElementsAre(true, false, true));
  EXPECT_EQ(result.clusters, 1);
  // The band has 148 × √2 × 15 of 148 × 185 Å².
  EXPECT_NEAR(result.s_fraction, 15 * std::sqrt(2.0) / 185, 0.02);
  EXPECT_NEAR(result.largest_fraction, result.s_fraction, 1e-12);
  EXPECT_GT(result.top_atoms_share, 0.8);
}

TEST(StrainLocalizationTest, AnEvenStrainIsHomogeneous) {
  const State slab = Slab();
  const State now =
      Deformed({Vec3{1, 0, 0}, Vec3{0, 1.6, 0}, Vec3{0, 0, 1}}, slab);
  const StrainLocalization result = Analyze(slab, now);
  EXPECT_EQ(result.s_fraction, 1);
  EXPECT_EQ(result.verdict, Verdict::kHomogeneous);
  EXPECT_LT(result.psi, 1e-12);
  EXPECT_NEAR(result.top_atoms_share, 0.1, 1e-12);
  // Bins hold somewhat different numbers of atoms.
  EXPECT_NEAR(result.top_bins_share, 0.2, 0.04);
  EXPECT_NEAR(result.top_bins_share_of_all, 0.2, 0.04);
}

TEST(StrainLocalizationTest, SAtomsScatteredEverywhereAreHomogeneous) {
  const State slab = Slab();
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> uniform;
  const LocalStrain strain = Strained(
      slab, [&](std::size_t) { return uniform(engine) < 0.2 ? 0.5 : 0.1; });
  const auto result = AnalyzeLocalization(slab, strain, {});
  ASSERT_OK(result);
  EXPECT_EQ(result->verdict, Verdict::kHomogeneous);
  EXPECT_NEAR(result->s_fraction, 0.2, 0.02);
  EXPECT_LT(result->top_bins_share, 0.35);
}

TEST(StrainLocalizationTest, AFewSAtomsInOneCornerAreNoBand) {
  const State slab = Slab();
  const LocalStrain strain =
      Strained(slab, [](std::size_t i) { return i < 30 ? 0.5 : 0.0; });
  const auto result = AnalyzeLocalization(slab, strain, {});
  ASSERT_OK(result);
  EXPECT_DOUBLE_EQ(result->top_bins_share, 1);
  EXPECT_EQ(result->verdict, Verdict::kHomogeneous);
}

TEST(StrainLocalizationTest, ClusterSizesAreAHistogram) {
  State state = FccState({10, 10, 10}, 3.7);
  // Pairs at (2, 2), and single atoms; all others are below the threshold.
  // Atom 4 k is the corner of a cell, 4 k + 1 a nearest neighbor of it.
  const LocalStrain strain = Strained(state, [](std::size_t i) {
    return i == 0 || i == 1 || i == 2000 || i == 2001 || i == 3000 ? 0.4 : 0.2;
  });
  const auto result = AnalyzeLocalization(state, strain, {});
  ASSERT_OK(result);
  ASSERT_EQ(result->cluster_sizes.size(), 2u);
  EXPECT_EQ(result->cluster_sizes[0].size, 1);
  EXPECT_EQ(result->cluster_sizes[0].count, 1);
  EXPECT_EQ(result->cluster_sizes[1].size, 2);
  EXPECT_EQ(result->cluster_sizes[1].count, 2);
  EXPECT_EQ(result->clusters, 3);
  EXPECT_EQ(result->largest_cluster, 2);
  EXPECT_THAT(result->largest_spans, ElementsAre(false, false, false));
}

TEST(StrainLocalizationTest, TheTopShareAndPsiAreThoseOfTheDefinition) {
  const State state = FccState({5, 5, 5}, 3.7);  // 500 atoms
  const LocalStrain strain =
      Strained(state, [](std::size_t i) { return i < 50 ? 0.9 : 0.1; });
  const auto result = AnalyzeLocalization(state, strain, {});
  ASSERT_OK(result);
  EXPECT_NEAR(result->top_atoms_share, 45.0 / 90.0, 1e-12);
  // Variance of two values with weights 0.1 and 0.9, 0.8 apart.
  EXPECT_NEAR(result->psi, std::sqrt(0.1 * 0.9 * 0.64), 1e-12);
}

TEST(StrainLocalizationTest, TheMapTilesTheSampleAndCountsEachAtom) {
  const State slab = Slab();
  const LocalStrain strain = Strained(slab, [&](std::size_t i) {
    return slab.atoms.positions[i][0] > 100 ? 0.6 : 0.2;
  });
  const auto result = AnalyzeLocalization(slab, strain, {});
  ASSERT_OK(result);
  const StrainMap& map = result->map;
  EXPECT_THAT(map.bins, ElementsAre(7, 9));
  EXPECT_NEAR(map.widths[1] * 9, 185, 1e-9);
  std::int64_t atoms = 0;
  for (const std::int64_t count : map.atoms) atoms += count;
  EXPECT_EQ(atoms, static_cast<std::int64_t>(slab.atoms.size()));
  EXPECT_NEAR(map.mean_strain[0], 0.2, 1e-12);
  EXPECT_EQ(map.plastic_strain[0], 0);
  EXPECT_NEAR(map.mean_strain[6], 0.6, 1e-12);
  EXPECT_NEAR(map.plastic_strain[6], 0.6 * static_cast<double>(map.atoms[6]),
              1e-9);
}

TEST(StrainLocalizationTest, AtomsWithoutStrainAreInNothing) {
  const State state = FccState({5, 5, 5}, 3.7);
  LocalStrain strain =
      Strained(state, [](std::size_t i) { return i < 100 ? 0.0 : 0.4; });
  strain.mean_von_mises = 0.4;
  std::fill_n(strain.measured.begin(), 100, std::uint8_t{0});
  const auto result = AnalyzeLocalization(state, strain, {});
  ASSERT_OK(result);
  EXPECT_EQ(result->s_fraction, 1);
  EXPECT_LT(result->psi, 1e-12);
  EXPECT_EQ(result->largest_cluster, 400);
}

TEST(StrainLocalizationTest, NoStrainIsHomogeneousAndDividesByNothing) {
  const State state = FccState({5, 5, 5}, 3.7);
  const auto result = AnalyzeLocalization(
      state, Strained(state, [](std::size_t) { return 0.0; }), {});
  ASSERT_OK(result);
  EXPECT_EQ(result->verdict, Verdict::kHomogeneous);
  EXPECT_EQ(result->top_atoms_share, 0);
  EXPECT_EQ(result->clusters, 0);
}

TEST(StrainLocalizationTest, HasTheSameBitsOnAnyNumberOfThreads) {
  const State slab = Slab();
  State now = slab;
  Rattle(1.2, 7, &now);
  const StrainLocalization one = Analyze(slab, now);
  const StrainLocalization three = Analyze(slab, now, {.threads = 3});
  EXPECT_EQ(three.psi, one.psi);
  EXPECT_EQ(three.top_bins_share, one.top_bins_share);
  EXPECT_EQ(three.map.mean_strain, one.map.mean_strain);
  EXPECT_EQ(three.largest_cluster, one.largest_cluster);
  EXPECT_GT(one.s_fraction, 0);
}

TEST(StrainLocalizationTest, RefusesWhatDoesNotFitTogether) {
  const State state = FccState({5, 5, 5}, 3.7);
  const LocalStrain strain = Strained(state, [](std::size_t) { return 0.4; });
  const auto refused = [&](const LocalizationOptions& options,
                           const char* text) {
    EXPECT_THAT(AnalyzeLocalization(state, strain, options),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(text)));
  };
  refused({.cluster_cutoff = 9.3}, "half the edge along x, 9.25 Å");
  refused({.map_normal = 3}, "an axis from 0 to 2");
  refused({.top_bins = 0}, "fractions");
  refused({.threads = 0}, "one thread");
  EXPECT_THAT(AnalyzeLocalization(FccState({5, 5, 6}, 3.7), strain, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the state's 600 atoms, found that of 500")));
}

}  // namespace
}  // namespace lehr::md::analysis
