#include "worker/convert.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

v1::DynamicsLaw FullLaw() {
  v1::DynamicsLaw law;
  law.set_time_step_fs(2);
  v1::TemperatureLaw& temperature = *law.mutable_temperature();
  temperature.set_start_kelvin(2000);
  temperature.set_rate_kelvin_per_ps(-10);
  temperature.set_relaxation_time_ps(0.25);
  temperature.set_chain_length(4);
  v1::StressAxis& stress = *law.mutable_x()->mutable_stress();
  stress.mutable_start_gpa()->set_value(-3);
  stress.mutable_rate_gpa_per_ps()->set_value(0.5);
  v1::RateAxis& rate = *law.mutable_y()->mutable_rate();
  rate.set_rate_per_ps(0.001);
  rate.set_measure(v1::STRAIN_MEASURE_TRUE);
  law.mutable_z()->mutable_free();
  law.set_coupling(v1::COUPLING_NONE);
  law.set_barostat_time_ps(4);
  law.set_barostat_chain_length(5);
  law.set_barostat_drag_per_ps(0.125);
  return law;
}

TEST(ConvertTest, EveryNumberOfALawArrivesInTheUnitOfTheEngine) {
  const auto law = ToEngine(FullLaw());
  ASSERT_OK(law);
  EXPECT_DOUBLE_EQ(law->time_step, 0.002);
  ASSERT_TRUE(law->temperature.has_value());
  EXPECT_EQ(law->temperature->start, 2000);
  EXPECT_EQ(law->temperature->rate, -10);
  EXPECT_EQ(law->temperature->relaxation_time, 0.25);
  EXPECT_EQ(law->temperature->chain_length, 4);
  EXPECT_EQ(law->axes[0].mode, md::AxisMode::kStress);
  EXPECT_EQ(law->axes[0].stress_start, -30000);  // bar, tension positive
  EXPECT_EQ(law->axes[0].stress_rate, 5000);     // bar/ps
  EXPECT_EQ(law->axes[1].mode, md::AxisMode::kRate);
  EXPECT_EQ(law->axes[1].strain_rate, 0.001);
  EXPECT_EQ(law->axes[1].strain_measure, md::StrainMeasure::kTrue);
  EXPECT_EQ(law->axes[2].mode, md::AxisMode::kFree);
  EXPECT_EQ(law->coupling, md::Coupling::kNone);
  EXPECT_EQ(law->barostat_time, 4);
  EXPECT_EQ(law->barostat_chain_length, 5);
  EXPECT_EQ(law->barostat_drag, 0.125);
}

TEST(ConvertTest, ALawWithoutThermostatAndBarostatIsNewtons) {
  v1::DynamicsLaw law;
  law.set_time_step_fs(1);
  for (v1::AxisLaw* axis :
       {law.mutable_x(), law.mutable_y(), law.mutable_z()}) {
    axis->mutable_fixed();
  }
  law.set_coupling(v1::COUPLING_NONE);
  const auto engine_law = ToEngine(law);
  ASSERT_OK(engine_law);
  EXPECT_FALSE(engine_law->temperature.has_value());
  EXPECT_EQ(engine_law->axes[0].mode, md::AxisMode::kFixed);
}

TEST(ConvertTest, RefusesANumberThatWaitsForAMeasurement) {
  v1::DynamicsLaw law = FullLaw();
  law.mutable_x()
      ->mutable_stress()
      ->mutable_start_gpa()
      ->mutable_reference()
      ->set_observable("yield_stress");
  EXPECT_THAT(ToEngine(law),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("dynamics.x.stress.start_gpa: expected a "
                                 "number, found a reference")));
}

TEST(ConvertTest, RefusesChoicesThatAreNotMade) {
  v1::DynamicsLaw no_axis = FullLaw();
  no_axis.clear_z();
  EXPECT_THAT(ToEngine(no_axis), StatusIs(absl::StatusCode::kInvalidArgument,
                                          HasSubstr("dynamics.z")));
  v1::DynamicsLaw no_coupling = FullLaw();
  no_coupling.clear_coupling();
  EXPECT_THAT(ToEngine(no_coupling),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("dynamics.coupling")));
  v1::DynamicsLaw no_measure = FullLaw();
  no_measure.mutable_y()->mutable_rate()->clear_measure();
  EXPECT_THAT(ToEngine(no_measure),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("dynamics.y.rate.measure")));
  EXPECT_FALSE(ToEngine(v1::AXIS_UNSPECIFIED).ok());
  EXPECT_FALSE(ToEngine(v1::LATTICE_UNSPECIFIED).ok());
}

TEST(ConvertTest, RefusesALawWithoutMeaning) {
  v1::DynamicsLaw law = FullLaw();
  law.set_time_step_fs(0);
  EXPECT_THAT(ToEngine(law), StatusIs(absl::StatusCode::kInvalidArgument,
                                      HasSubstr("time_step")));
}

TEST(ConvertTest, AxesCountFromX) {
  EXPECT_EQ(ToEngine(v1::AXIS_X).value(), 0);
  EXPECT_EQ(ToEngine(v1::AXIS_Y).value(), 1);
  EXPECT_EQ(ToEngine(v1::AXIS_Z).value(), 2);
}

// Published figures, independent of the engine's own constants.
TEST(ConvertTest, StressAndDensityAgreeWithTheUnitsOfTheTables) {
  EXPECT_NEAR(StressGpa(1, 1), 160.2176634, 1e-7);  // eV/Å³, CODATA 2018
  EXPECT_NEAR(StressGpa(-3, 2), -1.5 * 160.2176634, 1e-6);
  EXPECT_EQ(GpaOfBar(10000), 1);
  // Copper: 63.546 amu in 11.81 Å³ is 8.935 g/cm³.
  EXPECT_NEAR(DensityGramPerCubicCentimetre(63.546, 11.81), 8.935, 1e-3);
}

}  // namespace
}  // namespace lehr::worker
