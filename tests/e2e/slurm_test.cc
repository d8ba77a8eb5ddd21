// Pools on a real Slurm: workers come while work waits and go when it does not,
// and nothing that happens to them or to Slurm changes a result.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/pooled_sweep.h"
#include "tests/e2e/slurm_site.h"
#include "tests/support/children.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr absl::Duration kPatience = absl::Minutes(2);

// Of one test alone: tests run beside each other.
constexpr int kTlsPort = 38'428;

// A name of this machine that is in the certificates of `lehr tls init`.
std::string HostName() {
  char name[256] = {};
  EXPECT_EQ(gethostname(static_cast<char*>(name), sizeof(name) - 1), 0);
  return static_cast<char*>(name);
}

class SlurmTest : public PooledSweepTest {
 protected:
  void SetUp() override {
    PooledSweepTest::SetUp();
    if (IsSkipped()) return;
    if (!SlurmSite::WhyNot().empty()) GTEST_SKIP() << SlurmSite::WhyNot();
    site_ = std::make_unique<SlurmSite>(folder_ / "slurm");
  }

  void Start(const std::vector<std::string>& more_flags = {}) {
    std::vector<std::string> flags = {"--slurm-seconds", "0.5"};
    flags.insert(flags.end(), more_flags.begin(), more_flags.end());
    StartServer(flags, site_->environment());
  }

  // A pool of small workers that ask for little and leave soon.
  void CreatePool(const std::string& partition) const {
    CreatePool(partition, address(), "");
  }
  void CreatePool(const std::string& partition, const std::string& server,
                  const std::string& more_options) const {
    const ProgramResult created =
        Lehr({"pool",
              "create",
              "slurm",
              "main",
              "--partition",
              partition,
              "--max-workers",
              "3",
              "--threads",
              "1",
              "--time",
              "00:30:00",
              "--leave-idle",
              "2",
              "--least-work",
              "1",
              "--worker-server",
              server,
              "--log-folder",
              folder_.string(),
              "--worker-options",
              absl::StrCat("--checkpoint-seconds=0.2 --cache=",
                           (folder_ / "cache").string(), more_options)});
    ASSERT_EQ(created.code, 0) << created.errors;
  }

  Json Pool() const { return Ask({"pool", "show", "main"}); }
  int PoolNumber(const char* field) const {
    const Json pool = Pool();
    return pool.is_null() ? -1 : pool[field].get<int>();
  }
  std::string Problem() const {
    const Json pool = Pool();
    return pool.is_null() ? "" : pool["problem"].get<std::string>();
  }
  // Null if there is none.
  Json JobCalled(const std::string& name) const {
    const Json pool = Pool();
    if (pool.is_null()) return Json();
    for (const Json& job : pool["jobs"]) {
      if (job["job"] == name) return job;
    }
    return Json();
  }
  // Names of the jobs whose workers are here.
  std::vector<std::string> JobsHere() const {
    std::vector<std::string> jobs;
    const Json pool = Pool();
    if (pool.is_null()) return jobs;
    for (const Json& job : pool["jobs"]) {
      if (job["state"] == "running" && job.contains("came")) {
        jobs.push_back(job["job"].get<std::string>());
      }
    }
    return jobs;
  }
  // Waits until a job's worker has a segment; returns the job.
  std::string BusyJob() const {
    EXPECT_TRUE(WaitUntil(
        [&] { return !JobsHere().empty() && SegmentsIn("leased") > 0; },
        kPatience))
        << Lehr({"pool", "show", "main"}).output << server_->errors();
    const std::vector<std::string> jobs = JobsHere();
    return jobs.empty() ? "" : jobs.front();
  }

  // The process that computes for a job's worker.
  pid_t RunnerOf(const std::string& job) const {
    const std::string worker = JobCalled(job)["worker"];
    const int pid = std::stoi(worker.substr(worker.rfind(':') + 1));
    std::vector<pid_t> runners;
    EXPECT_TRUE(WaitUntil(
        [&] {
          runners = ChildrenOf(pid);
          return runners.size() == 1;
        },
        kPatience));
    // Not 0, which would be this process's own group.
    return runners.empty() ? std::numeric_limits<pid_t>::max() : runners[0];
  }

  std::unique_ptr<SlurmSite> site_;
};

TEST_F(SlurmTest, APoolGrowsWithTheWorkAndShrinksToNothing) {
  Start();
  CreatePool("work");
  Submit();
  EXPECT_TRUE(WaitUntil([&] { return JobsHere().size() >= 2; }, kPatience))
      << Lehr({"pool", "show", "main"}).output << server_->errors();
  ExpectUndisturbedResults();
  EXPECT_TRUE(WaitUntil(
      [&] { return PoolNumber("running") + PoolNumber("pending") == 0; },
      kPatience))
      << Lehr({"pool", "show", "main"}).output;
  EXPECT_EQ(PoolNumber("never_came_total"), 0);
  EXPECT_LE(PoolNumber("asked_total"), 4) << "asked again without need";
  EXPECT_EQ(site_->Command({"squeue", "-h"}).output, "");
}

// What deploy/README.md leads to: everything beyond the machine is encrypted.
TEST_F(SlurmTest, APoolWithCertificatesEndsInATableForAViewersToken) {
  const fs::path tls = folder_ / "tls";
  const ProgramResult made =
      RunProgram(folder_, {Binary("lehr"), "tls", "init", tls.string()});
  ASSERT_EQ(made.code, 0) << made.errors;
  const auto file_of = [&tls](const std::string& role, const char* file) {
    return absl::StrCat("--tls-", file, "=", (tls / role / file).string(),
                        ".pem");
  };
  Start({"--listen", absl::StrCat("0.0.0.0:", kTlsPort),
         file_of("server", "ca"), file_of("server", "cert"),
         file_of("server", "key")});
  const std::string server = absl::StrCat(HostName(), ":", kTlsPort);
  CreatePool(
      "work", server,
      absl::StrCat(" ", file_of("worker", "ca"), " ", file_of("worker", "cert"),
                   " ", file_of("worker", "key")));
  Submit();
  ExpectUndisturbedResults();
  EXPECT_EQ(PoolNumber("never_came_total"), 0);

  const ProgramResult token =
      Lehr({"tokens", "create", "--role", "viewer", "--name", "bob"});
  ASSERT_EQ(token.code, 0) << token.errors;
  std::ofstream(folder_ / "bob.token") << token.output;
  fs::permissions(folder_ / "bob.token", fs::perms::owner_read);
  const auto as_bob = [&](std::vector<std::string> words) {
    words.insert(words.begin(), Binary("lehr"));
    words.insert(words.end(),
                 {"--server", server, "--tls-ca", tls / "viewer/ca.pem",
                  "--token-file", folder_ / "bob.token"});
    return RunProgram(folder_, std::move(words));
  };
  const ProgramResult table = as_bob({"results", "1", "--format", "csv"});
  EXPECT_EQ(table.code, 0) << table.errors;
  EXPECT_EQ(table.output, ResultsOf(address()));
  EXPECT_THAT(as_bob({"pool", "delete", "main"}).errors,
              HasSubstr("expected the role admin, found viewer (\"bob\")"));
}

TEST_F(SlurmTest, ACancelledWorkerLosesNothing) {
  Start();
  CreatePool("work");
  Submit();
  const std::string job = BusyJob();
  EXPECT_EQ(site_->Command({"scancel", job}).code, 0);
  ExpectUndisturbedResults();
  EXPECT_THAT(JobCalled(job)["site_words"].get<std::string>(),
              HasSubstr("CANCELLED"));
}

TEST_F(SlurmTest, AWorkerAtItsTimeLimitLosesNothing) {
  Start();
  CreatePool("work");
  Submit();
  const std::string job = BusyJob();
  // Earlier than the worker has been told; Slurm looks every 30 s, and its
  // worker should not be done before.
  kill(RunnerOf(job), SIGSTOP);
  EXPECT_EQ(site_
                ->Command({"scontrol", "update", absl::StrCat("jobid=", job),
                           "TimeLimit=0"})
                .code,
            0);
  EXPECT_TRUE(
      WaitUntil([&] { return JobCalled(job)["state"] == "ended"; }, kPatience));
  EXPECT_THAT(JobCalled(job)["site_words"].get<std::string>(),
              HasSubstr("TIMEOUT"));
  ExpectUndisturbedResults();
}

TEST_F(SlurmTest, WithoutItsControllerWorkGoesOnAndNothingIsGivenUp) {
  Start();
  CreatePool("work");
  Submit();
  // It stands still until Slurm's silence was noticed: on a fast machine all
  // would be done before.
  const pid_t runner = RunnerOf(BusyJob());
  kill(runner, SIGSTOP);
  site_->StopController();
  EXPECT_TRUE(WaitUntil([&] { return !Problem().empty(); }, kPatience));
  EXPECT_THAT(Problem(), HasSubstr("squeue: "));
  EXPECT_GT(PoolNumber("running"), 0) << "its jobs were taken for lost";
  EXPECT_FALSE(IsDone()) << "nothing was left to go on with";
  const int done = SegmentsIn("done");
  kill(runner, SIGCONT);
  EXPECT_TRUE(WaitUntil([&] { return SegmentsIn("done") > done; }, kPatience));
  site_->StartController();
  ExpectUndisturbedResults();
  EXPECT_TRUE(WaitUntil([&] { return Problem().empty(); }, kPatience));
  EXPECT_EQ(PoolNumber("never_came_total"), 0);
}

TEST_F(SlurmTest, ARefusalIsToldInSlurmsWordsAndNotRepeatedAtOnce) {
  Start();
  CreatePool("nope");
  Submit();
  EXPECT_TRUE(WaitUntil([&] { return !Problem().empty(); }, kPatience));
  EXPECT_THAT(Problem(), HasSubstr("sbatch: "));
  EXPECT_THAT(Problem(), HasSubstr("nvalid partition"));
  EXPECT_THAT(Lehr({"explain", "1", "0"}).output,
              HasSubstr("nvalid partition"));
  const Json pool = Pool();
  EXPECT_EQ(pool["failures"], 1);
  EXPECT_GT(pool["pause_seconds"].get<double>(), 0);
  EXPECT_EQ(Lehr({"pool", "set", "main", "--partition", "work"}).code, 0);
  ExpectUndisturbedResults();
  EXPECT_EQ(PoolNumber("failed_submissions_total"), 1);
}

TEST_F(SlurmTest, WorkersThatNeverCameAreCountedAndTold) {
  Start({"--worker-program", "/nonexistent/lehr-worker"});
  CreatePool("work");
  Submit();
  EXPECT_TRUE(
      WaitUntil([&] { return PoolNumber("never_came_total") > 0; }, kPatience));
  EXPECT_THAT(Problem(), HasSubstr("never came: job "));
  EXPECT_THAT(Problem(), HasSubstr("exit code 127"));
  EXPECT_EQ(PoolNumber("failures"), 1);
}

TEST_F(SlurmTest, ADeletedPoolGoesWithItsWorkersAndTheirWorkStays) {
  Start();
  CreatePool("work");
  Submit();
  BusyJob();
  EXPECT_EQ(Lehr({"pool", "delete", "main"}).code, 0);
  EXPECT_TRUE(WaitUntil(
      [&] {
        return Ask({"pool", "list"})["pools"].empty();
      },
      kPatience))
      << Lehr({"pool", "list"}).output;
  EXPECT_EQ(site_->Command({"squeue", "-h"}).output, "");
  EXPECT_EQ(SegmentsIn("failed"), 0);
  const Program worker(
      folder_, {Binary("lehr-worker"), "--server", address(), "--threads", "1",
                "--cache", (folder_ / "cache").string()});
  ExpectUndisturbedResults();
}

}  // namespace
}  // namespace lehr
