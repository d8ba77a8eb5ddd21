// Steering sweeps with the real lehrd and lehr: pause, resume, cancel, set,
// list; and with a real worker: failures and retry.

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client/command_line.h"
#include "client/potential_file.h"
#include "tests/support/program.h"

namespace lehr::client {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

constexpr char kSweep[] =
    "name: small\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "sample:\n"
    "  - create: {cells: [5, 5, 5]}\n"
    "  - hold: {T: 1200, time_ps: 1, P: 0, couple: iso}\n"
    "test:\n"
    "  - measure: [energy]\n";

// The box becomes shorter than twice the cutoff: each fails for good.
constexpr char kFailing[] =
    "name: failing\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "parameters: {rate: [4.0e11, 5.0e11, 6.0e11]}\n"
    "sample:\n"
    "  - create: {cells: [4, 4, 4]}\n"
    "  - hold: {T: 300, time_ps: 0.02, P: 0, couple: iso}\n"
    "test:\n"
    "  - deform: {axis: y, rate_per_s: $rate, to: 0.2}\n";

class ControlE2eTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(kSystemPotentials) / "CuZr_mm.eam.fs")) {
      GTEST_SKIP() << "the default potential is missing: install lammps-data";
    }
    StartServer();
  }

  void StartServer() {
    server_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{
                     std::string(LEHR_BINARY_DIR) + "/lehrd", "--data",
                     (folder_ / "data").string(), "--listen", Address()});
    ASSERT_TRUE(
        WaitUntil([&] { return Lehr({"list"}) == 0; }, absl::Seconds(20)))
        << server_->errors();
  }

  void StartWorker() {
    worker_ = std::make_unique<Program>(
        folder_,
        std::vector<std::string>{std::string(LEHR_BINARY_DIR) + "/lehr-worker",
                                 "--server", Address(), "--threads", "1",
                                 "--cache", (folder_ / "cache").string()});
  }

  std::string Address() const {
    return "unix:" + (folder_ / "s.sock").string();
  }

  std::string Written(const std::string& text) const {
    const std::string file = (folder_ / "s.yaml").string();
    std::ofstream(file) << text;
    return file;
  }

  // out_ and err_ are of this call.
  int Lehr(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", Address()});
    std::ostringstream out;
    std::ostringstream err;
    Session session{out, err, Terminal(), "", LEHR_BINARY_DIR, "ann"};
    const int code = RunCommandLine(std::move(arguments), session);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  std::string StateOf(const std::string& sweep) {
    if (Lehr({"show", sweep, "--json"}) != 0) return err_;
    return nlohmann::json::parse(out_)["sweep"]["state"];
  }

  const fs::path folder_ = MakeTestFolder();
  std::unique_ptr<Program> server_;
  std::unique_ptr<Program> worker_;
  std::string out_;
  std::string err_;
};

TEST_F(ControlE2eTest, ASweepIsPausedAndGoesOnWhereItWas) {
  ASSERT_EQ(Lehr({"submit", Written(kSweep)}), 0) << err_;
  ASSERT_EQ(Lehr({"pause", "small", "--reason", "lunch"}), 0) << err_;
  EXPECT_EQ(out_, "small (sweep 1) paused: lunch: 0 of 1 points done\n");
  StartWorker();
  ASSERT_EQ(Lehr({"list"}), 0);
  EXPECT_THAT(out_, HasSubstr("paused: lunch"));
  ASSERT_EQ(Lehr({"show", "1"}), 0);
  EXPECT_THAT(out_, HasSubstr("small (sweep 1)  paused: lunch"));
  // It stays so over a restart, with a worker that waits.
  server_.reset();
  StartServer();
  ASSERT_TRUE(WaitUntil(
      [&] { return Lehr({"workers"}) == 0 && out_.find("live") != out_.npos; },
      absl::Seconds(30)))
      << out_;
  EXPECT_EQ(StateOf("1"), "paused");
  ASSERT_EQ(Lehr({"resume", "small", "--json"}), 0) << err_;
  EXPECT_EQ(nlohmann::json::parse(out_)["state"], "running");
  EXPECT_EQ(Lehr({"watch", "1"}), 0) << err_;
  EXPECT_EQ(StateOf("1"), "done");
  EXPECT_EQ(Lehr({"pause", "1"}), 5);
  EXPECT_THAT(err_, HasSubstr("has ended"));
}

TEST_F(ControlE2eTest, CancellingKeepsTheReason) {
  ASSERT_EQ(Lehr({"submit", Written(kSweep)}), 0) << err_;
  ASSERT_EQ(Lehr({"cancel", "1", "--reason", "wrong glass"}), 0) << err_;
  EXPECT_EQ(out_,
            "small (sweep 1) cancelled: wrong glass: 0 of 1 points done\n");
  EXPECT_EQ(Lehr({"resume", "1"}), 5);
}

TEST_F(ControlE2eTest, SettingsAreChangedAndSweepsFoundByThem) {
  ASSERT_EQ(Lehr({"submit", Written(kSweep), "--tag", "paper", "--tag", "glass",
                  "--max-running", "2", "--max-failures", "7"}),
            0)
      << err_;
  ASSERT_EQ(Lehr({"set", "1", "--priority", "5", "--untag", "glass"}), 0)
      << err_;
  EXPECT_EQ(out_,
            "small (sweep 1): priority 5, max running 2, max failures 7, tags "
            "paper\n");
  ASSERT_EQ(Lehr({"submit", Written(kFailing)}), 0) << err_;
  const auto found = [&](std::vector<std::string> options) {
    options.insert(options.begin(), "list");
    options.emplace_back("--json");
    EXPECT_EQ(Lehr(options), 0) << err_;
    std::string names;
    const auto list = nlohmann::json::parse(out_);
    for (const auto& sweep : list["sweeps"]) {
      names += sweep["name"].get<std::string>() + " ";
    }
    return names;
  };
  EXPECT_EQ(found({}), "failing small ");
  EXPECT_EQ(found({"--tag", "paper"}), "small ");
  EXPECT_EQ(found({"--tag", "paper", "--tag", "glass"}), "");
  EXPECT_EQ(found({"--name", "FAIL"}), "failing ");
  EXPECT_EQ(found({"--user", "ann"}), "failing small ");
  EXPECT_EQ(found({"--user", "bob"}), "");
  ASSERT_EQ(Lehr({"pause", "1"}), 0);
  EXPECT_EQ(found({"--state", "paused"}), "small ");
  EXPECT_EQ(found({"--state", "running", "--state", "paused"}),
            "failing small ");
  EXPECT_EQ(Lehr({"list", "--state", "lost"}), 2);
  EXPECT_THAT(err_, HasSubstr("--state: expected one of running, done"));
  ASSERT_EQ(Lehr({"list"}), 0);
  EXPECT_THAT(out_, HasSubstr("ann"));
  EXPECT_THAT(out_, HasSubstr("paper"));
}

TEST_F(ControlE2eTest, FailuresAreGroupedAndTriedAgain) {
  StartWorker();
  EXPECT_EQ(Lehr({"submit", Written(kFailing), "--watch"}), 1) << err_;
  ASSERT_EQ(Lehr({"failures", "failing"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("3 segments (3 points), "));
  EXPECT_THAT(out_, HasSubstr("cutoff"));
  EXPECT_THAT(out_, HasSubstr("lehr retry 1 --class "));
  ASSERT_EQ(Lehr({"failures", "1", "--json"}), 0) << err_;
  const auto report = nlohmann::json::parse(out_);
  ASSERT_EQ(report["groups"].size(), 1u);
  const std::string failure = report["groups"][0]["failure_class"];
  ASSERT_EQ(Lehr({"retry", "1", "--where", "rate > 4.5e11", "--dry-run"}), 0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("2 failed segments would be tried again"));
  ASSERT_EQ(Lehr({"retry", "1", "--where", "rate > 9e11"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("0 failed segments are tried again"));
  EXPECT_EQ(Lehr({"retry", "1", "--class", "crash", "--error", "cutoff"}), 0);
  EXPECT_THAT(out_, HasSubstr("0 failed"));
  EXPECT_EQ(Lehr({"retry", "1", "--class", "bad_luck"}), 2);
  EXPECT_THAT(err_, HasSubstr("--class: expected one of lost, "));
  EXPECT_EQ(Lehr({"retry", "1", "--error", "("}), 2);
  EXPECT_EQ(Lehr({"retry", "1", "--where", "speed > 1"}), 2);
  EXPECT_EQ(StateOf("1"), "failed");
  ASSERT_EQ(Lehr({"retry", "1", "--failed", "--class", failure, "--error",
                  "cut.ff", "--where", "rate < 4.5e11"}),
            0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("1 failed segment is tried again"));
  EXPECT_EQ(Lehr({"watch", "1"}), 1) << err_;  // in vain
  ASSERT_EQ(Lehr({"show", "1", "--json"}), 0);
  int attempts = 0;
  const auto shown = nlohmann::json::parse(out_);
  for (const auto& segment : shown["segments"]) {
    if (segment["state"] == "failed") {
      attempts += segment["attempts"].get<int>();
    }
  }
  EXPECT_EQ(attempts, 4);
}

TEST_F(ControlE2eTest, ASweepThatFailsTooOftenIsPausedWithItsReport) {
  StartWorker();
  ASSERT_EQ(Lehr({"submit", Written(kFailing), "--max-failures", "1"}), 0)
      << err_;
  ASSERT_TRUE(
      WaitUntil([&] { return StateOf("1") == "paused"; }, absl::Seconds(60)))
      << out_;
  ASSERT_EQ(Lehr({"failures", "1"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("paused: 1 segment failed: lehr failures 1"));
  // The worker may have had a second one when the first had failed.
  EXPECT_THAT(out_, AnyOf(HasSubstr("1 segment (1 point)"),
                          HasSubstr("2 segments (2 points)")));
  ASSERT_EQ(Lehr({"set", "1", "--max-failures", "0"}), 0) << err_;
  ASSERT_EQ(Lehr({"resume", "1"}), 0) << err_;
  EXPECT_EQ(Lehr({"watch", "1"}), 1) << err_;
  EXPECT_EQ(StateOf("1"), "failed");
}

}  // namespace
}  // namespace lehr::client
