// Coordinator: a large sweep is stored in slices, between other events.

#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/coordinator.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SubmissionEventsTest : public CoordinatorTest {
 protected:
  // All rows that the question gives, as text.
  std::string Ask(std::string_view sql, int columns) {
    std::string text;
    Statement row = database_->Query(sql);
    while (row.Step()) {
      for (int i = 0; i < columns; ++i) {
        absl::StrAppend(&text, row.Text(i), " ");
      }
      absl::StrAppend(&text, "\n");
    }
    EXPECT_OK(database_->status());
    return text;
  }

  // What a submission has stored.
  std::string Stored() {
    database_->WritePending();
    return absl::StrCat(
        Ask(R"sql(
            SELECT segment_id, hex(key), hex(physical_key), hex(law_key),
                   parent_segment_id, head_steps, record_steps, priority,
                   path_atom_steps, state
            FROM segments)sql",
            10),
        Ask("SELECT * FROM sweep_segments", 7),
        Ask("SELECT * FROM segment_references", 2),
        Ask("SELECT * FROM points", 6),
        Ask("SELECT * FROM point_parameters", 5),
        Ask("SELECT * FROM point_segments", 4),
        Ask("SELECT * FROM saved_states", 3),
        Ask("SELECT * FROM sweep_counts", 4),
        Ask("SELECT sweep_id, state, priority, points, points_done FROM sweeps",
            5),
        Ask("SELECT segment_id, reason, state FROM reruns", 3));
  }

  absl::Status Cancel(std::int64_t sweep_id) {
    v1::CancelSweepRequest request;
    request.set_sweep_id(sweep_id);
    return coordinator_->CancelSweep(request, now_).status();
  }

  v1::WatchSweepResponse PictureOf(std::int64_t sweep_id) {
    v1::WatchSweepRequest request;
    request.set_sweep_id(sweep_id);
    const auto picture = coordinator_->WatchSweep(request);
    EXPECT_OK(picture);
    return *picture;
  }

  std::string ExplanationOf(std::int64_t sweep_id, int point) {
    v1::ExplainRequest request;
    request.set_sweep_id(sweep_id);
    request.set_point(point);
    const auto told = coordinator_->Explain(request, now_);
    EXPECT_OK(told);
    return told->summary();
  }
};

// A database that already has some of the work.
class SlicesTest : public SubmissionEventsTest,
                   public testing::WithParamInterface<int> {};

TEST_P(SlicesTest, StoreWhatIsStoredAtOnce) {
  for (const char* text : {kAnnealed, kPulled, kMeasured, kCompared}) {
    std::vector<std::string> stored;
    for (const int most : {GetParam(), PlanFilling::kAll}) {
      database_ = *Database::OpenInMemory();
      Restart();
      AddArtifact(TestPotentialSha256());
      sequences_.clear();
      Submit(kAnnealed, "before", 2);
      WorkUpTo(Register("w"), "sample/ramp to 300 K");
      const auto sweep = Begin(text, "a", most, 1);
      FillAll(*sweep, most);
      stored.push_back(Stored());
    }
    EXPECT_EQ(stored[0], stored[1]);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, SlicesTest, testing::Values(1, 2, 3, 7));

TEST_F(SubmissionEventsTest, WhatTheFirstSliceHasCanBeLeased) {
  const auto sweep = Begin(kAnnealed, "a", 1);
  EXPECT_FALSE(sweep->filling->has_all());
  const auto lease = Lease(Register("w"));
  ASSERT_TRUE(lease.has_value());
  EXPECT_EQ(lease->label(), "sample/create");
}

TEST_F(SubmissionEventsTest, ASweepDoesNotEndBeforeItIsStored) {
  const auto sweep = Begin(kAnnealed, "a", 1);
  const std::int64_t id = sweep->filling->sweep_id();
  const std::string session = Register("w");
  while (!sweep->filling->has_all()) {
    WorkThrough(session);
    EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
    ASSERT_OK(coordinator_->FillSweep(sweep->filling.get(), 1, now_));
    Check();
  }
  WorkThrough(session);
  const v1::Sweep done = SweepOf(id);
  EXPECT_EQ(done.state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(done.points_done(), 3);
}

// The last slice brings nothing that is not there.
TEST_F(SubmissionEventsTest, ASweepOfWhichAllIsThereEndsWithItsLastSlice) {
  Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  const auto again = Begin(kAnnealed, "b", 2);
  const std::int64_t id = again->filling->sweep_id();
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_RUNNING);
  FillAll(*again, 2);
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(SubmissionEventsTest, ReadersSeeHowMuchIsStored) {
  const auto sweep = Begin(kAnnealed, "a", 4);
  const std::int64_t id = sweep->filling->sweep_id();
  while (sweep->filling->points_stored() == 0) {
    ASSERT_OK(coordinator_->FillSweep(sweep->filling.get(), 1, now_));
  }
  EXPECT_EQ(SweepOf(id).points(), 3);
  EXPECT_EQ(SweepOf(id).points_stored(), 1);
  EXPECT_EQ(PictureOf(id).sweep().points_stored(), 1);
  EXPECT_FALSE(PictureOf(id).has_time_left());
  EXPECT_THAT(ResultsOf(id), testing::SizeIs(1));
  EXPECT_THAT(ExplanationOf(id, 0), HasSubstr("point 0 (as_cast"));
  EXPECT_THAT(ExplanationOf(id, 2),
              HasSubstr("point 2 of sweep 1 (test) is not stored: the sweep is "
                        "being submitted (1 of 3 points)"));
  FillAll(*sweep, 100);
  EXPECT_FALSE(SweepOf(id).has_points_stored());
  EXPECT_THAT(ExplanationOf(id, 2), Not(HasSubstr("submitted")));
}

TEST_F(SubmissionEventsTest, ACancelledSweepGetsNoMore) {
  const auto sweep = Begin(kAnnealed, "a", 2);
  const std::int64_t id = sweep->filling->sweep_id();
  ASSERT_OK(Cancel(id));
  Check();
  EXPECT_THAT(coordinator_->FillSweep(sweep->filling.get(), 2, now_),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("sweep 1 has ended")));
  EXPECT_EQ(SweepOf(id).state(), v1::SWEEP_STATE_CANCELLED);
  EXPECT_FALSE(Lease(Register("w")).has_value());
}

TEST_F(SubmissionEventsTest, APausedSweepIsStoredButNotLeased) {
  const auto sweep = Begin(kAnnealed, "a", 2);
  v1::PauseSweepRequest pause;
  pause.set_sweep_id(sweep->filling->sweep_id());
  ASSERT_OK(coordinator_->PauseSweep(pause, now_));
  FillAll(*sweep, 2);
  const std::string session = Register("w");
  EXPECT_FALSE(Lease(session).has_value());
  v1::ResumeSweepRequest resume;
  resume.set_sweep_id(sweep->filling->sweep_id());
  ASSERT_OK(coordinator_->ResumeSweep(resume, now_));
  WorkThrough(session);
  EXPECT_EQ(SweepOf(sweep->filling->sweep_id()).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(SubmissionEventsTest, APriorityChangedMeanwhileIsThatOfLaterSlices) {
  const auto sweep = Begin(kAnnealed, "a", 2, 1);
  v1::UpdateSweepRequest request;
  request.set_sweep_id(sweep->filling->sweep_id());
  request.set_priority(7);
  ASSERT_OK(coordinator_->UpdateSweep(request));
  FillAll(*sweep, 2);
  EXPECT_EQ(Ask("SELECT DISTINCT priority FROM segments", 1), "7 \n");
}

TEST_F(SubmissionEventsTest, SweepsThatAreStoredInTurnsShareTheirSegments) {
  const auto first = Begin(kAnnealed, "a", 1);
  const auto second = Begin(kAnnealed, "b", 1);
  const std::string session = Register("w");
  std::vector<std::string> executed;
  while (!first->filling->has_all() || !second->filling->has_all()) {
    for (const auto& label : WorkThrough(session)) executed.push_back(label);
    for (const auto* sweep : {&first, &second}) {
      if ((*sweep)->filling->has_all()) continue;
      ASSERT_OK(coordinator_->FillSweep((*sweep)->filling.get(), 1, now_));
      Check();
    }
  }
  for (const auto& label : WorkThrough(session)) executed.push_back(label);
  EXPECT_EQ(executed.size(), first->plan.segments.size());
  EXPECT_EQ(SweepOf(1).state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(SweepOf(2).state(), v1::SWEEP_STATE_DONE);
}

TEST_F(SubmissionEventsTest, ARepeatedRequestGetsTheFirstAnswer) {
  const auto first = Begin(kAnnealed, "a", 2);
  const auto again = Begin(kAnnealed, "a", 2);
  EXPECT_EQ(again->filling->sweep_id(), 0);
  FillAll(*first, 2);
}

TEST_F(SubmissionEventsTest, PointsAreAddedOnlyToWhatIsStored) {
  const auto sweep = Begin(kAnnealed, "a", 2);
  v1::ExtendSweepRequest request;
  request.set_sweep_id(sweep->filling->sweep_id());
  *request.mutable_spec() = sweep->request.spec();
  EXPECT_THAT(
      coordinator_->ExtendSweep(request, sweep->plan, now_),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               HasSubstr("being submitted (0 of 3 points): try again")));
  FillAll(*sweep, 2);
  EXPECT_OK(coordinator_->ExtendSweep(request, sweep->plan, now_));
}

TEST_F(SubmissionEventsTest, FailuresPauseASweepThatIsBeingSubmitted) {
  auto begun = Begin(kAnnealed, "a", 1);
  v1::UpdateSweepRequest update;
  update.set_sweep_id(begun->filling->sweep_id());
  update.set_max_failures(1);
  ASSERT_OK(coordinator_->UpdateSweep(update));
  const std::string session = Register("w");
  ASSERT_OK(FailAs(session, *Lease(session), v1::FAILURE_CLASS_NUMERIC, "no"));
  Check();
  EXPECT_EQ(SweepOf(1).state(), v1::SWEEP_STATE_PAUSED);
  FillAll(*begun, 3);
  EXPECT_EQ(SweepOf(1).state(), v1::SWEEP_STATE_PAUSED);
}

TEST_F(SubmissionEventsTest, AnotherPlanIsNotGoneOnWith) {
  const auto sweep = Begin(kAnnealed, "a", 4);
  const plan::Plan other = *plan::MakePlan(RequestOf(kPulled, "b", 0).spec());
  plan::Plan changed = sweep->plan;
  changed.segments[2].key = other.segments.back().key;
  PlanFilling filling(&changed, sweep->request.spec().material().potential(),
                      PlannedHeadSteps(changed), NewPlacement(changed));
  EXPECT_THAT(filling.Continue(*database_, sweep->filling->sweep_id()),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("another release")));
  FillAll(*sweep, 4);
  EXPECT_THAT(filling.Continue(*database_, sweep->filling->sweep_id()),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("sweep 1 is not being submitted")));
}

}  // namespace
}  // namespace lehr::server
