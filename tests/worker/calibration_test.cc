#include "worker/calibration.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"
#include "tests/worker/toy_metal.h"
#include "worker/proto_time.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;

bool Always() { return true; }

v1::CalibrationWanted Wanted(const std::vector<std::int64_t>& atoms) {
  v1::CalibrationWanted wanted;
  wanted.set_potential_sha256(std::string(32, 'p'));
  wanted.set_potential_name("toy.eam.alloy");
  wanted.add_elements("Cu");
  wanted.add_fractions(0.64);
  wanted.add_elements("Zr");
  wanted.add_fractions(0.36);
  wanted.set_lattice_constant_angstrom(kToyLatticeConstant);
  wanted.mutable_atoms()->Assign(atoms.begin(), atoms.end());
  wanted.set_precision(v1::PRECISION_REFERENCE);
  return wanted;
}

std::unique_ptr<md::EamPotential> Potential() {
  return *md::EamPotential::FromSetfl(ToyMetal(), "toy.eam.alloy",
                                      std::vector<std::string>{"Cu", "Zr"});
}

TEST(CalibrationTest, MeasuresEachSizeThatIsWanted) {
  const auto potential = Potential();
  const auto speeds = MeasureSpeeds(Wanted({500, 2000}), *potential, 1, Always);
  ASSERT_OK(speeds);
  ASSERT_EQ(speeds->size(), 2u);
  EXPECT_EQ((*speeds)[0].atoms(), 500);
  EXPECT_EQ((*speeds)[1].atoms(), 2000);
  for (const v1::Speed& speed : *speeds) {
    EXPECT_EQ(speed.potential_sha256(), std::string(32, 'p'));
    EXPECT_EQ(speed.precision(), v1::PRECISION_REFERENCE);
    // Some orders of magnitude around any computer's.
    EXPECT_GT(speed.atom_steps_per_second(), 1e3);
    EXPECT_LT(speed.atom_steps_per_second(), 1e10);
    EXPECT_GT(FromProto(speed.measured_for()), absl::ZeroDuration());
  }
}

TEST(CalibrationTest, TakesTheNearestSizeThatDoublingMakes) {
  const auto potential = Potential();
  const auto speeds = MeasureSpeeds(Wanted({1, 1300}), *potential, 1, Always);
  ASSERT_OK(speeds);
  EXPECT_EQ((*speeds)[0].atoms(), 500);
  EXPECT_EQ((*speeds)[1].atoms(), 1000);
}

TEST(CalibrationTest, EndsWhenItIsNoLongerWanted) {
  const auto potential = Potential();
  int asked = 0;
  const auto speeds =
      MeasureSpeeds(Wanted({500}), *potential, 1, [&] { return ++asked < 5; });
  EXPECT_THAT(speeds,
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST(CalibrationTest, RefusesWhatHasNoMeaning) {
  v1::CalibrationWanted wanted = Wanted({500});
  wanted.clear_fractions();
  EXPECT_THAT(
      CheckCalibration(wanted),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 0 for 2")));
  wanted = Wanted({500});
  wanted.set_fractions(0, 1.5);
  EXPECT_THAT(CheckCalibration(wanted),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("1.5")));
  wanted = Wanted({0});
  EXPECT_THAT(
      CheckCalibration(wanted),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found 0")));
  wanted = Wanted({500});
  wanted.set_lattice_constant_angstrom(0);
  EXPECT_THAT(
      CheckCalibration(wanted),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("lattice")));
}

}  // namespace
}  // namespace lehr::worker
