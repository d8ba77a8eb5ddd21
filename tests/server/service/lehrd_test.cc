// The program lehrd: flags, exit codes, signals, and being killed.

#include <csignal>
#include <filesystem>
#include <memory>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class LehrdTest : public testing::Test {
 protected:
  LehrdTest()
      : folder_(MakeTestFolder()),
        data_(folder_ / "data"),
        address_(absl::StrCat("unix:", data_.string(), "/lehrd.sock")) {}

  // Starts lehrd on its socket alone, and waits until it listens.
  void Start() {
    program_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{LEHRD, "--data", data_.string(),
                                          "--listen", address_});
    ASSERT_TRUE(WaitUntil(
        [&] {
          return program_->errors().find("listening") != std::string::npos;
        },
        absl::Seconds(20)))
        << program_->errors();
  }

  ProgramResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), LEHRD);
    return RunProgram(folder_, std::move(arguments), absl::Seconds(20));
  }

  fs::path folder_;
  fs::path data_;
  std::string address_;
  std::unique_ptr<Program> program_;
};

TEST_F(LehrdTest, SaysItsVersionAndItsFlags) {
  EXPECT_EQ(Run({"--version"}).code, 0);
  const ProgramResult help = Run({"--help"});
  EXPECT_EQ(help.code, 0);
  for (const char* flag :
       {"--data", "--listen", "--lease-seconds", "--heartbeat-seconds"}) {
    EXPECT_THAT(help.output, HasSubstr(flag));
  }
}

TEST_F(LehrdTest, AWrongFlagIsNamedAndTheExitStatusIsTwo) {
  const ProgramResult none = Run({});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.errors, HasSubstr("--data"));
  const ProgramResult wrong =
      Run({"--data", data_.string(), "--lease-seconds", "0"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("--lease-seconds: expected"));
}

TEST_F(LehrdTest, ASecondServerOnTheSameFolderEndsWithOne) {
  Start();
  const ProgramResult second =
      Run({"--data", data_.string(), "--listen", address_ + "2"});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.errors, HasSubstr("uses this folder"));
}

TEST_F(LehrdTest, EndsSoonAndWellWhenItIsToldTo) {
  for (const int signal_number : {SIGTERM, SIGINT}) {
    Start();
    const absl::Time before = absl::Now();
    program_->Signal(signal_number);
    const auto result = program_->Wait(absl::Seconds(10));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->code, 0) << result->errors;
    EXPECT_LT(absl::Now() - before, absl::Seconds(3));
  }
}

TEST_F(LehrdTest, KillingItLosesNothingThatWasAcknowledged) {
  Start();
  auto client = std::make_unique<TestClient>(address_);
  FakeWorker worker(client.get(), "w");
  ASSERT_OK(worker.Register());
  const auto submitted = client->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  // Killed after each acknowledged result, with the next lease given out.
  int done = 0;
  for (;;) {
    const auto response = worker.Lease(absl::ZeroDuration());
    ASSERT_OK(response);
    if (!response->has_lease()) break;
    program_->Signal(SIGKILL);
    ASSERT_TRUE(program_->Wait(absl::Seconds(10)).has_value());
    Start();
    *client = TestClient(address_);  // the old connection is broken
    EXPECT_EQ(client->SweepOf(submitted->sweep_id())->segments().done(), done);
    ASSERT_OK(worker.Complete(response->lease()));
    ++done;
  }
  const auto sweep = client->SweepOf(submitted->sweep_id());
  ASSERT_OK(sweep);
  EXPECT_EQ(sweep->state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(done, submitted->summary().segments());
  const auto repeat = client->Submit(kAnnealed, "a");
  ASSERT_OK(repeat);
  EXPECT_EQ(repeat->sweep_id(), submitted->sweep_id());
}

}  // namespace
}  // namespace lehr::server
