// Pools: what is kept of them, and what is to be done for them.

#include "server/coordinator/pool_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/pool_report.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr v1::PoolJobState kPending = v1::POOL_JOB_STATE_PENDING;
constexpr v1::PoolJobState kRunning = v1::POOL_JOB_STATE_RUNNING;
constexpr v1::PoolJobState kEnded = v1::POOL_JOB_STATE_ENDED;

class PoolEventsTest : public CoordinatorTest {
 protected:
  static v1::PoolSettings Settings() {
    v1::PoolSettings settings;
    settings.mutable_slurm()->set_partition("work");
    settings.mutable_slurm()->mutable_time_limit()->set_seconds(3600);
    settings.set_max_workers(10);
    settings.set_threads(2);
    settings.mutable_leave_idle()->set_seconds(60);
    settings.mutable_least_work()->set_seconds(1);
    settings.set_worker_server("head:8420");
    return settings;
  }

  absl::StatusOr<v1::CreatePoolResponse> Create(
      const std::string& name, const v1::PoolSettings& settings = Settings()) {
    v1::CreatePoolRequest request;
    request.set_name(name);
    *request.mutable_settings() = settings;
    return CreatePool(*database_, request, now_);
  }
  PoolRow Row() { return FindPool(*database_, "main").value_or(PoolRow()); }
  v1::Pool Pool() { return ReportPool(*database_, Row(), now_); }
  PoolPlan Plan() {
    return PlanPools(*database_, coordinator_->roster(), {Row()}, now_)[0];
  }
  ListedJob Listed(const std::string& job, v1::PoolJobState state,
                   const std::string& words = "words") {
    return {.job = job, .tag = Row().tag, .state = state, .words = words};
  }
  absl::Status Join(const std::string& session, const std::string& job) {
    v1::JoinPoolRequest request;
    request.set_session(session);
    request.set_pool(Row().tag);
    request.set_job(job);
    return JoinPool(*database_, request, now_).status();
  }
};

TEST_F(PoolEventsTest, CreatingMayBeRepeatedButNotWithOtherSettings) {
  ASSERT_OK(Create("main"));
  EXPECT_OK(Create("main"));
  v1::PoolSettings other = Settings();
  other.set_threads(3);
  EXPECT_THAT(Create("main", other),
              StatusIs(absl::StatusCode::kAlreadyExists,
                       HasSubstr("`lehr pool set` changes it")));
  other.set_threads(0);
  EXPECT_THAT(Create("b", other), StatusIs(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("threads")));
}

TEST_F(PoolEventsTest, AsksForWorkersOnlyWhileWorkWaits) {
  ASSERT_OK(Create("main"));
  EXPECT_EQ(Plan().ask, 0);
  Submit(kAnnealed, "a");
  EXPECT_EQ(Plan().ask, 1);  // the sample, from which all begins
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1"}, now_));
  EXPECT_EQ(Plan().ask, 0);
  EXPECT_EQ(Pool().pending(), 1);
  EXPECT_EQ(Pool().asked_total(), 1);
}

TEST_F(PoolEventsTest, AnyWorkerThatIsThereCounts) {
  ASSERT_OK(Create("main"));
  Submit(kAnnealed, "a");
  Register("w");
  EXPECT_EQ(Plan().ask, 0);
}

TEST_F(PoolEventsTest, OnlyWorkAndWorkersOfItsEngineCount) {
  v1::PoolSettings lammps = Settings();
  lammps.set_threads(1);
  lammps.add_worker_options("--engine=lammps");
  ASSERT_OK(Create("main"));
  ASSERT_OK(Create("other", lammps));
  const auto asked = [this] {
    std::vector<int> counts;
    for (const PoolPlan& plan : PlanPools(*database_, coordinator_->roster(),
                                          ListPools(*database_), now_)) {
      counts.push_back(plan.ask);
    }
    return counts;
  };
  Submit(kAnnealed, "a");
  EXPECT_THAT(asked(), ElementsAre(1, 0));
  Submit(std::string(kAnnealed) + "settings { engine: ENGINE_LAMMPS }", "b");
  EXPECT_THAT(asked(), ElementsAre(1, 1));
  Register("w");
  EXPECT_THAT(asked(), ElementsAre(0, 1));
  ASSERT_OK(NoteSubmission(*database_, FindPool(*database_, "other")->id,
                           {"7_1"}, now_));
  EXPECT_THAT(asked(), ElementsAre(0, 0));
}

TEST_F(PoolEventsTest, AWorkerThatHasLeftDoesNotCountThoughItIsNotLostYet) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1"}, now_));
  ASSERT_OK(Join(Register("w"), "7_1"));
  EXPECT_EQ(Pool().came(), 1);
  EXPECT_EQ(Pool().jobs(0).state(), kRunning) << "before Slurm was asked";
  ASSERT_OK(NotePoolJobs(*database_, {Listed("7_1", kEnded)}, now_));
  Submit(kAnnealed, "a");
  EXPECT_EQ(Plan().ask, 1);
  EXPECT_EQ(Pool().never_came_total(), 0);
}

TEST_F(PoolEventsTest, WhatIsPausedIsNoReasonToAsk) {
  ASSERT_OK(Create("main"));
  v1::PauseSweepRequest request;
  request.set_sweep_id(Submit(kAnnealed, "a"));
  ASSERT_OK(coordinator_->PauseSweep(request, now_));
  EXPECT_EQ(Plan().ask, 0);
}

TEST_F(PoolEventsTest, ARefusalIsToldAndFollowedByAPauseUntilOneIsChanged) {
  ASSERT_OK(Create("main"));
  Submit(kAnnealed, "a");
  ASSERT_OK(NoteSubmissionFailed(*database_, Row().id, "sbatch: no", now_));
  EXPECT_EQ(Plan().ask, 0);
  EXPECT_EQ(Pool().problem(), "sbatch: no");
  EXPECT_EQ(Pool().pause().seconds(), 15);
  EXPECT_THAT(TellOfPools(*database_, now_),
              ElementsAre(HasSubstr("sbatch: no; it asks again in 15 s")));
  now_ += absl::Seconds(16);
  EXPECT_EQ(Plan().ask, 1);
  ASSERT_OK(NoteSubmissionFailed(*database_, Row().id, "sbatch: no", now_));
  EXPECT_EQ(Pool().pause().seconds(), 30);
  EXPECT_EQ(Pool().failed_submissions_total(), 2);
  v1::UpdatePoolRequest request;
  request.set_name("main");
  *request.mutable_settings() = Settings();
  ASSERT_OK(UpdatePool(*database_, request, now_));
  EXPECT_EQ(Pool().problem(), "");
  EXPECT_EQ(Plan().ask, 1);
}

TEST_F(PoolEventsTest, WorkersThatNeverCameAreAFailureUntilOneComes) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1", "7_2"}, now_));
  ASSERT_OK(NotePoolJobs(
      *database_,
      {Listed("7_1", kEnded, "FAILED, exit code 127"), Listed("7_2", kRunning)},
      now_));
  EXPECT_EQ(Pool().never_came_total(), 1);
  EXPECT_EQ(Pool().problem(),
            "1 of its workers never came: job 7_1: FAILED, exit code 127");
  EXPECT_EQ(Pool().failures(), 1);
  ASSERT_OK(Join(Register("w"), "7_2"));
  EXPECT_EQ(Pool().failures(), 0);
  EXPECT_EQ(Pool().problem(), "");
}

TEST_F(PoolEventsTest, JobsThatEndOneAfterTheOtherAreOneFailure) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1", "7_2"}, now_));
  ASSERT_OK(NotePoolJobs(*database_, {Listed("7_2", kRunning)}, now_));
  now_ += absl::Seconds(1);
  ASSERT_OK(NotePoolJobs(*database_, {}, now_));
  EXPECT_EQ(Pool().never_came_total(), 2);
  EXPECT_EQ(Pool().failures(), 1);
}

TEST_F(PoolEventsTest, AWorkerMayComeBeforeTheAnswerOfSlurm) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(Join(Register("w"), "7_1"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1"}, now_));
  EXPECT_EQ(Pool().came(), 1);
  EXPECT_EQ(Pool().pending(), 0);
  EXPECT_EQ(Pool().jobs(0).worker(), "w");
}

TEST_F(PoolEventsTest, WhileSlurmIsAwayNothingIsConcluded) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1"}, now_));
  ASSERT_OK(NoteSiteAway(*database_, "squeue: away", now_));
  EXPECT_EQ(Pool().problem(), "squeue: away");
  EXPECT_EQ(Pool().pending(), 1);
  ASSERT_OK(NotePoolJobs(*database_, {Listed("7_1", kPending)}, now_));
  EXPECT_EQ(Pool().problem(), "");
  EXPECT_EQ(Pool().never_came_total(), 0);
}

TEST_F(PoolEventsTest, WhenNothingIsLeftPendingJobsAreCancelled) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1", "7_2"}, now_));
  ASSERT_OK(Join(Register("w"), "7_1"));
  EXPECT_THAT(Plan().cancel, ElementsAre("7_2"));
  ASSERT_OK(NoteCancelled(*database_, Row().id, {"7_2"}, now_));
  ASSERT_OK(NotePoolJobs(*database_, {Listed("7_1", kRunning)}, now_));
  EXPECT_EQ(Pool().never_came_total(), 0);
}

TEST_F(PoolEventsTest, ADeletedPoolGoesWithItsLastJob) {
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"7_1", "7_2"}, now_));
  ASSERT_OK(Join(Register("w"), "7_1"));
  v1::DeletePoolRequest request;
  request.set_name("main");
  ASSERT_OK(DeletePool(*database_, request, now_));
  EXPECT_THAT(Plan().cancel, ElementsAre("7_2"));
  EXPECT_THAT(Plan().drain, ElementsAre("w"));
  EXPECT_EQ(Plan().ask, 0);
  ASSERT_OK(NoteCancelled(*database_, Row().id, {"7_2"}, now_));
  ASSERT_OK(NotePoolJobs(*database_, {Listed("7_1", kRunning)}, now_));
  EXPECT_TRUE(Pool().deleting());
  ASSERT_OK(NotePoolJobs(*database_, {}, now_));
  EXPECT_THAT(ListPools(*database_), IsEmpty());
  EXPECT_THAT(DeletePool(*database_, request, now_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("main")));
}

TEST_F(PoolEventsTest, NumbersOfJobsMayBeginAnew) {
  // Slurm does so when its state is lost.
  ASSERT_OK(Create("main"));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"1_1"}, now_));
  ASSERT_OK(Join(Register("w"), "1_1"));
  ASSERT_OK(NotePoolJobs(*database_, {}, now_));
  ASSERT_OK(NoteSubmission(*database_, Row().id, {"1_1"}, now_));
  EXPECT_EQ(Pool().pending(), 1);
  EXPECT_EQ(Pool().came(), 0);
  EXPECT_THAT(Pool().jobs(), SizeIs(1));
}

TEST_F(PoolEventsTest, JoiningNeedsASessionAndAPool) {
  ASSERT_OK(Create("main"));
  EXPECT_THAT(Join("nobody", "7_1"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("session")));
  v1::JoinPoolRequest request;
  request.set_session(Register("w"));
  request.set_pool("other");
  EXPECT_THAT(JoinPool(*database_, request, now_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("other")));
}

}  // namespace
}  // namespace lehr::server
