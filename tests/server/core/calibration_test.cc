#include "server/core/calibration.h"

#include <cmath>
#include <cstdint>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/settings.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;

v1::CalibrationWanted Wanted(const v1::SweepSpec& spec) {
  const auto plan = plan::MakePlan(spec);
  EXPECT_OK(plan);
  const auto wanted = CalibrationOf(spec, *plan);
  EXPECT_TRUE(wanted.has_value());
  return wanted.value_or(v1::CalibrationWanted());
}

TEST(CalibrationTest, IsOfTheSweepsMaterial) {
  const v1::SweepSpec spec = plan::ParseSweep(plan::kSample);
  const v1::CalibrationWanted wanted = Wanted(spec);
  EXPECT_EQ(wanted.potential_sha256(), spec.material().potential().sha256());
  EXPECT_EQ(wanted.elements_size(), wanted.fractions_size());
  double sum = 0;
  for (const double fraction : wanted.fractions()) sum += fraction;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(wanted.precision(), plan::kDefaultPrecision);
}

TEST(CalibrationTest, SizesLieAroundThoseOfTheSweep) {
  v1::SweepSpec spec = plan::ParseSweep(plan::kSample);  // 864 atoms
  EXPECT_THAT(Wanted(spec).atoms(), ElementsAre(500, 2000));
  const auto cells = [&](int edge) {
    v1::Counts* counts =
        spec.mutable_sample(0)->mutable_create()->mutable_cells();
    counts->set_x(edge);
    counts->set_y(edge);
    counts->set_z(edge);
  };
  cells(5);  // 500 atoms: one of the series
  EXPECT_THAT(Wanted(spec).atoms(), ElementsAre(500));
  cells(14);  // 10,976 atoms
  EXPECT_THAT(Wanted(spec).atoms(), ElementsAre(8000, 32000));
  cells(40);  // 256,000 atoms: beyond the series
  EXPECT_THAT(Wanted(spec).atoms(), ElementsAre(32000));
}

TEST(CalibrationTest, ABodyCenteredSampleHasTheDensityOfAFaceCenteredOne) {
  v1::SweepSpec spec = plan::ParseSweep(plan::kSample);
  v1::CreateStage* create = spec.mutable_sample(0)->mutable_create();
  create->mutable_lattice_constant_angstrom()->set_number(3);
  create->set_lattice(v1::LATTICE_BCC);
  // 2 atoms in 27 Å³ are 4 in 54.
  EXPECT_NEAR(std::pow(Wanted(spec).lattice_constant_angstrom(), 3), 54, 1e-9);
}

}  // namespace
}  // namespace lehr::server
