#include "client/measuring_steps.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/client/strained_sweep.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MeasuringStepsTest : public testing::Test {
 protected:
  // What is listed lives as long as the test and its last list.
  MeasuringSteps List(const StepWish& wish = {}) {
    paths_ = std::make_unique<SweepPaths>(sweep_);
    auto steps = ListMeasuringSteps(sweep_, *paths_, wish);
    EXPECT_OK(steps);
    return *std::move(steps);
  }
  static std::vector<std::string> LabelsOf(const MeasuringSteps& steps,
                                           std::int64_t point) {
    std::vector<std::string> labels;
    for (const MeasuringStep& step : steps.steps) {
      if (step.point == point) labels.push_back(step.planned->label);
    }
    return labels;
  }
  // The position of the last segment of that kind of label.
  int Last(const std::string& label) const {
    int last = -1;
    for (int i = 0; i < sweep_.segments_size(); ++i) {
      if (sweep_.segments(i).label().find(label) != std::string::npos) last = i;
    }
    return last;
  }

  v1::GetSweepResponse sweep_ = StrainedSweep();
  std::unique_ptr<SweepPaths> paths_;
};

TEST_F(MeasuringStepsTest, EachPointHasAllItsMeasurementsInTheOrderOfItsPath) {
  const MeasuringSteps steps = List();
  EXPECT_THAT(LabelsOf(steps, 1),
              ElementsAre(HasSubstr("structure"),
                          AllOf(HasSubstr("cycle 1"), HasSubstr("structure")),
                          HasSubstr("cycle 2"), HasSubstr("cycle 3"),
                          HasSubstr("structure"), HasSubstr("structure"),
                          HasSubstr("energy")));
  EXPECT_EQ(LabelsOf(steps, 0).size(), 7u);
  EXPECT_EQ(LeftOutText(steps), "");
  // Before, three times 1 %, released, and 10 % of engineering strain.
  const auto strain = [&](std::size_t row) {
    return steps.steps[7 + row].state.strain[1];
  };
  EXPECT_EQ(strain(0), 0);
  EXPECT_NEAR(*strain(3), 0.03, 1e-12);
  EXPECT_EQ(strain(4), std::nullopt);
  EXPECT_NEAR(*strain(6), std::log(1.1), 1e-12);
  // 1 ps hold, 3 × 0.5 ps, 2 ps hold, 10 ps.
  EXPECT_NEAR(steps.steps[13].state.time_ps, 14.5, 1e-9);
  // The state before is that of both points.
  EXPECT_EQ(steps.steps[0].segment, steps.steps[7].segment);
}

TEST_F(MeasuringStepsTest, KindsAndNamesNarrowDown) {
  EXPECT_THAT(MeasureKinds(), Contains("energy"));
  EXPECT_EQ(List({{"energy"}, {}}).steps.size(), 2u);
  EXPECT_EQ(List({{"energy", "structure"}, {}}).steps.size(), 14u);
  EXPECT_EQ(List({{"elastic"}, {}}).steps.size(), 0u);
  EXPECT_EQ(List({{}, {"potential_energy"}}).steps.size(), 2u);
  EXPECT_EQ(List({{"structure"}, {"potential_energy"}}).steps.size(), 0u);
}

TEST_F(MeasuringStepsTest, WhatIsNotDoneYetIsKeptIfItMayFindWhatIsWanted) {
  v1::Segment& energy = *sweep_.mutable_segments(Last("energy"));
  energy.set_state(v1::SEGMENT_STATE_LEASED);
  energy.clear_observables();
  EXPECT_EQ(List({{}, {"potential_energy"}}).steps.size(), 2u);
  EXPECT_EQ(List({{}, {"five_fold_symmetry"}}).steps.size(), 12u);
  EXPECT_EQ(LeftOutText(List()), "");
}

TEST_F(MeasuringStepsTest, AWrongNameHasASuggestion) {
  const SweepPaths paths(sweep_);
  EXPECT_THAT(ListMeasuringSteps(sweep_, paths, {{}, {"five_fold_symetry"}}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("\"five_fold_symetry\": did you mean "
                                 "\"five_fold_symmetry\"?")));
}

TEST_F(MeasuringStepsTest, SaysWhatTheAnswerHadNoRoomFor) {
  sweep_.mutable_segments(Last("structure"))->clear_observables();
  sweep_.mutable_segments()->RemoveLast();
  const MeasuringSteps steps = List();
  EXPECT_EQ(steps.steps.size(), 14u);
  EXPECT_EQ(steps.steps.back().segment, nullptr);
  EXPECT_EQ(steps.segments_left_out, 1);
  EXPECT_EQ(steps.observables_left_out, 1);
  EXPECT_THAT(LeftOutText(steps),
              AllOf(HasSubstr("no room for all of 1 measuring segment;"),
                    HasSubstr("no room for what was found out by 1 ")));
}

TEST_F(MeasuringStepsTest, ASweepOfAnotherReleaseIsRefused) {
  sweep_.mutable_spec()->clear_sample();
  const SweepPaths paths(sweep_);
  EXPECT_THAT(ListMeasuringSteps(sweep_, paths, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("expected one that this release can plan")));
}

}  // namespace
}  // namespace lehr::client
