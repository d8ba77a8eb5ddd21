#include "lehr/md/analysis/creep.h"

#include <cmath>
#include <functional>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

constexpr Vec3 kStart = {20, 30, 40};  // Å
constexpr double kYoung = 82.9, kPoisson = 0.383;
constexpr double kShear = kYoung / (2 * (1 + kPoisson));

// Edges of a linear elastic solid under σ_x = σ_y = `stress` [GPa], with an
// equivalent strain `flow` of flow at constant volume besides (its ε_x = ε_y =
// −ε_z/2, so that ε_e = 2/3 (ε_x − ε_z) = 2 ε_x).
Vec3 Edges(double stress, double flow) {
  const double plane = (1 - kPoisson) * stress / kYoung + flow / 2;
  const double normal = -2 * kPoisson * stress / kYoung - flow;
  return {kStart[0] * (1 + plane), kStart[1] * (1 + plane),
          kStart[2] * (1 + normal)};
}

using Function = std::function<double(double)>;

// Rows every 0.5 ps to `end`.
CreepRows Rows(double end, const Function& stress, const Function& flow) {
  CreepRows rows;
  for (double t = 0.5; t < end + 1e-9; t += 0.5) {
    rows.time.push_back(t);
    const Vec3 edges = Edges(stress(t), flow(t));
    for (std::size_t a = 0; a < 3; ++a) {
      rows.lengths[a].push_back(edges[a]);
      rows.stresses[a].push_back(a < 2 ? stress(t) : 0);
    }
  }
  return rows;
}

double None(double /*t*/) { return 0; }
double Full(double /*t*/) { return 2.3; }

// Ramp 20 ps, hold 1 ns, ramp, 300 ps of rest. From the beginning of the hold
// the solid flows by `rate` [1/ps] and keeps it.
CreepHistory CreepTest(double rate = 0) {
  CreepHistory history;
  history.before = Rows(60, None, None);
  history.load = Rows(
      20, [](double t) { return 2.3 * t / 20; }, None);
  history.hold = Rows(1000, Full, [rate](double t) { return rate * t; });
  const auto kept = [rate](double) { return 1000 * rate; };
  history.unload = Rows(
      20, [](double t) { return 2.3 * (1 - t / 20); }, kept);
  history.relax = Rows(300, None, kept);
  return history;
}

TEST(EquivalentStrainTest, AVolumeChangeIsNone) {
  EXPECT_NEAR(EquivalentStrain({1.01, 2.02, 3.03}, {1, 2, 3}), 0, 1e-15);
}

TEST(EquivalentStrainTest, TensionAtConstantVolumeIsItself) {
  // ε, −ε/2, −ε/2: 2/9 (9/4 + 9/4) ε² = ε².
  EXPECT_NEAR(EquivalentStrain({1.02, 0.99, 0.99}, {1, 1, 1}), 0.02, 1e-15);
}

TEST(AnalyzeCreepTest, ABiaxialLoadOnAnElasticSolidGivesSigmaOverThreeG) {
  const auto creep = AnalyzeCreep(CreepTest(), {});
  ASSERT_OK(creep);
  EXPECT_NEAR(creep->elastic_strain, 2.3 / (3 * kShear), 1e-12);
  EXPECT_NEAR(creep->elastic_strain, 0.0256, 5e-5);  // science.md 5.8
  EXPECT_NEAR(creep->creep_strain, 0, 1e-12);
  EXPECT_NEAR(creep->creep_rate.value, 0, 1e-9);
  EXPECT_NEAR(creep->peak_stress, 2.3, 1e-12);
  ASSERT_TRUE(creep->recovery.has_value());
  EXPECT_NEAR(creep->recovery->elastic, 2.3 / (3 * kShear), 1e-12);
  EXPECT_NEAR(creep->recovery->anelastic, 0, 1e-12);
  EXPECT_NEAR(creep->recovery->residual, 0, 1e-12);
}

TEST(AnalyzeCreepTest, ReadsASteadyRateInPercentPerNanosecond) {
  const auto creep = AnalyzeCreep(CreepTest(4e-7), {});  // 0.04 %/ns
  ASSERT_OK(creep);
  EXPECT_NEAR(creep->creep_rate.value, 0.04, 1e-9);
  // From 50 ps to the mean of the last 10 ps.
  EXPECT_NEAR(creep->creep_strain, 4e-7 * (995.25 - 50.25), 1e-9);
  EXPECT_NEAR(creep->recovery->residual, 4e-4, 1e-12);
}

TEST(AnalyzeCreepTest, TheRateIsOfTheLatePartOnly) {
  CreepHistory history = CreepTest();
  history.hold = Rows(1000, Full, [](double t) {
    return t < 250 ? 1e-5 * t : 2.5e-3 + 1e-6 * (t - 250);
  });
  const auto creep = AnalyzeCreep(history, {});
  ASSERT_OK(creep);
  EXPECT_NEAR(creep->creep_rate.value, 0.1, 1e-6);
}

TEST(AnalyzeCreepTest, NoiseGivesTheRateAnError) {
  CreepHistory history = CreepTest(4e-7);
  std::mt19937_64 engine(3);
  std::normal_distribution<double> normal;
  for (auto& edges : history.hold.lengths) {
    for (double& edge : edges) edge *= 1 + 1e-3 * normal(engine);
  }
  const auto creep = AnalyzeCreep(history, {});
  ASSERT_OK(creep);
  // ε_e ~ 2/3 (mean of two − one): 0.082 % a row, 1500 rows over 0.75 ns: the
  // slope scatters by 0.082 % / (0.75 ns / √12 √1500) = 0.0098 %/ns. Ten
  // blocks know that to a quarter.
  EXPECT_NEAR(creep->creep_rate.standard_error, 0.0098, 0.005);
  EXPECT_NEAR(creep->creep_rate.value, 0.04,
              4 * creep->creep_rate.standard_error);
}

TEST(AnalyzeCreepTest, TakesRecoveryApart) {
  // After unloading 0.2 % are left, of which 0.1 % go with 60 ps.
  CreepHistory history = CreepTest();
  history.relax = Rows(
      1000, None, [](double t) { return 1e-3 + 1e-3 * std::exp(-t / 60); });
  const auto creep = AnalyzeCreep(history, {});
  ASSERT_OK(creep);
  const double at_50 = 1e-3 + 1e-3 * std::exp(-50.0 / 60);
  EXPECT_NEAR(creep->recovery->residual, 1e-3, 1e-8);
  EXPECT_NEAR(creep->recovery->anelastic, at_50 - 1e-3, 1e-5);
  EXPECT_NEAR(creep->recovery->elastic, 2.3 / (3 * kShear) - at_50, 1e-5);
}

TEST(AnalyzeCreepTest, WithoutUnloadingThereIsNoRecovery) {
  CreepHistory history = CreepTest();
  history.unload = {};
  history.relax = {};
  const auto creep = AnalyzeCreep(history, {});
  ASSERT_OK(creep);
  EXPECT_FALSE(creep->recovery.has_value());
}

TEST(AnalyzeCreepTest, APeakOfTheLoadedAxesCounts) {
  CreepHistory history = CreepTest();
  history.load = {};
  history.hold.stresses[1][0] = 3.2;
  history.hold.stresses[2][5] = 9;  // carries no load
  const auto creep = AnalyzeCreep(history, {});
  ASSERT_OK(creep);
  EXPECT_EQ(creep->peak_stress, 3.2);
}

TEST(AnalyzeCreepTest, ReferenceIsTheEndOfTheTimeBefore) {
  CreepHistory history = CreepTest();
  for (std::size_t k = 0; k < 20; ++k) history.before.lengths[0][k] = 25;
  const auto creep = AnalyzeCreep(history, {});  // the first 10 of 60 ps
  ASSERT_OK(creep);
  EXPECT_NEAR(creep->elastic_strain, 2.3 / (3 * kShear), 1e-12);
  EXPECT_OK(AnalyzeCreep(history, {.reference_ps = 500}));
}

TEST(AnalyzeCreepTest, RefusesAHoldShorterThanTheElasticTime) {
  CreepHistory history = CreepTest();
  history.hold = Rows(50, Full, None);
  EXPECT_THAT(AnalyzeCreep(history, {}),
              StatusIs(kInvalid, HasSubstr("hold: expected at least 55 ps")));
  history = CreepTest();
  history.relax = Rows(20, None, None);
  EXPECT_THAT(AnalyzeCreep(history, {}),
              StatusIs(kInvalid, HasSubstr("relaxation: expected")));
}

TEST(AnalyzeCreepTest, RefusesWhatIsMissing) {
  CreepHistory history = CreepTest();
  history.before = {};
  EXPECT_THAT(
      AnalyzeCreep(history, {}),
      StatusIs(kInvalid, HasSubstr("before loading: expected records")));
  history = CreepTest();
  history.hold.stresses[2].pop_back();
  EXPECT_THAT(AnalyzeCreep(history, {}),
              StatusIs(kInvalid, HasSubstr("along z")));
  history = CreepTest();
  history.hold.time[7] = history.hold.time[6];
  EXPECT_THAT(AnalyzeCreep(history, {}),
              StatusIs(kInvalid, HasSubstr("row 7")));
  EXPECT_THAT(AnalyzeCreep(CreepTest(), {.fit_from = 1}),
              StatusIs(kInvalid, HasSubstr("fit_from 1")));
  EXPECT_THAT(AnalyzeCreep(CreepTest(), {.fit_from = 0.9995}),
              StatusIs(kInvalid, HasSubstr("record more often")));
}

}  // namespace
}  // namespace lehr::md::analysis
