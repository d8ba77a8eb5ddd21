// The second engine: the real programs, with LAMMPS' library.

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/children.h"
#include "tests/support/program.h"

namespace lehr {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;
using Json = nlohmann::json;

// Melt, quench, hold and tension of 500 atoms, which LAMMPS does at some 1,000
// steps a second.
constexpr char kSweep[] = R"(
material: {composition: {Cu: 0.64, Zr: 0.36}}
settings: {record_ps: 0.004}
sample:
  - create: {cells: [5, 5, 5]}
  - hold: {T: 1500, time_ps: 0.4, P: 0, couple: iso}
  - ramp: {T_to: 300, rate: 2000}
  - hold: {T: 300, time_ps: 0.4, P: 0}
test:
  - measure: [{energy: {time_ps: 0.4}}]
  - deform: {rate_per_s: 2e11, to: 0.1}
  - measure: [{stress_strain: {yield_window: 0.08, flow_from: 0.05, flow_to: 0.1}}]
)";

class LammpsTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists("/usr/share/lammps/potentials/CuZr_mm.eam.fs")) {
      GTEST_SKIP() << "install lammps-data";
    }
    Write("lehr", "");
    Write("lammps", "engine: lammps, ");
  }

  void Write(const std::string& name, const std::string& setting) const {
    std::string text = kSweep;
    const std::string before = "settings: {";
    text.insert(text.find(before) + before.size(), setting);
    std::ofstream(SweepFile(name)) << "name: " << name << text;
  }

  static std::string Binary(const std::string& name) {
    return absl::StrCat(LEHR_BINARY_DIR, "/", name);
  }
  std::string SweepFile(const std::string& name) const {
    return folder_ / (name + ".yaml");
  }
  std::string socket() const {
    return absl::StrCat("unix:", (folder_ / "data/lehrd.sock").string());
  }
  ProgramResult Lehr(std::vector<std::string> arguments,
                     absl::Duration limit = absl::Minutes(2)) const {
    arguments.insert(arguments.begin(), Binary("lehr"));
    return RunProgram(folder_, std::move(arguments), limit);
  }
  std::vector<std::string> ServerCommand() const {
    return {Binary("lehrd"),   "--data", folder_ / "data", "--listen", socket(),
            "--lease-seconds", "3"};
  }
  std::vector<std::string> WorkerCommand(const std::string& engine,
                                         int threads = 1) const {
    return {Binary("lehr-worker"),
            "--server",
            socket(),
            "--engine",
            engine,
            "--threads",
            absl::StrCat(threads),
            "--pin",
            "none",
            "--cache",
            folder_ / "cache"};
  }
  void Submit(const std::string& name) const {
    ASSERT_TRUE(WaitUntil(
        [&] {
          return Lehr({"list", "--server", socket()}).code == 0;
        },
        absl::Seconds(30)));
    const ProgramResult submitted =
        Lehr({"submit", SweepFile(name), "--server", socket()});
    ASSERT_EQ(submitted.code, 0) << submitted.errors;
  }
  Json Show(const std::string& sweep) const {
    const ProgramResult shown =
        Lehr({"show", sweep, "--server", socket(), "--json"});
    return shown.code == 0 ? Json::parse(shown.output) : Json();
  }
  int SegmentsDone(const std::string& sweep) const {
    const Json shown = Show(sweep);
    return shown.is_null() ? -1 : shown["sweep"]["segments"]["done"].get<int>();
  }
  bool IsDone(const std::string& sweep) const {
    const Json shown = Show(sweep);
    return !shown.is_null() && shown["sweep"]["state"] == "done";
  }

  const fs::path folder_ = MakeTestFolder();
};

TEST_F(LammpsTest, EachSweepOfAMixedPoolIsComputedByItsEngine) {
  const Program server(folder_, ServerCommand());
  Submit("lammps");
  const Program lehr(folder_, WorkerCommand("lehr"));
  ASSERT_TRUE(WaitUntil(
      [&] {
        return Lehr({"explain", "lammps", "0", "--server", socket()})
                   .output.find("no worker with engine lammps") !=
               std::string::npos;
      },
      absl::Seconds(30)));
  Submit("lehr");
  const Program lammps(folder_, WorkerCommand("lammps"));
  ASSERT_TRUE(WaitUntil([&] { return IsDone("lehr") && IsDone("lammps"); },
                        absl::Minutes(2)))
      << Show("lammps");
  // They begin at one crystal, and know nothing else of each other.
  int shared = 0;
  const Json own = Show("lehr");
  const Json other = Show("lammps");
  for (std::size_t i = 0; i < own["segments"].size(); ++i) {
    shared +=
        own["segments"][i]["segment_id"] == other["segments"][i]["segment_id"]
            ? 1
            : 0;
  }
  EXPECT_EQ(shared, 2) << "create and velocities";
  for (const char* name : {"lehr", "lammps"}) {
    EXPECT_THAT(
        Lehr({"results", name, "--server", socket(), "--format", "csv"}).output,
        HasSubstr("yield_stress_GPa"));
  }
}

TEST_F(LammpsTest, AKilledRunnerCostsNeitherTheWorkerNorAResult) {
  const Program server(folder_, ServerCommand());
  Submit("lammps");
  Program worker(folder_, WorkerCommand("lammps"));
  ASSERT_TRUE(
      WaitUntil([&] { return SegmentsDone("lammps") >= 3; }, absl::Minutes(1)));
  const std::vector<pid_t> runners = ChildrenOf(worker.pid());
  ASSERT_EQ(runners.size(), 1u);
  kill(runners[0], SIGKILL);
  ASSERT_TRUE(WaitUntil([&] { return IsDone("lammps"); }, absl::Minutes(2)));
  EXPECT_FALSE(worker.Wait(absl::ZeroDuration()).has_value());
}

// Of a worker: its runner, the launcher of that, and what this has started.
std::vector<pid_t> RanksOf(const Program& worker) {
  std::vector<pid_t> generation = {worker.pid()};
  for (int depth = 0; depth < 3; ++depth) {
    std::vector<pid_t> next;
    for (const pid_t pid : generation) {
      const std::vector<pid_t> children = ChildrenOf(pid);
      next.insert(next.end(), children.begin(), children.end());
    }
    generation = next;
  }
  return generation;
}

TEST_F(LammpsTest, RanksShareASegmentAndAKilledOneCostsNoResult) {
  const ProgramResult ranks_run =
      RunProgram(folder_, {"/usr/bin/mpirun", "-n", "2", "--oversubscribe",
                           "--allow-run-as-root", "/bin/true"});
  if (ranks_run.code != 0) GTEST_SKIP() << "no MPI here: " << ranks_run.errors;
  const Program server(folder_, ServerCommand());
  Submit("lammps");
  std::vector<pid_t> ranks;
  {
    Program worker(folder_, WorkerCommand("lammps", 2));
    ASSERT_TRUE(WaitUntil([&] { return RanksOf(worker).size() == 2; },
                          absl::Minutes(1)));
    kill(RanksOf(worker)[1], SIGKILL);
    ASSERT_TRUE(WaitUntil([&] { return IsDone("lammps"); }, absl::Minutes(2)));
    ranks = RanksOf(worker);
    EXPECT_EQ(ranks.size(), 2u);
    kill(worker.pid(), SIGTERM);
    EXPECT_TRUE(worker.Wait(absl::Minutes(1)).has_value());
  }
  EXPECT_TRUE(WaitUntil(
      [&] {
        return std::none_of(ranks.begin(), ranks.end(),
                            [](pid_t rank) { return kill(rank, 0) == 0; });
      },
      absl::Seconds(30)))
      << "ranks outlive their worker";
}

// Verdicts are at 5 % and LAMMPS' bits depend on the machine, so that they
// alone would fail on one machine in twenty; a row at 0.1 % is something else.
TEST_F(LammpsTest, ValidateFindsThatTheEnginesAgree) {
  const ProgramResult compared =
      Lehr({"validate", SweepFile("lehr"), "--engines", "--replicas", "3",
            "--data", folder_ / "validate", "--json"},
           absl::Minutes(5));  // two sweeps, on a machine that may be busy
  ASSERT_THAT(compared.code, AnyOf(0, 1)) << compared.output << compared.errors;
  const Json json = Json::parse(compared.output);
  EXPECT_EQ(compared.code, json["differ"].get<bool>() ? 1 : 0);
  EXPECT_TRUE(json["from_one_state"]["close"].get<bool>()) << json;
  EXPECT_GE(json["rows"].size(), 8u);
  for (const Json& row : json["rows"]) {
    EXPECT_EQ(row["lammps"]["n"], 3);
    if (row["holm_p_value"].is_number()) {
      EXPECT_GE(row["holm_p_value"].get<double>(), 1e-3) << row;
    }
  }
}

}  // namespace
}  // namespace lehr
