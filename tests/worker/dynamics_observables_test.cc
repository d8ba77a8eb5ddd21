#include "worker/dynamics_observables.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/worker/executor_fixture.h"

namespace lehr::worker {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::UnorderedElementsAre;

using Found = std::map<std::string, v1::Observable>;

Found ByName(const std::vector<v1::Observable>& observables) {
  Found result;
  for (const v1::Observable& observable : observables) {
    result[observable.name()] = observable;
  }
  return result;
}

md::DynamicsLaw NptLaw() {
  md::DynamicsLaw law;
  law.temperature = md::TemperatureLaw();
  for (md::AxisLaw& axis : law.axes) axis.mode = md::AxisMode::kStress;
  return law;
}

// `rows` rows every 0.1 ps; stresses 1, 2, 3 GPa but a first σ_yy of −5.
v1::Curve CurveOf(int rows) {
  v1::Curve curve;
  for (const char* name :
       {"time_ps", "temperature", "volume_per_atom", "conserved_energy",
        "stress_xx", "stress_yy", "stress_zz"}) {
    curve.add_columns()->set_name(name);
  }
  for (int k = 0; k < rows; ++k) {
    const double t = 0.1 * (k + 1);
    const double values[] = {t, 300.0 + k % 2,     16, -4 + 1e-6 * t,
                             1, k == 0 ? -5.0 : 2, 3};
    for (int c = 0; c < 7; ++c) {
      curve.mutable_columns(c)->add_values(values[c]);
    }
  }
  return curve;
}

TEST(ObserveDynamicsTest, AveragesTheCurve) {
  Found found = ByName(ObserveDynamics(NptLaw(), CurveOf(100)));
  EXPECT_THAT(found, UnorderedElementsAre(
                         Key("mean_temperature"), Key("mean_volume_per_atom"),
                         Key("mean_stress_xx"), Key("mean_stress_yy"),
                         Key("mean_stress_zz"), Key("peak_stress"),
                         Key("conserved_energy_drift")));
  EXPECT_NEAR(found["mean_temperature"].value(), 300.5, 1e-9);
  EXPECT_TRUE(found["mean_temperature"].has_standard_error());
  EXPECT_EQ(found["mean_temperature"].unit(), "K");
  EXPECT_NEAR(found["mean_stress_yy"].value(), 1.93, 1e-9);
  EXPECT_EQ(found["peak_stress"].value(), -5);
  EXPECT_EQ(found["peak_stress"].unit(), "GPa");
  // 1e-6 eV/atom in 1 ps.
  EXPECT_NEAR(found["conserved_energy_drift"].value(), 1e-3, 1e-9);
  EXPECT_EQ(found["conserved_energy_drift"].unit(), "eV/atom/ns");
}

TEST(ObserveDynamicsTest, DensitiesAboveTheTableAreSaidWhereThereWereAny) {
  v1::Curve curve = CurveOf(4);
  v1::Column* overflows = curve.add_columns();
  overflows->set_name("density_overflows");
  for (int k = 0; k < 4; ++k) overflows->add_values(0);
  EXPECT_THAT(ByName(ObserveDynamics(NptLaw(), curve)),
              Not(Contains(Key("density_overflows"))));
  overflows->set_values(2, 0.5);
  EXPECT_EQ(
      ByName(ObserveDynamics(NptLaw(), curve))["density_overflows"].value(),
      0.125);
}

TEST(ObserveDynamicsTest, PeakIsOfTheAxesUnderStressControl) {
  md::DynamicsLaw law = NptLaw();
  law.axes[1].mode = md::AxisMode::kFixed;
  EXPECT_EQ(ByName(ObserveDynamics(law, CurveOf(100)))["peak_stress"].value(),
            3);
  for (md::AxisLaw& axis : law.axes) axis.mode = md::AxisMode::kFixed;
  EXPECT_THAT(ByName(ObserveDynamics(law, CurveOf(100))),
              Not(Contains(Key("peak_stress"))));
}

TEST(ObserveDynamicsTest, FewRowsLeaveOutWhatTheyDoNotSay) {
  EXPECT_THAT(ObserveDynamics(NptLaw(), CurveOf(0)), testing::IsEmpty());
  EXPECT_THAT(ObserveDynamics(NptLaw(), v1::Curve()), testing::IsEmpty());
  for (const int rows : {1, 2}) {
    Found found = ByName(ObserveDynamics(NptLaw(), CurveOf(rows)));
    EXPECT_EQ(found["mean_volume_per_atom"].value(), 16);
    EXPECT_FALSE(found["mean_temperature"].has_standard_error());
    EXPECT_THAT(found, Not(Contains(Key("conserved_energy_drift"))));
  }
}

TEST(ConservesEnergyTest, OnlyIfNothingDrives) {
  md::DynamicsLaw law = NptLaw();
  EXPECT_TRUE(ConservesEnergy(law));
  law.temperature.reset();
  EXPECT_TRUE(ConservesEnergy(law));
  law = NptLaw();
  law.temperature->rate = -1;
  EXPECT_FALSE(ConservesEnergy(law));
  law = NptLaw();
  for (md::AxisLaw& axis : law.axes) axis.stress_start = 2e4;
  EXPECT_TRUE(ConservesEnergy(law));
  law.axes[2].mode = md::AxisMode::kFixed;
  EXPECT_TRUE(ConservesEnergy(law));
  law.axes[2].mode = md::AxisMode::kFree;
  EXPECT_FALSE(ConservesEnergy(law)) << "surface, and a load along others";
  law = NptLaw();
  law.axes[0].stress_start = 1;
  EXPECT_FALSE(ConservesEnergy(law)) << "targets differ";
  law = NptLaw();
  law.axes[0].stress_rate = 1;
  EXPECT_FALSE(ConservesEnergy(law));
  law = NptLaw();
  law.barostat_drag = 0.1;
  EXPECT_FALSE(ConservesEnergy(law));
  law = NptLaw();
  law.axes[1].mode = md::AxisMode::kRate;
  law.axes[1].strain_rate = 1e-3;
  EXPECT_FALSE(ConservesEnergy(law));
  law = NptLaw();
  law.shear = md::ShearLaw{.rate = 1e-3};
  EXPECT_FALSE(ConservesEnergy(law));
}

class DynamicsObservablesTest : public ExecutorTest {};

TEST_F(DynamicsObservablesTest, EveryDynamicsSegmentHasThem) {
  const auto hold =
      Execute(LeaseOf(DynamicsWork(HoldLaw(300), 2000), Warm(600)));
  ASSERT_OK(hold);
  Found found = ByName(hold->observables);
  EXPECT_THAT(found, Not(Contains(Key("peak_stress"))));
  EXPECT_NEAR(found["mean_temperature"].value(), 300, 30);
  // Far below what a wrong sign or unit would give; 2 fs at 300 K drift by some
  // 1e-4 eV/atom/ns, and 4 ps know that to 1e-2.
  EXPECT_LT(std::abs(found["conserved_energy_drift"].value()), 0.1);
  const auto pull =
      Execute(LeaseOf(DynamicsWork(PullLaw(300, 0.01), 400), Warm(600)));
  ASSERT_OK(pull);
  found = ByName(pull->observables);
  EXPECT_THAT(found, Contains(Key("peak_stress")));
  EXPECT_THAT(found, Not(Contains(Key("conserved_energy_drift"))));
}

TEST_F(DynamicsObservablesTest, ASegmentShorterThanARecordHasNone) {
  const auto outcome =
      Execute(LeaseOf(DynamicsWork(HoldLaw(300), 5), Warm(600)));
  ASSERT_OK(outcome);
  EXPECT_THAT(outcome->observables, testing::IsEmpty());
}

}  // namespace
}  // namespace lehr::worker
