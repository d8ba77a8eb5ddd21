#include "server/store/speed_table.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kKind[] = "a processor, avx2, 2 threads, lehr 1";

v1::Work Dynamics() {
  v1::Work work;
  work.mutable_advance()->mutable_law()->mutable_dynamics();
  return work;
}

class SpeedTableTest : public testing::Test {
 protected:
  SpeedTableTest() : database_(*Database::OpenInMemory()) {}
  void TearDown() override { EXPECT_OK(database_->status()); }

  void Measure(double seconds, std::int64_t atoms,
               const std::string& potential) {
    RefineSpeed(*database_, kKind, potential,
                {.work = "dynamics",
                 .atoms = atoms,
                 .seconds = seconds,
                 .measured_for = absl::Seconds(1)},
                now_);
  }

  static v1::CalibrationWanted Wanted(const std::string& potential,
                                      std::initializer_list<int> atoms) {
    v1::CalibrationWanted wanted;
    wanted.set_potential_sha256(potential);
    wanted.set_precision(v1::PRECISION_REFERENCE);
    for (const int size : atoms) wanted.add_atoms(size);
    return wanted;
  }

  std::unique_ptr<Database> database_;
  absl::Time now_ = absl::FromUnixSeconds(1000);
  const std::string p_ = std::string(32, 'p');
  const std::string q_ = std::string(32, 'q');
};

TEST_F(SpeedTableTest, KeepsTheMeanOfEachKindOfWorkerPotentialAndSize) {
  Measure(1e-6, 1000, p_);
  Measure(3e-6, 1000, p_);
  Measure(5e-6, 1000, q_);
  const WorkCosts costs = LoadCosts(*database_, kKind, p_);
  EXPECT_TRUE(costs.has_dynamics());
  EXPECT_NEAR(*costs.SecondsOf(Dynamics(), 1000, 1000000), 2e-6 * 1e9, 1);
  EXPECT_FALSE(LoadCosts(*database_, "another kind", p_).has_dynamics());
}

TEST_F(SpeedTableTest, CalibrationsCollectTheSizesOfOnePotential) {
  EXPECT_TRUE(KeepCalibration(*database_, Wanted(p_, {500, 2000})));
  EXPECT_FALSE(KeepCalibration(*database_, Wanted(p_, {2000})));
  EXPECT_TRUE(KeepCalibration(*database_, Wanted(p_, {8000, 2000})));
  const auto wanted = CalibrationsFor(*database_, kKind, now_);
  ASSERT_THAT(wanted, SizeIs(1));
  EXPECT_THAT(wanted[0].atoms(), ElementsAre(500, 2000, 8000));
}

TEST_F(SpeedTableTest, WhatIsKnownIsNotWantedUntilItIsOld) {
  KeepCalibration(*database_, Wanted(p_, {500, 2000}));
  Measure(1e-6, 500, p_);
  Measure(1e-6, 1440, p_);  // near enough to 2,000
  EXPECT_THAT(CalibrationsFor(*database_, kKind, now_), IsEmpty());
  EXPECT_THAT(CalibrationsFor(*database_, "another kind", now_), SizeIs(1));
  EXPECT_THAT(CalibrationsFor(*database_, kKind, now_ + absl::Hours(24 * 31)),
              SizeIs(1));
}

TEST_F(SpeedTableTest, OnlyTheNewestPotentialsAreWanted) {
  for (const char name : {'a', 'b', 'c', 'd', 'e'}) {
    KeepCalibration(*database_, Wanted(std::string(32, name), {500}));
  }
  const auto wanted = CalibrationsFor(*database_, kKind, now_);
  ASSERT_THAT(wanted, SizeIs(3));
  EXPECT_EQ(wanted[0].potential_sha256(), std::string(32, 'e'));
}

}  // namespace
}  // namespace lehr::server
