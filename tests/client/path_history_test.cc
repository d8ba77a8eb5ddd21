#include "client/path_history.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "proto/plan/plan.h"

namespace lehr::client {
namespace {

constexpr std::size_t kX = 0;
constexpr std::size_t kY = 1;
constexpr std::size_t kXy = 3;

// A plan with these laws one after the other; times in steps of 2 fs.
class PathHistoryTest : public testing::Test {
 protected:
  void AddLaw(const std::string& law, std::int64_t steps = 0) {
    plan::PlannedSegment segment;
    segment.parent = static_cast<int>(plan_.segments.size()) - 1;
    v1::Advance* advance = segment.work.mutable_advance();
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        law, advance->mutable_law()));
    advance->set_steps(steps);
    plan_.segments.push_back(segment);
  }
  // 500 steps: 1 ps.
  void AddDynamics(const std::string& y, const std::string& others = "stress",
                   const std::string& shear = "") {
    AddLaw("dynamics { time_step_fs: 2 x { " + others + " {} } y { " + y +
               " } z { " + others + " {} } " + shear + " }",
           500);
  }
  PathState End() const {
    return PathHistory(plan_).EndOf(static_cast<int>(plan_.segments.size()) -
                                    1);
  }
  std::optional<double> Strain(std::size_t i) const { return End().strain[i]; }

  static constexpr char kTrue[] =
      "rate { rate_per_ps: 0.01 measure: STRAIN_MEASURE_TRUE }";
  static constexpr char kEngineering[] =
      "rate { rate_per_ps: 0.01 measure: STRAIN_MEASURE_ENGINEERING }";

  plan::Plan plan_;
};

TEST_F(PathHistoryTest, OnlyDynamicsTakesTime) {
  AddLaw("create {}");
  AddLaw("velocities {}");
  EXPECT_EQ(End().time_ps, 0);
  AddDynamics("stress {}");
  AddDynamics(kTrue);
  AddLaw("minimize {}", 1000);
  EXPECT_DOUBLE_EQ(End().time_ps, 2);
}

TEST_F(PathHistoryTest, TrueStrainsOfBothMeasuresAdd) {
  AddLaw("create {}");
  AddDynamics(kTrue);
  EXPECT_DOUBLE_EQ(*Strain(kY), 0.01);
  AddDynamics(kEngineering);
  EXPECT_DOUBLE_EQ(*Strain(kY), 0.01 + std::log(1.01));
  AddDynamics("rate { rate_per_ps: -0.01 measure: STRAIN_MEASURE_TRUE }");
  EXPECT_NEAR(*Strain(kY), std::log(1.01), 1e-15);
  EXPECT_TRUE(End().strained[kY]);
  EXPECT_FALSE(End().strained[kX]);
  EXPECT_EQ(Strain(kX), 0);
}

TEST_F(PathHistoryTest, AnAxisThatKeepsItsLengthKeepsItsStrain) {
  AddDynamics(kTrue);
  AddDynamics("fixed {}");
  AddLaw("velocities {}");
  AddLaw("minimize {}");
  AddDynamics(kTrue);
  EXPECT_DOUBLE_EQ(*Strain(kY), 0.02);
}

TEST_F(PathHistoryTest, StrainIsUnknownUnderAStressAndThenCountsAnew) {
  AddDynamics("stress {}");
  EXPECT_EQ(Strain(kY), 0);
  AddDynamics(kTrue);
  AddDynamics("stress {}");
  EXPECT_EQ(Strain(kY), std::nullopt);
  AddDynamics("fixed {}");
  EXPECT_EQ(Strain(kY), std::nullopt);
  AddDynamics(kTrue);
  EXPECT_DOUBLE_EQ(*Strain(kY), 0.01);
  AddLaw("minimize { relax_box: true }");
  EXPECT_EQ(Strain(kY), std::nullopt);
}

TEST_F(PathHistoryTest, ShearOfOnePlaneAddsAndIsNoStrainOfAnAxis) {
  const std::string shear = "shear { plane: SHEAR_PLANE_XY rate_per_ps: 0.02 }";
  AddDynamics("stress {}", "stress", shear);
  AddDynamics("fixed {}", "fixed");
  AddDynamics("stress {}", "stress", shear);
  EXPECT_DOUBLE_EQ(*Strain(kXy), 0.04);
  EXPECT_FALSE(End().strained[kY]);
  AddDynamics("stress {}");
  EXPECT_EQ(Strain(kXy), std::nullopt);
}

TEST_F(PathHistoryTest, AMeasurementHasTheStateThatItMeasures) {
  AddDynamics(kTrue);
  plan::PlannedSegment energy;
  energy.parent = 0;
  energy.work.mutable_measurement()->mutable_energy()->set_steps(1000);
  plan_.segments.push_back(energy);
  EXPECT_DOUBLE_EQ(End().time_ps, 1);
  EXPECT_DOUBLE_EQ(*Strain(kY), 0.01);
}

}  // namespace
}  // namespace lehr::client
