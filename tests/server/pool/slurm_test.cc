#include "server/pool/slurm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

SlurmRequest Request() {
  SlurmRequest request = {.pool = "main",
                          .tag = "main-0badcafe",
                          .settings = {},
                          .workers = 3,
                          .program = "/opt/it's/lehr-worker"};
  v1::PoolSettings& settings = request.settings;
  settings.mutable_slurm()->set_partition("work");
  settings.mutable_slurm()->mutable_time_limit()->set_seconds(14400);
  settings.mutable_slurm()->add_options("--mem=4G");
  settings.set_threads(8);
  settings.mutable_leave_idle()->set_seconds(90);
  settings.set_worker_server("head:8420");
  settings.add_worker_options("--cache=/a b");
  return request;
}

TEST(SlurmTest, AsksForAnArrayWithAllThatWasSet) {
  EXPECT_THAT(
      SubmitCommand(Request()),
      AllOf(Contains("--array=1-3"), Contains("--comment=main-0badcafe"),
            Contains("--cpus-per-task=8"), Contains("--time=0-04:00:00"),
            Contains("--partition=work"), Contains("--mem=4G"),
            Contains("--output=/dev/null"), Contains("--signal=B:TERM@60"),
            Not(Contains(StartsWith("--account")))));
}

TEST(SlurmTest, AShortJobGetsNoSignalSinceItMayComeAtOnce) {
  SlurmRequest request = Request();
  request.settings.mutable_slurm()->mutable_time_limit()->set_seconds(120);
  EXPECT_THAT(SubmitCommand(request), Not(Contains(StartsWith("--signal"))));
}

TEST(SlurmTest, TheScriptBecomesTheWorkerAndQuotesEachWord) {
  EXPECT_THAT(
      JobScript(Request()),
      AllOf(StartsWith("#!/bin/sh\n"),
            HasSubstr("exec '/opt/it'\\''s/lehr-worker' --server 'head:8420' "
                      "--threads 8 --leave-idle 90 --pool 'main-0badcafe' "
                      "--batch-job "
                      "\"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\" "
                      "'--cache=/a b'\n")));
}

TEST(SlurmTest, ReadsTheNumberOfAnArray) {
  EXPECT_EQ(ParseSubmission("1234\n").value_or(""), "1234");
  EXPECT_EQ(ParseSubmission("1234;cluster\n").value_or(""), "1234");
  EXPECT_THAT(ParseSubmission("Submitted\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("found \"Submitted\n\"")));
  EXPECT_THAT(JobsOf("1234", 2), ElementsAre("1234_1", "1234_2"));
}

// As squeue of slurm-wlm 22.05.8 writes it.
TEST(SlurmTest, ReadsWhereJobsAre) {
  const auto jobs = ParseList(
      "5_1|PENDING|main-0badcafe|0|Nodes required for job are DOWN, DRAINED or "
      "reserved for jobs in higher priority partitions|\n"
      "2_1|RUNNING|main-0badcafe|0|None|\n"
      "2_2|CANCELLED|main-0badcafe|768|None|\n"
      "3_1|FAILED|main-0badcafe|32512|NonZeroExitCode|\n"
      "4_1|TIMEOUT|main-0badcafe|9|TimeLimit|\n"
      "slurm_load_jobs error\n");
  ASSERT_THAT(jobs, SizeIs(5));
  EXPECT_EQ(jobs[0].job, "5_1");
  EXPECT_EQ(jobs[0].tag, "main-0badcafe");
  EXPECT_EQ(jobs[0].state, v1::POOL_JOB_STATE_PENDING);
  EXPECT_THAT(jobs[0].words, StartsWith("PENDING (Nodes required for job"));
  EXPECT_EQ(jobs[1].state, v1::POOL_JOB_STATE_RUNNING);
  EXPECT_EQ(jobs[1].words, "RUNNING");
  EXPECT_EQ(jobs[2].state, v1::POOL_JOB_STATE_ENDED);
  EXPECT_EQ(jobs[2].words, "CANCELLED, exit code 3");
  EXPECT_EQ(jobs[3].words, "FAILED, exit code 127");
  EXPECT_EQ(jobs[4].words, "TIMEOUT, signal 9");
}

TEST(SlurmTest, WhatIsCompletingMayStillHandBack) {
  const auto jobs = ParseList("2_1|COMPLETING|t|0|None|\n");
  ASSERT_THAT(jobs, SizeIs(1));
  EXPECT_EQ(jobs[0].state, v1::POOL_JOB_STATE_RUNNING);
}

}  // namespace
}  // namespace lehr::server
