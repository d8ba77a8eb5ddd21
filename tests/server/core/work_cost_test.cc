#include "server/core/work_cost.h"

#include <cmath>
#include <cstdint>
#include <set>

#include <gtest/gtest.h>

namespace lehr::server {
namespace {

v1::Work Dynamics(v1::Precision precision = v1::PRECISION_UNSPECIFIED) {
  v1::Work work;
  work.mutable_advance()->mutable_law()->mutable_dynamics()->set_precision(
      precision);
  return work;
}

v1::Work Elastic() {
  v1::Work work;
  work.mutable_measurement()->mutable_elastic();
  return work;
}

v1::Work Structure(v1::StructureState configuration) {
  v1::Work work;
  work.mutable_measurement()->mutable_structure()->set_configuration(
      configuration);
  return work;
}

TEST(WorkCostTest, KindsTellApartWhatTakesAnotherTime) {
  const std::set<std::string_view> kinds = {
      CostKindOf(Dynamics()),
      CostKindOf(Dynamics(v1::PRECISION_FAST)),
      CostKindOf(Elastic()),
      CostKindOf(Structure(v1::STRUCTURE_STATE_INHERENT)),
      CostKindOf(Structure(v1::STRUCTURE_STATE_INSTANTANEOUS)),
      CostKindOf(v1::Work())};
  EXPECT_EQ(kinds.size(), 6u);
  EXPECT_EQ(CostKindOf(Dynamics(v1::PRECISION_REFERENCE)),
            CostKindOf(Dynamics()));
  EXPECT_EQ(CostKindOf(Dynamics(v1::PRECISION_FAST)),
            DynamicsCostKind(v1::PRECISION_FAST));
}

TEST(WorkCostTest, NothingIsToldUntilDynamicsWasMeasured) {
  WorkCosts costs;
  EXPECT_FALSE(costs.has_dynamics());
  EXPECT_EQ(costs.SecondsOf(Dynamics(), 1000, 10), std::nullopt);
  costs.Add("elastic", 1000, 1e-6);
  EXPECT_FALSE(costs.has_dynamics());
  EXPECT_EQ(costs.SecondsOf(Dynamics(), 1000, 10), std::nullopt);
}

TEST(WorkCostTest, DynamicsTakesItsAtomStepsAndTheOverhead) {
  WorkCosts costs;
  costs.Add("dynamics", 1000, 1e-6);
  costs.Add(kOverheadKind, 1000, 0.25);
  EXPECT_TRUE(costs.has_dynamics());
  EXPECT_NEAR(*costs.SecondsOf(Dynamics(), 1000, 5000), 5.25, 1e-12);
}

TEST(WorkCostTest, BetweenSizesItIsLinearInTheirLogarithm) {
  WorkCosts costs;
  costs.Add("dynamics", 500, 2e-6);
  costs.Add("dynamics", 2000, 1e-6);
  costs.Add(kOverheadKind, 500, 0);
  const auto per_unit = [&](std::int64_t atoms) {
    return *costs.SecondsOf(Dynamics(), atoms, 1000) /
           CostUnits(Dynamics(), atoms, 1000);
  };
  EXPECT_NEAR(per_unit(1000), 1.5e-6, 1e-15);
  EXPECT_NEAR(per_unit(2000), 1e-6, 1e-15);
  EXPECT_NEAR(per_unit(100), 2e-6, 1e-15);     // as the nearest
  EXPECT_NEAR(per_unit(100000), 1e-6, 1e-15);  // as the nearest
}

TEST(WorkCostTest, AnEnergyAlsoTakesItsInherentStructure) {
  v1::Work energy;
  energy.mutable_measurement()->mutable_energy();
  EXPECT_GT(CostUnits(energy, 1000, 50), CostUnits(Dynamics(), 1000, 50));
}

TEST(WorkCostTest, AKindThatWasMeasuredReplacesItsUsualMultiple) {
  WorkCosts costs;
  costs.Add("dynamics", 1000, 1e-6);
  costs.Add(kOverheadKind, 1000, 0);
  const double usual = *costs.SecondsOf(Elastic(), 1000, 800);
  EXPECT_GT(usual, 0.3 * 0.8);
  EXPECT_LT(usual, 3 * 0.8);
  costs.Add("elastic", 1000, 5e-6);
  EXPECT_NEAR(*costs.SecondsOf(Elastic(), 1000, 800), 4, 1e-12);
}

TEST(WorkCostTest, MeasurementsPlannedWithoutStepsGrowWithTheAtoms) {
  WorkCosts costs;
  costs.Add("dynamics", 1000, 1e-6);
  costs.Add(kOverheadKind, 1000, 0);
  const v1::Work cells = Structure(v1::STRUCTURE_STATE_INSTANTANEOUS);
  const double small = *costs.SecondsOf(cells, 1000, 0);
  EXPECT_GT(small, 0);
  EXPECT_NEAR(*costs.SecondsOf(cells, 4000, 0), 4 * small, 1e-12);
}

TEST(WorkCostTest, FastDynamicsIsToldFromTheReferenceUntilItWasMeasured) {
  WorkCosts costs;
  costs.Add("dynamics", 1000, 1e-6);
  const v1::Work fast = Dynamics(v1::PRECISION_FAST);
  EXPECT_LT(*costs.SecondsOf(fast, 1000, 1000000),
            *costs.SecondsOf(Dynamics(), 1000, 1000000));
  WorkCosts fast_only;
  fast_only.Add(DynamicsCostKind(v1::PRECISION_FAST), 1000, 1e-6);
  EXPECT_TRUE(fast_only.has_dynamics());
  EXPECT_TRUE(fast_only.SecondsOf(Elastic(), 1000, 800).has_value());
}

TEST(RefineTest, LongMeasurementsCountMore) {
  const CostMean first = Refine(std::nullopt, 1.0, 0.3);
  EXPECT_EQ(first.seconds, 1.0);
  // A calibration gives way to a minute of real work.
  const CostMean second = Refine(first, 1.5, 60);
  EXPECT_NEAR(second.seconds, 1.5, 0.01);
  // And that hardly moves with another calibration.
  EXPECT_NEAR(Refine(second, 1.0, 0.3).seconds, second.seconds, 0.01);
}

TEST(RefineTest, OneThatLiesFarOffMovesAnEstablishedMeanLittle) {
  CostMean mean = Refine(std::nullopt, 1.0, 60);
  for (int i = 0; i < 10; ++i) mean = Refine(mean, 1.0, 60);
  // The computer slept for a day meanwhile.
  EXPECT_LT(Refine(mean, 1000, 86400).seconds, 1.3);
}

TEST(RefineTest, FollowsAMachineThatBecameSlower) {
  CostMean mean = Refine(std::nullopt, 1.0, 3600);
  for (int i = 0; i < 50; ++i) mean = Refine(mean, 3.0, 30);
  EXPECT_NEAR(mean.seconds, 3.0, 0.05);
}

}  // namespace
}  // namespace lehr::server
