#include "client/export_choice.h"

#include <string>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "proto/plan/plan.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSpec[] = R"(
name: "small"
material {
  components { element: "Cu" fraction: 1 }
  potential { sha256: "0123456789abcdef0123456789abcdef" }
}
parameters { name: "rate" list { values: 100 values: 10 } }
sample { create { cells { x: 6 y: 6 z: 6 } } }
sample { hold { temperature_kelvin { number: 2000 } time_ps { number: 1 } } }
sample { ramp { to_kelvin { number: 300 } rate_kelvin_per_ps {
  parameter: "rate" } } }
sample { save { name: "as_cast" } }
test { measure { measures { elastic {} } } }
)";

// The sweep of kSpec: create 1, velocities 2, hold 3, and for each rate a ramp
// (4 and 6, saved as "as_cast") with elastic constants (5 and 7). All is done.
v1::GetSweepResponse DoneSweep() {
  v1::GetSweepResponse sweep;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      kSpec, sweep.mutable_spec()));
  const auto plan = plan::MakePlan(sweep.spec());
  EXPECT_OK(plan);
  for (const plan::PlannedSegment& planned : plan->segments) {
    v1::Segment& segment = *sweep.add_segments();
    segment.set_segment_id(sweep.segments_size());
    segment.set_key(planned.key);
    segment.set_label(planned.label);
    segment.set_state(v1::SEGMENT_STATE_DONE);
    if (planned.work.has_measurement()) continue;
    segment.set_end_state_sha256("state");
    const v1::Law& law = planned.work.advance().law();
    if (law.has_dynamics()) segment.set_curve_sha256("curve");
    if (law.dynamics().temperature().rate_kelvin_per_ps() < 0) {
      segment.add_saved_as("as_cast");
    }
  }
  return sweep;
}

class ExportChoiceTest : public testing::Test {
 protected:
  absl::StatusOr<std::int64_t> Choose(const ExportWish& wish) {
    const auto position = ChooseSegment(sweep_, SweepPaths(sweep_), wish);
    if (!position.ok()) return position.status();
    return sweep_.segments(*position).segment_id();
  }
  static ExportWish Wish(std::string state,
                         std::optional<std::int64_t> segment = std::nullopt,
                         std::optional<std::int64_t> point = std::nullopt,
                         ExportKind kind = ExportKind::kEndState) {
    return {kind, std::move(state), segment, point};
  }

  v1::GetSweepResponse sweep_ = DoneSweep();
};

TEST_F(ExportChoiceTest, KnowsWhichPointsPassThroughASegment) {
  ASSERT_EQ(sweep_.segments_size(), 7);
  const SweepPaths paths(sweep_);
  EXPECT_EQ(paths.points(), 2);
  EXPECT_EQ(paths.PointsOf(0), "0-1");
  EXPECT_EQ(paths.PointsOf(3), "0");
  EXPECT_EQ(paths.PointsOf(6), "1");
  EXPECT_THAT(paths.SegmentsOf(1), ElementsAre(0, 1, 2, 5, 6));
}

TEST_F(ExportChoiceTest, ASegmentIsMeantByItsNumber) {
  EXPECT_EQ(*Choose(Wish("", 3)), 3);
  EXPECT_THAT(Choose(Wish("", 77)), StatusIs(absl::StatusCode::kNotFound,
                                             HasSubstr("no segment 77")));
}

TEST_F(ExportChoiceTest, APointAloneMeansItsLastState) {
  EXPECT_EQ(*Choose(Wish("", std::nullopt, 0)), 4);
  EXPECT_EQ(*Choose(Wish("", std::nullopt, 1)), 6);
  EXPECT_THAT(Choose(Wish("", std::nullopt, 2)),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("no point 2: the sweep has 2")));
}

TEST_F(ExportChoiceTest, ANameThatSeveralPointsHaveNeedsThePoint) {
  EXPECT_EQ(*Choose(Wish("as_cast", std::nullopt, 1)), 6);
  EXPECT_THAT(
      Choose(Wish("as_cast")),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("2 segments have their end state saved as "
                               "\"as_cast\": say which one with --segment ID "
                               "or --point N"),
                     HasSubstr("      4  sample/ramp to 300 K"),
                     HasSubstr("      6  sample/ramp to 300 K"))));
}

TEST_F(ExportChoiceTest, ANameThatIsNotThereHasASuggestion) {
  EXPECT_THAT(Choose(Wish("as_csat")),
              StatusIs(absl::StatusCode::kNotFound,
                       AllOf(HasSubstr("did you mean \"as_cast\"?"),
                             HasSubstr("saved are as_cast"))));
}

TEST_F(ExportChoiceTest, WhatIsNotThereYetIsNotExported) {
  sweep_.mutable_segments(5)->clear_end_state_sha256();
  sweep_.mutable_segments(5)->set_state(v1::SEGMENT_STATE_LEASED);
  EXPECT_EQ(*Choose(Wish("as_cast")), 4);
  EXPECT_THAT(Choose(Wish("as_cast", std::nullopt, 1)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("segment 6, \"sample/ramp to 300 K\", is "
                                 "leased and has no end state")));
  EXPECT_THAT(Choose(Wish("", 5)),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("has no end state")));
}

TEST_F(ExportChoiceTest, CurvesAndFailedStatesAreFoundInTheSameWay) {
  EXPECT_EQ(*Choose(Wish("as_cast", std::nullopt, 0, ExportKind::kCurve)), 4);
  EXPECT_THAT(Choose(Wish("", std::nullopt, 0, ExportKind::kCurve)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("2 segments have their curve"),
                             Not(HasSubstr("--point")))));
  EXPECT_THAT(
      Choose(Wish("", std::nullopt, std::nullopt, ExportKind::kFailedState)),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("none of the 7 segments")));
  sweep_.mutable_segments(5)->set_failed_state_sha256("failed");
  EXPECT_EQ(
      *Choose(Wish("", std::nullopt, std::nullopt, ExportKind::kFailedState)),
      6);
}

TEST_F(ExportChoiceTest, ASpecThatCannotBePlannedHasNoPoints) {
  sweep_.mutable_spec()->clear_sample();
  EXPECT_EQ(SweepPaths(sweep_).points(), 0);
  EXPECT_EQ(*Choose(Wish("", 3)), 3);
}

TEST_F(ExportChoiceTest, OnlySegmentsWithFilesCanBeExported) {
  EXPECT_THAT(ExportableSegments(sweep_), ElementsAre(0, 1, 2, 3, 5));
  EXPECT_THAT(ExportableText(sweep_, SweepPaths(sweep_), {2, 3}),
              AllOf(HasSubstr("state, curve"), HasSubstr("as_cast   0 ")));
}

}  // namespace
}  // namespace lehr::client
