// The verbs against a real lehrd, without workers: what the client makes of the
// server's answers. That sweeps come to their end is for tests/e2e.

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

using ::testing::HasSubstr;

namespace fs = std::filesystem;

constexpr char kSweep[] =
    "name: small\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "parameters: {rate: [100, 1000]}\n"
    "sample:\n"
    "  - create: {cells: [5, 5, 5]}\n"
    "  - hold: {T: 1200, time_ps: 1, P: 0, couple: iso}\n"
    "  - ramp: {T_to: 300, rate: $rate}\n"
    "test:\n"
    "  - measure: [energy]\n";

class VerbsE2eTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(fs::path(kSystemPotentials) / "CuZr_mm.eam.fs")) {
      GTEST_SKIP() << "the default potential is missing: install lammps-data";
    }
    WriteSweep(kSweep);
  }

  void WriteSweep(const std::string& text) const {
    std::ofstream(Sweep()) << text;
  }
  std::string Sweep() const { return (folder_ / "s.yaml").string(); }
  fs::path Data() const { return folder_ / "data"; }
  std::string Address() const {
    return "unix:" + (Data() / "lehrd.sock").string();
  }

  void StartServer() {
    server_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{
                     std::string(LEHR_BINARY_DIR) + "/lehrd", "--data",
                     Data().string(), "--listen", Address()});
    ASSERT_TRUE(
        WaitUntil([&] { return Lehr({"list"}) == 0; }, absl::Seconds(20)))
        << server_->errors();
  }

  // Runs a verb on the test's server; out_ and err_ are of this call.
  int Lehr(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", Address()});
    return LehrAlone(std::move(arguments));
  }
  int LehrAlone(std::vector<std::string> arguments,
                const fs::path& programs = LEHR_BINARY_DIR) {
    std::ostringstream out;
    std::ostringstream err;
    Session session{out, err, Terminal(), "", programs};
    const int code = RunCommandLine(std::move(arguments), session);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  // A folder of programs with the real lehrd and a worker that always dies.
  fs::path ProgramsWithADyingWorker() const {
    const fs::path programs = folder_ / "bin";
    fs::create_directory(programs);
    fs::create_symlink(fs::path(LEHR_BINARY_DIR) / "lehrd", programs / "lehrd");
    std::ofstream(programs / "lehr-worker")
        << "#!/bin/sh\necho out of luck >&2\nexit 7\n";
    fs::permissions(programs / "lehr-worker", fs::perms::owner_all);
    return programs;
  }

  const fs::path folder_ = MakeTestFolder();
  std::unique_ptr<Program> server_;
  std::string out_;
  std::string err_;
};

TEST_F(VerbsE2eTest, PlanSaysWhatASweepCosts) {
  StartServer();
  ASSERT_EQ(Lehr({"plan", Sweep(), "--tree"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("points      2\n"));
  EXPECT_THAT(out_, HasSubstr("atom-steps"));
  EXPECT_THAT(out_, HasSubstr("time        unknown"));
  EXPECT_THAT(out_, HasSubstr("sample/create"));
  EXPECT_THAT(out_, HasSubstr("├─ ramp to 300 K"));
  ASSERT_EQ(Lehr({"plan", Sweep(), "--json"}), 0);
  const auto plan = nlohmann::json::parse(out_);
  EXPECT_EQ(plan["points"], 2);
  EXPECT_LT(plan["atom_steps"]["shared"], plan["atom_steps"]["as_written"]);
  EXPECT_EQ(plan["atom_steps"]["to_do"], plan["atom_steps"]["shared"]);
}

// The server counts work as written point by point, the tree segment by
// segment.
TEST_F(VerbsE2eTest, TheTreeHasAllWorkOfThePlan) {
  StartServer();
  ASSERT_EQ(Lehr({"plan", Sweep(), "--format", "json"}), 0) << err_;
  const auto plan = nlohmann::json::parse(out_);
  std::int64_t as_written = 0;
  std::int64_t shared = 0;
  for (const auto& segment : plan["tree"]) {
    const auto work = segment["atom_steps"].get<std::int64_t>();
    as_written += work * segment["points"].get<std::int64_t>();
    shared += work;
  }
  EXPECT_EQ(as_written, plan["atom_steps"]["as_written"]);
  EXPECT_EQ(shared, plan["atom_steps"]["shared"]);
  EXPECT_EQ(plan["tree"].size(), plan["segments"]);
}

TEST_F(VerbsE2eTest, TreesAreDrawnIntoFiles) {
  StartServer();
  const std::string picture = (folder_ / "plan.svg").string();
  ASSERT_EQ(Lehr({"plan", Sweep(), "-o", picture}), 0) << err_;
  EXPECT_TRUE(fs::exists(picture));
  EXPECT_EQ(Lehr({"plan", Sweep(), "-o", "plan.gif"}), 2);
  EXPECT_THAT(err_, HasSubstr("found \"plan.gif\""));
  EXPECT_EQ(Lehr({"plan", Sweep(), "--format", "gif"}), 2);
  ASSERT_EQ(Lehr({"submit", Sweep()}), 0) << err_;
  ASSERT_EQ(Lehr({"show", "small", "--tree"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("├─ ramp to 300 K"));
  ASSERT_EQ(Lehr({"show", "small", "--format", "dot"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("digraph \"small\""));
}

TEST_F(VerbsE2eTest, AShareThatIsNoneIsRefused) {
  EXPECT_EQ(LehrAlone({"submit", Sweep(), "--audit", "1.5"}), 2);
  EXPECT_THAT(err_, HasSubstr("--audit"));
  EXPECT_EQ(LehrAlone({"run", Sweep(), "--audit", "-1"}), 2);
}

TEST_F(VerbsE2eTest, PlanAndValidateWorkWithoutAServer) {
  EXPECT_EQ(LehrAlone({"plan", Sweep()}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("points      2\n"));
  EXPECT_EQ(LehrAlone({"validate", Sweep()}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("a good sweep of 2 points"));
}

TEST_F(VerbsE2eTest, WhatTheServerRefusesHasItsPlaceInTheFile) {
  StartServer();
  std::string wrong = kSweep;
  wrong.replace(wrong.find("$rate"), 5, "$rtae");
  wrong.replace(wrong.find("time_ps: 1"), 10, "time_ps: -1");
  WriteSweep(wrong);
  EXPECT_EQ(Lehr({"validate", Sweep()}), 2);
  EXPECT_THAT(err_, HasSubstr(Sweep() + ":6:30: sample[1].hold.time_ps: "));
  EXPECT_THAT(err_, HasSubstr(Sweep() + ":7:29: sample[2].ramp."));
  EXPECT_EQ(Lehr({"plan", Sweep()}), 2);
  EXPECT_THAT(err_, HasSubstr(Sweep() + ":6:30: "));
  EXPECT_EQ(Lehr({"validate", Sweep(), "--json"}), 2);
  const auto problems = nlohmann::json::parse(out_)["problems"];
  EXPECT_EQ(problems.back()["line"], 7);
  EXPECT_EQ(problems.back()["column"], 29);
}

TEST_F(VerbsE2eTest, ASubmittedSweepCanBeListedShownAndCancelled) {
  StartServer();
  ASSERT_EQ(Lehr({"submit", Sweep()}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("sweep 1\n"));
  ASSERT_EQ(Lehr({"list"}), 0);
  EXPECT_THAT(out_, HasSubstr("small  running"));
  ASSERT_EQ(Lehr({"show", "small"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("small (sweep 1)  running"));
  EXPECT_THAT(out_, HasSubstr("ready"));
  EXPECT_THAT(out_, HasSubstr("waiting"));
  ASSERT_EQ(Lehr({"show", "small", "--segment", "1"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("(segment 1 of small, sweep 1)"));
  ASSERT_EQ(Lehr({"show", "small", "--segment", "1", "--json"}), 0) << err_;
  EXPECT_EQ(nlohmann::json::parse(out_)["segment_id"], 1);
  EXPECT_EQ(Lehr({"show", "small", "--segment", "99"}), 4);
  EXPECT_THAT(err_, HasSubstr("has no segment 99"));
  ASSERT_EQ(Lehr({"results", "1"}), 0);
  EXPECT_THAT(out_, HasSubstr("rate"));
  ASSERT_EQ(Lehr({"results", "1", "--format", "csv"}), 0);
  EXPECT_THAT(out_, HasSubstr("point,treatment,rate,replica,state"));
  ASSERT_EQ(Lehr({"cancel", "small", "--reason", "a test"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("cancelled"));
  ASSERT_EQ(Lehr({"show", "1", "--json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["sweep"]["state"], "cancelled");
  // A sweep that has ended badly is seen by the exit code.
  EXPECT_EQ(Lehr({"watch", "1"}), 1) << err_;
  EXPECT_THAT(out_, HasSubstr("small (sweep 1) cancelled"));
}

TEST_F(VerbsE2eTest, ANameMeansTheNewestSweepOfThatName) {
  StartServer();
  ASSERT_EQ(Lehr({"submit", Sweep()}), 0) << err_;
  ASSERT_EQ(Lehr({"submit", Sweep()}), 0) << err_;
  ASSERT_EQ(Lehr({"show", "small", "--json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["sweep"]["sweep_id"], 2);
}

TEST_F(VerbsE2eTest, ASweepThatIsNotThereIsFour) {
  StartServer();
  ASSERT_EQ(Lehr({"submit", Sweep()}), 0) << err_;
  EXPECT_EQ(Lehr({"show", "smal"}), 4);
  EXPECT_THAT(err_, HasSubstr("no sweep named \"smal\"; did you mean "
                              "\"small\"?"));
  EXPECT_EQ(Lehr({"results", "77"}), 4);
  EXPECT_EQ(Lehr({"watch", "77"}), 4);
  EXPECT_EQ(Lehr({"cancel", "77"}), 4);
}

TEST_F(VerbsE2eTest, PotentialsComeWithSweepsAndCanThenBeNamed) {
  StartServer();
  ASSERT_EQ(Lehr({"potentials"}), 0);
  EXPECT_THAT(out_, HasSubstr("no potentials"));
  const fs::path copy = folder_ / "mine.eam.fs";
  fs::copy_file(fs::path(kSystemPotentials) / "CuZr_mm.eam.fs", copy);
  ASSERT_EQ(Lehr({"potentials", "--add", copy.string()}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("mine.eam.fs"));
  EXPECT_THAT(out_, HasSubstr("eam_fs"));
  fs::remove(copy);
  std::string named = kSweep;
  named.replace(named.find("0.36}}"), 6, "0.36}, potential: mine.eam.fs}");
  WriteSweep(named);
  EXPECT_EQ(Lehr({"plan", Sweep()}), 0) << err_;
  named.replace(named.find("mine"), 4, "your");
  WriteSweep(named);
  EXPECT_EQ(Lehr({"plan", Sweep()}), 2);
  EXPECT_THAT(err_, HasSubstr(Sweep() + ":2:"));
  EXPECT_THAT(err_, HasSubstr("no file \"your.eam.fs\" here, beside the sweep "
                              "file or in"));
  EXPECT_THAT(err_, HasSubstr("the server has only mine.eam.fs"));
}

TEST_F(VerbsE2eTest, APotentialThatIsNoneIsBadInput) {
  StartServer();
  std::ofstream(folder_ / "bad.alloy") << "one line\n";
  EXPECT_EQ(Lehr({"potentials", "--add", (folder_ / "bad.alloy").string()}), 2);
  EXPECT_THAT(err_, HasSubstr("bad.alloy:2: expected a setfl file"));
}

TEST_F(VerbsE2eTest, WorkersSaysHowToGetOne) {
  StartServer();
  ASSERT_EQ(Lehr({"workers"}), 0);
  EXPECT_THAT(out_, HasSubstr("lehr-worker --server " + Address()));
  ASSERT_EQ(Lehr({"workers", "--json"}), 0);
  EXPECT_TRUE(nlohmann::json::parse(out_)["workers"].empty());
}

TEST_F(VerbsE2eTest, RunGivesUpOnWorkersThatKeepDyingAndShowsTheirLog) {
  const fs::path programs = ProgramsWithADyingWorker();
  EXPECT_EQ(LehrAlone({"run", Sweep(), "--data", Data().string()}, programs),
            5);
  EXPECT_THAT(err_, HasSubstr("lehr-worker ended by itself (exit code 7)"));
  EXPECT_THAT(err_, HasSubstr("\n  out of luck"));
  // Nothing is left behind that has the folder.
  StartServer();
  ASSERT_EQ(Lehr({"list"}), 0);
  EXPECT_THAT(out_, HasSubstr("small  running"));
}

TEST_F(VerbsE2eTest, RunUsesTheServerThatHasTheFolder) {
  StartServer();
  const fs::path programs = ProgramsWithADyingWorker();
  EXPECT_EQ(LehrAlone({"run", Sweep(), "--data", Data().string()}, programs),
            5);
  EXPECT_THAT(err_, HasSubstr("is in use by a running lehrd at " + Address()));
  // The same command attaches to the same sweep, and to a new one once that was
  // cancelled.
  LehrAlone({"run", Sweep(), "--data", Data().string()}, programs);
  ASSERT_EQ(Lehr({"list", "--json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["sweeps"].size(), 1u);
  ASSERT_EQ(Lehr({"cancel", "1"}), 0);
  LehrAlone({"run", Sweep(), "--data", Data().string()}, programs);
  ASSERT_EQ(Lehr({"list", "--json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["sweeps"].size(), 2u);
}

TEST_F(VerbsE2eTest, AServerThatDoesNotComeUpShowsItsLog) {
  std::ofstream(folder_ / "file") << "not a folder";
  fs::create_directory(Data());
  std::ofstream(Data() / "objects") << "in the way";
  EXPECT_EQ(LehrAlone({"run", Sweep(), "--data", Data().string()}), 5);
  EXPECT_THAT(err_, HasSubstr("lehrd ended by itself"));
  EXPECT_THAT(err_, HasSubstr("objects"));
  EXPECT_EQ(LehrAlone({"run", Sweep(), "--data", (folder_ / "file").string()}),
            2);
  EXPECT_THAT(err_, HasSubstr("--data "));
}

}  // namespace
}  // namespace lehr::client
