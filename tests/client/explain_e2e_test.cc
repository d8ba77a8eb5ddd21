// lehr explain, extend and drain with a real server and real workers.

#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client/command_line.h"
#include "client/potential_file.h"
#include "lehr/v1/worker_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "proto/support/version.h"
#include "tests/client/tiny_sweep.h"
#include "tests/support/program.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

// A liquid that takes a worker minutes.
constexpr char kLongSweep[] =
    "name: long\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "sample:\n"
    "  - create: {cells: [10, 10, 10]}\n"
    "  - hold: {T: 1000, time_ps: 1000, P: 0, couple: iso}\n"
    "test:\n"
    "  - measure: [energy]\n";

// In steps of 20 fs atoms at 9000 K move by more than is allowed.
constexpr char kWildSweep[] =
    "name: wild\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "settings: {time_step_fs: 20}\n"
    "sample:\n"
    "  - create: {cells: [5, 5, 5]}\n"
    "  - hold: {T: 9000, time_ps: 50}\n";

class ExplainE2eTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::filesystem::path(kSystemPotentials) /
                                 "CuZr_mm.eam.fs")) {
      GTEST_SKIP() << "the default potential is missing: install lammps-data";
    }
    StartServer();
  }

  void StartServer() {
    server_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{Binary("lehrd"), "--data",
                                          Path("data"), "--listen", Address()});
    ASSERT_TRUE(
        WaitUntil([&] { return Lehr({"list"}).code == 0; }, absl::Seconds(20)))
        << server_->errors();
  }

  void StartWorker() {
    worker_ = std::make_unique<Program>(
        folder_,
        std::vector<std::string>{Binary("lehr-worker"), "--server", Address(),
                                 "--threads", "1", "--cache", Path("cache")});
  }

  // Writes the sweep to a file; returns its path.
  std::string File(const std::string& text) const {
    std::ofstream(Path("s.yaml")) << text;
    return Path("s.yaml");
  }
  void Submit(const std::string& text) {
    const ProgramResult submitted = Lehr({"submit", File(text)});
    ASSERT_EQ(submitted.code, 0) << submitted.errors;
  }
  void SubmitAndWait(const std::string& text) {
    const ProgramResult done = Lehr({"submit", File(text), "--watch"});
    ASSERT_EQ(done.code, 0) << done.errors;
  }

  static std::string Binary(const std::string& name) {
    return std::string(LEHR_BINARY_DIR) + "/" + name;
  }
  std::string Path(const std::string& name) const {
    return (folder_ / name).string();
  }
  std::string Address() const { return "unix:" + Path("s.sock"); }

  ProgramResult Lehr(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--server", Address()});
    std::ostringstream out;
    std::ostringstream err;
    Session session{out, err, Terminal(), "", LEHR_BINARY_DIR};
    ProgramResult result;
    result.code = RunCommandLine(std::move(arguments), session);
    result.output = out.str();
    result.errors = err.str();
    return result;
  }
  std::string Explain(const std::string& sweep, const std::string& point) {
    const ProgramResult told = Lehr({"explain", sweep, point});
    EXPECT_EQ(told.code, 0) << told.errors;
    return told.output;
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  std::unique_ptr<Program> server_;
  std::unique_ptr<Program> worker_;
};

TEST_F(ExplainE2eTest, WithoutWorkersThatIsTheReason) {
  Submit(kTinySweep);
  EXPECT_THAT(Explain("tiny", "1"),
              AllOf(HasSubstr("point 1 ("), HasSubstr("sample/create"),
                    HasSubstr("no worker is there"),
                    HasSubstr("lehr-worker --server")));
  const ProgramResult json = Lehr({"explain", "tiny", "1", "--json"});
  const auto told = nlohmann::json::parse(json.output);
  EXPECT_EQ(told["segments"][0]["state"], "ready");
  EXPECT_EQ(told["segments"][0]["why"][0], "no worker is there");
  // A filter means the points that it lets pass.
  EXPECT_THAT(Explain("tiny", "rate = 4000"), HasSubstr("point 1 ("));
  EXPECT_EQ(Lehr({"explain", "tiny", "rate = 5"}).code, 4);
  EXPECT_EQ(Lehr({"explain", "tiny", "7"}).code, 4);
  EXPECT_EQ(Lehr({"explain"}).code, 2);
}

TEST_F(ExplainE2eTest, WhatWaitsForARunningSegmentSaysWhereThatRuns) {
  StartWorker();
  Submit(kLongSweep);
  std::string text;
  ASSERT_TRUE(WaitUntil(
      [&] {
        text = Explain("long", "0");
        return text.find("% done") != std::string::npos;
      },
      absl::Seconds(30)))
      << text;
  EXPECT_THAT(text, AllOf(HasSubstr("has run on "), HasSubstr("(leased)"),
                          HasSubstr("waits for its start state: segment ")));
}

TEST_F(ExplainE2eTest, AFailureIsToldWithItsErrorAndWorker) {
  StartWorker();
  EXPECT_EQ(Lehr({"submit", File(kWildSweep), "--watch"}).code, 1);
  EXPECT_THAT(
      Explain("wild", "0"),
      AllOf(HasSubstr("(failed)"), HasSubstr("was given up after 1 attempt"),
            HasSubstr("use a shorter time step"),
            HasSubstr("attempt 1  FAILED by "), HasSubstr("lehr retry")));
}

// What fails for a while is better arranged than waited for.
TEST_F(ExplainE2eTest, ABackOffIsToldWithItsEnd) {
  Submit(kTinySweep);
  const auto stub = v1::WorkerService::NewStub(MakeChannel(Address()));
  v1::RegisterWorkerRequest request;
  request.set_session(std::string(16, 's'));
  request.set_name("node7:1");
  request.set_threads(1);
  request.set_numerics_version(kNumericsVersion);
  v1::RegisterWorkerResponse registered;
  grpc::ClientContext first;
  ASSERT_TRUE(stub->RegisterWorker(&first, request, &registered).ok());
  v1::LeaseSegmentRequest ask;
  ask.set_session(request.session());
  ask.set_sequence(1);
  v1::LeaseSegmentResponse leased;
  grpc::ClientContext second;
  ASSERT_TRUE(stub->LeaseSegment(&second, ask, &leased).ok());
  v1::EndAttemptRequest end;
  end.set_session(request.session());
  *end.mutable_id() = leased.lease().id();
  end.set_end(v1::ATTEMPT_END_FAILED);
  end.set_code(static_cast<int>(absl::StatusCode::kResourceExhausted));
  end.set_message("no space left on /scratch");
  v1::EndAttemptResponse ended;
  grpc::ClientContext third;
  ASSERT_TRUE(stub->EndAttempt(&third, end, &ended).ok());
  EXPECT_THAT(Explain("tiny", "0"),
              AllOf(HasSubstr("attempt 1 failed: no space left on /scratch"),
                    HasSubstr("attempt 2 begins at "),
                    HasSubstr("attempt 1  FAILED by node7:1")));
}

TEST_F(ExplainE2eTest, WhatIsNotInTheCacheSaysWhereTheWaysPart) {
  StartWorker();
  SubmitAndWait(kTinySweep);
  worker_.reset();
  Submit(absl::StrReplaceAll(kTinySweep,
                             {{"[2000, 4000]", "[8000]"}, {"tiny", "other"}}));
  EXPECT_THAT(Explain("other", "0"),
              AllOf(HasSubstr("not found among what is done: the nearest is"),
                    HasSubstr("of sweep tiny"),
                    HasSubstr("sample/ramp to 800 K: cooling rate [K/s]"),
                    HasSubstr("8e+15  4e+15")));
}

TEST_F(ExplainE2eTest, WhatWasInTheCacheSaysSo) {
  StartWorker();
  SubmitAndWait(kTinySweep);
  worker_.reset();
  Submit(absl::StrReplaceAll(kTinySweep, {{"tiny", "again"}}));
  EXPECT_THAT(Explain("again", "1"),
              AllOf(HasSubstr("is done: all 3 segments, 3 of them before the "
                              "sweep was submitted")));
  const ProgramResult one = Lehr({"explain", "again", "--segment", "2"});
  EXPECT_THAT(one.output,
              AllOf(HasSubstr("was there already when sweep 2 (again)"),
                    HasSubstr("from sweep 1 (tiny)")));
}

TEST_F(ExplainE2eTest, ASweepIsExtendedAcrossAKilledServer) {
  StartWorker();
  SubmitAndWait(kTinySweep);
  const std::string more = File(absl::StrReplaceAll(
      kTinySweep, {{"[2000, 4000]", "[2000, 3000, 4000]"}}));
  const ProgramResult dry = Lehr({"extend", "tiny", more, "--dry-run"});
  ASSERT_EQ(dry.code, 0) << dry.errors;
  EXPECT_THAT(dry.output, HasSubstr("points      1\n"));
  const ProgramResult extended = Lehr({"extend", "tiny", more});
  ASSERT_EQ(extended.code, 0) << extended.errors;
  server_->Signal(SIGKILL);
  server_.reset();
  StartServer();
  const ProgramResult done = Lehr({"watch", "tiny"});
  EXPECT_EQ(done.code, 0) << done.errors;
  const ProgramResult results = Lehr(
      {"results", "tiny", "--columns", "point,rate,state", "--format", "csv"});
  EXPECT_THAT(results.output,
              HasSubstr("0,2000,done\n1,4000,done\n2,3000,done"));
  EXPECT_THAT(Lehr({"extend", "tiny", more}).output,
              HasSubstr("has all points"));
  const std::string less =
      File(absl::StrReplaceAll(kTinySweep, {{"[2000, 4000]", "[4000]"}}));
  const ProgramResult refused = Lehr({"extend", "tiny", less});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.errors, HasSubstr("rate 2000"));
}

TEST_F(ExplainE2eTest, ADrainedWorkerGetsNothingMore) {
  StartWorker();
  std::string name;
  ASSERT_TRUE(WaitUntil(
      [&] {
        const auto workers =
            nlohmann::json::parse(Lehr({"workers", "--json"}).output);
        if (workers["workers"].empty()) return false;
        name = workers["workers"][0]["name"];
        return true;
      },
      absl::Seconds(20)));
  const ProgramResult drained = Lehr({"drain", name});
  ASSERT_EQ(drained.code, 0) << drained.errors;
  EXPECT_THAT(drained.output, HasSubstr(name + " hands back"));
  EXPECT_EQ(Lehr({"drain", "nobody"}).code, 4);
  server_->Signal(SIGKILL);
  server_.reset();
  StartServer();
  Submit(kTinySweep);
  // It stays idle, or has left already.
  EXPECT_THAT(Explain("tiny", "0"), AnyOf(HasSubstr("1 told to leave"),
                                          HasSubstr("no worker is there")));
  StartWorker();
  EXPECT_EQ(Lehr({"watch", "tiny"}).code, 0);
}

}  // namespace
}  // namespace lehr::client
