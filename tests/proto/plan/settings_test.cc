#include "proto/plan/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::HasSubstr;

absl::Status WrongWith(const std::string& settings) {
  Violations violations;
  ReadSettings(ParseSweep("settings { " + settings + " }").settings(),
               &violations);
  return violations.ToStatus();
}

TEST(SettingsTest, DefaultsAreThoseOfTheContract) {
  Violations violations;
  const Settings settings = ReadSettings({}, &violations);
  EXPECT_OK(violations.ToStatus());
  EXPECT_EQ(settings.time_step_fs, 2);
  EXPECT_EQ(settings.thermostat_time_ps, 0.2);
  EXPECT_EQ(settings.chain_length, 3);
  EXPECT_EQ(settings.barostat_time_ps, 2);
  EXPECT_FALSE(settings.barostat_drag_per_ps.has_value());
  EXPECT_EQ(settings.RecordSteps(), 50);
  EXPECT_EQ(settings.stress_measure, v1::STRESS_MEASURE_CAUCHY);
  EXPECT_EQ(settings.precision, kDefaultPrecision);
}

TEST(SettingsTest, StepsAreTheNearestWholeNumber) {
  Settings settings;
  EXPECT_EQ(settings.StepsOf(0), 0);
  EXPECT_EQ(settings.StepsOf(0.0009), 0);
  EXPECT_EQ(settings.StepsOf(0.0011), 1);
  settings.time_step_fs = 3;
  EXPECT_EQ(settings.StepsOf(0.1), 33);
}

TEST(SettingsTest, RecordsAtLeastEveryStep) {
  Settings settings;
  settings.record_ps = 1e-6;
  EXPECT_EQ(settings.RecordSteps(), 1);
}

TEST(SettingsTest, RefusesWhatHasNoMeaning) {
  EXPECT_THAT(WrongWith("time_step_fs: 0"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "settings.time_step_fs: expected more than 0 and at "
                       "most 20 fs, found 0 fs"));
  EXPECT_THAT(
      WrongWith("time_step_fs: 2000"),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 2000 fs")));
  EXPECT_THAT(WrongWith("thermostat_time_ps: -1"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("settings.thermostat_time_ps")));
  EXPECT_THAT(WrongWith("barostat_time_ps: nan"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("settings.barostat_time_ps")));
  EXPECT_THAT(WrongWith("record_ps: 0"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("settings.record_ps")));
  EXPECT_THAT(WrongWith("barostat_drag_per_ps: -0.5"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("at least 0 /ps, found -0.5 /ps")));
  EXPECT_THAT(WrongWith("chain_length: 0"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "settings.chain_length: expected 1 to 10 links, found "
                       "0"));
  v1::Settings unknown;
  unknown.set_precision(static_cast<v1::Precision>(7));
  Violations violations;
  ReadSettings(unknown, &violations);
  EXPECT_THAT(violations.ToStatus(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       "settings.precision: expected a known value, found 7"));
}

TEST(SettingsTest, LammpsHasNoChoiceOfPrecision) {
  v1::Settings given;
  given.set_engine(v1::ENGINE_LAMMPS);
  given.set_precision(v1::PRECISION_FAST);
  Violations violations;
  const Settings settings = ReadSettings(given, &violations);
  EXPECT_EQ(settings.precision, v1::PRECISION_REFERENCE);
  EXPECT_EQ(settings.lammps_numerics(), kLammpsNumericsVersion);
  EXPECT_EQ(ReadSettings(v1::Settings(), &violations).lammps_numerics(), 0);
}

}  // namespace
}  // namespace lehr::plan
