// The program lehr-worker as users start it.

#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/cores.h"
#include "tests/support/children.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/scripted_server.h"
#include "tests/worker/toy_metal.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(30);

class WorkerProgramTest : public testing::Test {
 protected:
  std::vector<std::string> Command(std::vector<std::string> more = {}) const {
    std::vector<std::string> command = {LEHR_WORKER_PROGRAM,
                                        "--server",
                                        server_.address(),
                                        "--cache",
                                        (folder_ / "cache").string(),
                                        "--threads",
                                        "1"};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }

  // Has a worker make a crystal and begin endless work on it.
  void OfferEndless() {
    v1::Lease lease;
    lease.mutable_id()->set_segment_id(1);
    lease.mutable_id()->set_attempt(1);
    *lease.mutable_work() = CreateWork();
    lease.set_potential_sha256(server_.Keep(ToyMetal()));
    lease.set_potential_name("toy.eam.alloy");
    server_.Offer(lease);
    ASSERT_TRUE(
        WaitUntil([&] { return server_.completions().size() == 1; }, kLimit));
    lease.mutable_id()->set_segment_id(2);
    *lease.mutable_work() = DynamicsWork(HoldLaw(300), 1'000'000'000'000);
    lease.set_start_state_sha256(server_.completions()[0].end_state_sha256());
    lease.set_record_steps(10);
    server_.Offer(lease);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto progress = server_.progress();
          return !progress.empty() && progress.back().steps_done() > 0;
        },
        kLimit));
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  ScriptedServer server_{folder_};
};

TEST_F(WorkerProgramTest, SaysWhatItIs) {
  EXPECT_THAT(RunProgram(folder_, {LEHR_WORKER_PROGRAM, "--version"}).output,
              HasSubstr("lehr-worker 0."));
  const ProgramResult help =
      RunProgram(folder_, {LEHR_WORKER_PROGRAM, "--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* flag :
       {"--server", "--threads", "--pin", "--cache", "--cache-gib",
        "--checkpoint-seconds", "--upload-mib-per-second", "--time-left",
        "--orphan-hours", "--stall-minutes", "--name", "LEHR_SERVER"}) {
    EXPECT_THAT(help.output, HasSubstr(flag));
  }
}

TEST_F(WorkerProgramTest, RefusesAWrongCommandLine) {
  EXPECT_EQ(RunProgram(folder_, {LEHR_WORKER_PROGRAM, "--thraeds", "2"}).code,
            2);
  const ProgramResult result =
      RunProgram(folder_, Command({"--cache-gib", "-1"}));
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.errors, HasSubstr("--cache-gib: expected"));
}

TEST_F(WorkerProgramTest, EndsWithAnErrorIfItIsRefused) {
  server_.AnswerRegistrations(absl::FailedPreconditionError("numerics"));
  const ProgramResult result = RunProgram(folder_, Command(), kLimit);
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.errors, HasSubstr("worker refused"));
}

// Files of /proc have no size, and zeros between their parts.
std::string ReadProcess(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(WorkerProgramTest, ItsThreadsDoNotSpinForLong) {
  Program worker(folder_, Command());
  ASSERT_TRUE(WaitUntil([&] { return server_.heartbeats() > 0; }, kLimit));
  EXPECT_THAT(ReadProcess(worker.pid(), "environ"),
              HasSubstr("GOMP_SPINCOUNT=1000"));
  EXPECT_EQ(ReadProcess(worker.pid(), "comm"), "lehr-worker\n");
}

TEST_F(WorkerProgramTest, LeavesTheWaitingOfThreadsToUsersWhoSetIt) {
  Program worker(folder_, Command(), {{"OMP_WAIT_POLICY", "passive"}});
  ASSERT_TRUE(WaitUntil([&] { return server_.heartbeats() > 0; }, kLimit));
  EXPECT_THAT(ReadProcess(worker.pid(), "environ"),
              testing::Not(HasSubstr("GOMP_SPINCOUNT")));
}

// Cores of a worker's process; empty if it was not pinned, since others on this
// host have them: then it says so.
std::vector<int> PinnedCores(const Program& worker) {
  if (worker.errors().find("threads pinned cores=") == std::string::npos) {
    EXPECT_THAT(worker.errors(), HasSubstr("threads not pinned reason="));
    EXPECT_THAT(worker.errors(), HasSubstr("claimed by other workers"));
    return {};
  }
  const std::string status = ReadProcess(worker.pid(), "status");
  const std::string field = "Cpus_allowed_list:";
  const std::size_t begin = status.find(field) + field.size();
  const auto cores =
      ParseCores(status.substr(begin, status.find('\n', begin) - begin));
  EXPECT_OK(cores);
  EXPECT_THAT(worker.errors(),
              HasSubstr("threads pinned cores=" + CoresText(*cores)));
  return *cores;
}

TEST_F(WorkerProgramTest, TwoWorkersOnAHostDoNotShareACore) {
  Program first(folder_, Command());
  Program second(folder_, Command());
  OfferEndless();  // one of them takes it
  ASSERT_TRUE(WaitUntil(
      [&] {
        return first.errors().find(" pinned ") != std::string::npos &&
               second.errors().find(" pinned ") != std::string::npos;
      },
      kLimit));
  const std::vector<int> cores = PinnedCores(first);
  for (const int core : PinnedCores(second)) {
    EXPECT_THAT(cores, testing::Not(testing::Contains(core)));
  }
}

TEST_F(WorkerProgramTest, RunsOnTheCoresThatItIsTold) {
  const int core = AllowedCores().back();
  Program worker(folder_, Command({"--pin", std::to_string(core)}));
  ASSERT_TRUE(WaitUntil([&] { return server_.heartbeats() > 0; }, kLimit));
  EXPECT_THAT(PinnedCores(worker), testing::ElementsAre(core));
}

TEST_F(WorkerProgramTest, LeavesPinningToUsersWhoSetIt) {
  Program worker(folder_, Command(), {{"OMP_PROC_BIND", "false"}});
  ASSERT_TRUE(WaitUntil([&] { return server_.heartbeats() > 0; }, kLimit));
  EXPECT_THAT(worker.errors(),
              HasSubstr("threads not pinned reason=\"the environment says"));
}

TEST_F(WorkerProgramTest, HandsBackItsLeaseOnSigterm) {
  Program worker(folder_, Command());
  OfferEndless();
  worker.Signal(SIGTERM);
  const auto result = worker.Wait(absl::Seconds(10));
  ASSERT_TRUE(result.has_value()) << worker.errors();
  EXPECT_EQ(result->code, 0) << result->errors;
  ASSERT_EQ(server_.ends().size(), 1U);
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_RETURNED);
  EXPECT_FALSE(server_.checkpoints().empty());
  EXPECT_THAT(result->errors, HasSubstr("worker left"));
}

TEST_F(WorkerProgramTest, HandsBackItsLeaseBeforeItsTimeIsOver) {
  const absl::Time begin = absl::Now();
  Program worker(folder_, Command({"--time-left", "8s"}));
  OfferEndless();
  const auto result = worker.Wait(absl::Seconds(20));
  ASSERT_TRUE(result.has_value()) << worker.errors();
  EXPECT_EQ(result->code, 0) << result->errors;
  EXPECT_LT(absl::Now() - begin, absl::Seconds(8));
  ASSERT_EQ(server_.ends().size(), 1U);
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_RETURNED);
  EXPECT_EQ(server_.ends()[0].failure_class(), v1::FAILURE_CLASS_WALLTIME);
  EXPECT_FALSE(server_.checkpoints().empty());
  EXPECT_TRUE(server_.registrations()[0].has_time_left());
}

TEST_F(WorkerProgramTest, AFullDiskCostsTheCacheAndNoResult) {
  // No file may become larger than 512 bytes: neither state nor record.
  std::vector<std::string> command = {
      "/bin/sh", "-c", "(ulimit -f 1; exec \"$@\") 2>&1 | cat", "sh"};
  for (const std::string& word : Command({"--checkpoint-seconds", "0.2"})) {
    command.push_back(word);
  }
  Program worker(folder_, command);
  OfferEndless();
  EXPECT_TRUE(
      WaitUntil([&] { return !server_.checkpoints().empty(); }, kLimit));
  EXPECT_THAT(worker.output(), HasSubstr("cache not usable"));
  EXPECT_EQ(server_.ends().size(), 0U);
  EXPECT_EQ(server_.registrations().size(), 1U);
  // Not the shell, which leaves its children behind.
  server_.Drain();
  EXPECT_TRUE(worker.Wait(absl::Seconds(20)).has_value());
}

TEST_F(WorkerProgramTest, ItsRunnerEndsWithIt) {
  Program worker(folder_, Command());
  OfferEndless();
  const std::vector<pid_t> children = ChildrenOf(worker.pid());
  ASSERT_EQ(children.size(), 1U);
  const pid_t runner = children[0];
  EXPECT_EQ(ReadProcess(runner, "comm"), "lehr-runner\n");
  worker.Signal(SIGKILL);
  EXPECT_TRUE(WaitUntil([&] { return ReadProcess(runner, "comm").empty(); },
                        absl::Seconds(10)));
}

TEST_F(WorkerProgramTest, ASecondSignalEndsItAtOnce) {
  Program worker(folder_, Command());
  OfferEndless();
  server_.Stop();  // nobody takes the lease back, so the first is not enough
  worker.Signal(SIGINT);
  EXPECT_FALSE(worker.Wait(absl::Milliseconds(500)).has_value());
  worker.Signal(SIGINT);
  const auto result = worker.Wait(absl::Seconds(5));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->code, 128 + SIGINT);
}

TEST_F(WorkerProgramTest, LeavesInTimeWithoutAServer) {
  Program worker(folder_, Command());
  OfferEndless();
  server_.Stop();
  worker.Signal(SIGTERM);
  // The time of grace, and some for a busy machine.
  const auto result = worker.Wait(absl::Seconds(20));
  ASSERT_TRUE(result.has_value()) << worker.errors();
  EXPECT_EQ(result->code, 0);
}

}  // namespace
}  // namespace lehr::worker
