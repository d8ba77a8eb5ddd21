#include "client/steps_table.h"

#include <string>

#include <gmock/gmock.h>

#include "tests/client/strained_sweep.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class StepsTableTest : public testing::Test {
 protected:
  MeasuringSteps List(const StepWish& wish = {}) const {
    auto steps = ListMeasuringSteps(sweep_, paths_, wish);
    EXPECT_OK(steps);
    return *std::move(steps);
  }

  v1::GetSweepResponse sweep_ = StrainedSweep();
  SweepPaths paths_{sweep_};
};

TEST_F(StepsTableTest, CsvHasStrainAgainstObservables) {
  const std::string csv = StepsCsv(List({{}, {"five_fold_symmetry"}}));
  EXPECT_THAT(csv, StartsWith("point,treatment,rate,replica,segment,label,"
                              "state,time_ps,true_strain_y,"
                              "five_fold_symmetry\n"));
  EXPECT_THAT(csv, HasSubstr("cycle 3/structure,done,4,0.03,"));
  EXPECT_THAT(csv, HasSubstr("/structure,done,6,,"));
  EXPECT_THAT(csv, Not(HasSubstr("energy")));
}

TEST_F(StepsTableTest, CsvHasErrorsBesideTheirValues) {
  const std::string csv = StepsCsv(List());
  EXPECT_THAT(csv, HasSubstr("potential_energy_eV_per_atom,potential_energy_"
                             "error_eV_per_atom\n"));
  EXPECT_THAT(csv, HasSubstr(",,-3.25,0.01\n"));
}

TEST_F(StepsTableTest, TheTableIsForPeople) {
  const std::string text = StepsText(List({{"energy"}, {}}), false);
  EXPECT_THAT(text, StartsWith("point  treatment"));
  EXPECT_THAT(text, HasSubstr("E_pot (eV/atom)"));
  EXPECT_THAT(text, HasSubstr("-3.250 ± 0.010"));
  EXPECT_THAT(text, HasSubstr("ε_y"));
  EXPECT_THAT(text, Not(HasSubstr("state")));
  EXPECT_THAT(text, Not(HasSubstr("replica")));
  EXPECT_THAT(StepsText(List(), false), HasSubstr("  W\n"));
  EXPECT_THAT(StepsText(List(), true), HasSubstr("five_fold_symmetry"));
}

TEST_F(StepsTableTest, SegmentsThatTheAnswerLacksAreRowsToo) {
  v1::GetSweepResponse sweep = sweep_;
  sweep.mutable_segments()->RemoveLast();
  const SweepPaths paths(sweep);
  const auto steps = ListMeasuringSteps(sweep, paths, {{"energy"}, {}});
  ASSERT_OK(steps);
  EXPECT_THAT(StepsText(*steps, false), HasSubstr("unknown"));
  EXPECT_THAT(StepsCsv(*steps), HasSubstr("/energy,unknown,14.5,"));
  EXPECT_FALSE(StepsJson(*steps)[1].contains("segment_id"));
}

TEST_F(StepsTableTest, JsonNamesColumnsAsCsvDoes) {
  const Json json = StepsJson(List({{"energy"}, {}}));
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[1]["parameters"]["rate"], 2e10);
  EXPECT_EQ(json[1]["time_ps"], 14.5);
  EXPECT_NEAR(json[1]["true_strain_y"].get<double>(), 0.0953101798, 1e-9);
  EXPECT_EQ(json[1]["observables"]["potential_energy_eV_per_atom"], -3.25);
  EXPECT_EQ(json[1]["standard_errors"]["potential_energy_eV_per_atom"], 0.01);
}

TEST_F(StepsTableTest, NoStepsAreAnEmptyTable) {
  EXPECT_THAT(StepsText(List({{"elastic"}, {}}), false),
              HasSubstr("point  treatment"));
  EXPECT_EQ(StepsCsv(List({{"elastic"}, {}})),
            "point,treatment,replica,segment,label,state,time_ps\n");
}

}  // namespace
}  // namespace lehr::client
