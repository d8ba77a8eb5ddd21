#include "lehr/md/law.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

using testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

DynamicsLaw IsoLaw() {
  DynamicsLaw law;
  law.temperature = TemperatureLaw();
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  law.coupling = Coupling::kIso;
  return law;
}

TEST(DynamicsLawTest, DefaultIsNveAndValid) {
  EXPECT_OK(DynamicsLaw().Validate());
}

TEST(DynamicsLawTest, IsoWithOneTargetIsValid) {
  EXPECT_OK(IsoLaw().Validate());
}

TEST(DynamicsLawTest, RefusesATimeStepThatIsNotPositive) {
  for (const double bad :
       {0.0, -0.002, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity()}) {
    DynamicsLaw law;
    law.time_step = bad;
    EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("time_step")));
  }
}

TEST(DynamicsLawTest, NamesTheFieldOfABadThermostat) {
  DynamicsLaw law = IsoLaw();
  law.temperature->start = 0;
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("temperature.start")));
  law = IsoLaw();
  law.temperature->relaxation_time = -0.2;
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("temperature.relaxation_time")));
  law = IsoLaw();
  law.temperature->chain_length = 0;
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("temperature.chain_length")));
  law = IsoLaw();
  law.temperature->rate = std::numeric_limits<double>::infinity();
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("temperature.rate")));
}

TEST(DynamicsLawTest, NamesTheFieldOfABadBarostat) {
  DynamicsLaw law = IsoLaw();
  law.barostat_time = 0;
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("barostat_time")));
  law = IsoLaw();
  law.barostat_drag = -1;
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("barostat_drag")));
  law = IsoLaw();
  law.barostat_chain_length = -1;
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("barostat_chain_length")));
}

TEST(DynamicsLawTest, ABarostatWithoutChainIsValid) {
  DynamicsLaw law = IsoLaw();
  law.barostat_chain_length = 0;
  EXPECT_OK(law.Validate());
}

TEST(DynamicsLawTest, IgnoresTheBarostatWhereNoAxisHasOne) {
  DynamicsLaw law;
  law.barostat_time = -1;
  EXPECT_OK(law.Validate());
}

TEST(DynamicsLawTest, RefusesABarostatWithoutTemperature) {
  DynamicsLaw law = IsoLaw();
  law.temperature.reset();
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("temperature")));
}

TEST(DynamicsLawTest, RefusesIsoWithUnequalTargetsOrOtherModes) {
  DynamicsLaw law = IsoLaw();
  law.axes[1].stress_start = 100;
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("one target")));
  law = IsoLaw();
  law.axes[2].stress_rate = 1;
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("one target")));
  law = IsoLaw();
  law.axes[0].mode = AxisMode::kFixed;
  EXPECT_THAT(law.Validate(), StatusIs(kInvalid, HasSubstr("coupling")));
}

TEST(DynamicsLawTest, NamesTheAxisOfANumberThatIsNone) {
  DynamicsLaw law;
  law.axes[1].strain_rate = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(law.Validate(),
              StatusIs(kInvalid, HasSubstr("axis y: strain_rate")));
}

TEST(DynamicsLawTest, RefusesAShearThatHasNoPlane) {
  DynamicsLaw law;
  law.shear = ShearLaw{1, 1, 0.1};
  EXPECT_THAT(law.Validate(), StatusIs(absl::StatusCode::kInvalidArgument,
                                       testing::HasSubstr("law: shear")));
  law.shear = ShearLaw{0, 3, 0.1};
  EXPECT_FALSE(law.Validate().ok());
  law.shear = ShearLaw{0, 2, 0.1};
  EXPECT_OK(law.Validate());
}

}  // namespace
}  // namespace lehr::md
