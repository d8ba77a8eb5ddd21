// The real programs together, on a small real sweep: what a user sees, and what
// happens when a part of it is killed.

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/children.h"
#include "tests/support/program.h"

namespace lehr {
namespace {

using ::testing::HasSubstr;

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kPotential[] =
    "/usr/share/lammps/potentials/CuZr_mm.eam.fs";  // Debian's lammps-data

// One of each treatment on 500 atoms, as short as the physics allows; the
// biaxial stress waits for a measurement. Checkpoints fall into the long hold.
constexpr char kSweep[] = R"(
name: small
material: {composition: {Cu: 0.64, Zr: 0.36}}
settings: {record_ps: 0.004}
seed: 7
sample:
  - create: {cells: [5, 5, 5]}
  - hold: {T: 1200, time_ps: 1.0, P: 0, couple: iso}
  - ramp: {T_to: 300, rate: 1000}
  - save: as_cast
treatments:
  as_cast: {}
  thermal_pressure:
    parameters: {annealing_temperature: [600, 900]}
    stages:
      - thermal_pressure: {T: $annealing_temperature, time_ps: 0.4, rate: 1000, ramp_ps: 0.2, settle_ps: 0, relax_ps: 0.4}
  biaxial_tension:
    stages:
      - biaxial_tension: {stress: {ref: as_cast.yield_stress, factor: 0.5}, hold_ps: 0.4, ramp_ps: 0.2, relax_ps: 0.4}
  cryogenic_cycling:
    parameters: {cycles: [1, 2]}
    stages:
      - cryogenic_cycling: {cycles: $cycles, low_hold_ps: 0.1, up_hold_ps: 0.1, rate: 1000, relax_ps: 0.2}
test:
  - measure:
      - energy: {time_ps: 0.4}
      - elastic: {ftol_eV_per_A: 1e-3}
  - deform: {rate_per_s: 2e11, to: 0.2}
  - measure: [stress_strain]
)";

class SweepTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kPotential)) {
      GTEST_SKIP() << kPotential << " is not there: install lammps-data";
    }
    std::ofstream(SweepFile()) << kSweep;
  }

  static std::string Binary(const std::string& name) {
    return absl::StrCat(LEHR_BINARY_DIR, "/", name);
  }
  fs::path SweepFile() const { return folder_ / "small.yaml"; }
  fs::path Data(const std::string& name) const { return folder_ / name; }
  static std::string Socket(const fs::path& data) {
    return absl::StrCat("unix:", (data / "lehrd.sock").string());
  }

  ProgramResult Lehr(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), Binary("lehr"));
    return RunProgram(folder_, std::move(arguments));
  }

  // The results table of sweep 1 in `data` as CSV, from a server of its own.
  std::string Table(const fs::path& data) const {
    const Program server(folder_, ServerCommand(data));
    WaitForServer(data);
    return Results(data);
  }
  std::string Results(const fs::path& data) const {
    const ProgramResult result =
        Lehr({"results", "1", "--server", Socket(data), "--format", "csv"});
    EXPECT_EQ(result.code, 0) << result.errors;
    return result.output;
  }

  static std::vector<std::string> ServerCommand(const fs::path& data) {
    return {
        Binary("lehrd"),   "--data", data.string(), "--listen", Socket(data),
        "--lease-seconds", "3"};
  }
  std::vector<std::string> WorkerCommand(const fs::path& data) const {
    return {Binary("lehr-worker"),
            "--server",
            Socket(data),
            "--threads",
            "1",
            "--cache",
            (folder_ / "cache").string(),
            "--checkpoint-seconds",
            "0.2"};
  }
  void WaitForServer(const fs::path& data) const {
    ASSERT_TRUE(WaitUntil(
        [&] {
          return Lehr({"list", "--server", Socket(data), "--json"}).code == 0;
        },
        absl::Seconds(20)));
  }

  // What `lehr show 1` says, nullopt while there is no server or no sweep.
  std::optional<Json> TryShow(const fs::path& data) const {
    const ProgramResult shown =
        Lehr({"show", "1", "--server", Socket(data), "--json"});
    if (shown.code != 0) return std::nullopt;
    return Json::parse(shown.output);
  }
  Json Show(const fs::path& data) const {
    const std::optional<Json> shown = TryShow(data);
    EXPECT_TRUE(shown.has_value());
    return shown.value_or(Json());
  }
  int SegmentsIn(const char* state, const fs::path& data) const {
    const std::optional<Json> shown = TryShow(data);
    if (!shown.has_value()) return -1;
    return (*shown)["sweep"]["segments"][state].get<int>();
  }
  int SegmentsDone(const fs::path& data) const {
    return SegmentsIn("done", data);
  }

  // Kills the worker if it has a lease now. It is stopped while the server is
  // asked, so that it cannot finish the segment meanwhile.
  bool KilledWithALease(const Program& worker, const fs::path& data) const {
    worker.Signal(SIGSTOP);
    // Two, if it has fetched the next one.
    const bool leased = SegmentsIn("leased", data) >= 1;
    worker.Signal(leased ? SIGKILL : SIGCONT);
    return leased;
  }
  std::string SweepState(const fs::path& data) const {
    return Show(data)["sweep"]["state"].get<std::string>();
  }

  // Whether a segment that has failed is not done yet.
  bool IsTryingAgain(const fs::path& data) const {
    const Json shown = Show(data);
    return std::any_of(shown["segments"].begin(), shown["segments"].end(),
                       [](const Json& segment) {
                         return segment["attempts"].get<int>() > 1 &&
                                segment["state"] != "done";
                       });
  }

  // What an undisturbed `lehr run` gives; made once for all tests.
  const std::string& UndisturbedTable() const {
    static const auto* const kTable = new std::string([this] {
      const fs::path data = MakeTestFolder() / "undisturbed";
      const ProgramResult run =
          Lehr({"run", SweepFile().string(), "--data", data.string()});
      EXPECT_EQ(run.code, 0) << run.output << run.errors;
      return Table(data);
    }());
    return *kTable;
  }

  const fs::path folder_ = MakeTestFolder();
};

TEST_F(SweepTest, RunPrintsATableWithAllQuantitiesForEachPoint) {
  const fs::path data = Data("run");
  const ProgramResult run =
      Lehr({"run", SweepFile().string(), "--data", data.string()});
  ASSERT_EQ(run.code, 0) << run.output << run.errors;
  for (const char* quantity : {"ΔE", "meV/atom", "GPa", "σ_y", "σ_f", "Δσ",
                               "thermal_pressure", "cryogenic_cycling"}) {
    EXPECT_THAT(run.output, HasSubstr(quantity));
  }
  const std::string table = Table(data);
  // A header and a row for each of the six points, no cell empty but those of
  // parameters that a treatment does not have.
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 7) << table;
  EXPECT_THAT(table, HasSubstr("yield_stress_GPa"));
}

TEST_F(SweepTest, ASecondRunReusesTheFirst) {
  const fs::path data = Data("twice");
  const std::vector<std::string> command = {"run", SweepFile().string(),
                                            "--data", data.string()};
  ASSERT_EQ(Lehr(command).code, 0);
  const std::string first = Table(data);
  const ProgramResult again = Lehr(command);
  ASSERT_EQ(again.code, 0) << again.errors;
  EXPECT_EQ(Table(data), first);
  const Program server(folder_, ServerCommand(data));
  WaitForServer(data);
  const Json shown = Show(data);
  for (const Json& segment : shown["segments"]) {
    EXPECT_EQ(segment["attempts"].get<int>(), 1) << segment;
  }
}

TEST_F(SweepTest, AKilledWorkerChangesNoResult) {
  const fs::path data = Data("killed");
  const Program server(folder_, ServerCommand(data));
  WaitForServer(data);
  ASSERT_EQ(
      Lehr({"submit", SweepFile().string(), "--server", Socket(data)}).code, 0);
  // Three workers in turn, each killed in the middle of a segment, then one
  // that stays.
  for (const int done : {2, 8, 14}) {
    const Program worker(folder_, WorkerCommand(data));
    ASSERT_TRUE(WaitUntil([&] { return SegmentsDone(data) >= done; },
                          absl::Minutes(1)));
    ASSERT_TRUE(WaitUntil([&] { return KilledWithALease(worker, data); },
                          absl::Minutes(1)));
    // The dead one's lease is not to be taken for that of the next.
    ASSERT_TRUE(WaitUntil([&] { return SegmentsIn("leased", data) == 0; },
                          absl::Seconds(30)));
  }
  const Program worker(folder_, WorkerCommand(data));
  ASSERT_TRUE(
      WaitUntil([&] { return SweepState(data) == "done"; }, absl::Minutes(2)));
  EXPECT_EQ(Results(data), UndisturbedTable());
  int lost = 0;
  const Json shown = Show(data);
  for (const Json& segment : shown["segments"]) {
    lost += segment["attempts"].get<int>() - 1;
  }
  EXPECT_GE(lost, 3) << "a worker was killed, but had not lost a segment";
}

TEST_F(SweepTest, AKilledServerLosesNothingAndKeepsItsWorker) {
  const fs::path data = Data("server-killed");
  auto server = std::make_unique<Program>(folder_, ServerCommand(data));
  WaitForServer(data);
  ASSERT_EQ(
      Lehr({"submit", SweepFile().string(), "--server", Socket(data)}).code, 0);
  const Program worker(folder_, WorkerCommand(data));
  for (const int done : {3, 9, 15}) {
    ASSERT_TRUE(WaitUntil([&] { return SegmentsDone(data) >= done; },
                          absl::Minutes(1)));
    const int before = SegmentsDone(data);
    server->Signal(SIGKILL);
    ASSERT_TRUE(server->Wait(absl::Seconds(10)).has_value());
    server = std::make_unique<Program>(folder_, ServerCommand(data));
    WaitForServer(data);
    EXPECT_GE(SegmentsDone(data), before);
  }
  ASSERT_TRUE(
      WaitUntil([&] { return SweepState(data) == "done"; }, absl::Minutes(2)));
  EXPECT_EQ(Results(data), UndisturbedTable());
  // The worker was healthy all the time: nothing was started twice.
  const Json shown = Show(data);
  for (const Json& segment : shown["segments"]) {
    EXPECT_EQ(segment["attempts"].get<int>(), 1) << segment;
  }
}

TEST_F(SweepTest, AKilledEngineCostsNeitherTheWorkerNorAResult) {
  const fs::path data = Data("engine-killed");
  const Program server(folder_, ServerCommand(data));
  WaitForServer(data);
  ASSERT_EQ(
      Lehr({"submit", SweepFile().string(), "--server", Socket(data)}).code, 0);
  std::vector<std::string> command = WorkerCommand(data);
  command.insert(command.end(), {"--stall-minutes", "0.1"});
  Program worker(folder_, command);
  int done = 1;
  for (const int number : {SIGSEGV, SIGKILL, SIGABRT, SIGSTOP}) {
    // No segment dies twice.
    ASSERT_TRUE(WaitUntil(
        [&] { return SegmentsDone(data) >= done && !IsTryingAgain(data); },
        absl::Minutes(1)));
    const std::vector<pid_t> runners = ChildrenOf(worker.pid());
    ASSERT_EQ(runners.size(), 1u);
    kill(runners[0], number);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const std::vector<pid_t> now = ChildrenOf(worker.pid());
          return !now.empty() && now != runners;
        },
        absl::Seconds(30)));
    done = SegmentsDone(data) + 2;
  }
  ASSERT_TRUE(
      WaitUntil([&] { return SweepState(data) == "done"; }, absl::Minutes(2)));
  EXPECT_EQ(Results(data), UndisturbedTable());
  EXPECT_THAT(worker.errors(), HasSubstr("was ended by SIGSEGV"));
  EXPECT_THAT(worker.errors(), HasSubstr("made no progress for 6s"));
  EXPECT_FALSE(worker.Wait(absl::ZeroDuration()).has_value()) << "it lives";
}

TEST_F(SweepTest, AWorkerThatWasStoppedForLongerThanItsLeaseChangesNoResult) {
  const fs::path data = Data("zombie");
  const Program server(folder_, ServerCommand(data));
  WaitForServer(data);
  ASSERT_EQ(
      Lehr({"submit", SweepFile().string(), "--server", Socket(data)}).code, 0);
  Program zombie(folder_, WorkerCommand(data));
  ASSERT_TRUE(
      WaitUntil([&] { return SegmentsDone(data) >= 3; }, absl::Minutes(1)));
  ASSERT_TRUE(WaitUntil(
      [&] {
        zombie.Signal(SIGSTOP);
        if (SegmentsIn("leased", data) >= 1) return true;
        zombie.Signal(SIGCONT);
        return false;
      },
      absl::Minutes(1)));
  const Program other(folder_, WorkerCommand(data));
  // Its segment has gone to the other one, which is done with it.
  const int before = SegmentsDone(data);
  ASSERT_TRUE(WaitUntil([&] { return SegmentsDone(data) >= before + 2; },
                        absl::Minutes(1)));
  zombie.Signal(SIGCONT);
  ASSERT_TRUE(
      WaitUntil([&] { return SweepState(data) == "done"; }, absl::Minutes(2)));
  EXPECT_EQ(Results(data), UndisturbedTable());
  // It is a worker like any other again.
  ASSERT_TRUE(WaitUntil(
      [&] {
        const std::string log = zombie.errors();
        return log.find("worker registered") != log.rfind("worker registered");
      },
      absl::Seconds(20)));
}

TEST_F(SweepTest, AResultOutlivesServerAndWorker) {
  const fs::path data = Data("spool");
  auto server = std::make_unique<Program>(folder_, ServerCommand(data));
  WaitForServer(data);
  ASSERT_EQ(
      Lehr({"submit", SweepFile().string(), "--server", Socket(data)}).code, 0);
  auto worker = std::make_unique<Program>(folder_, WorkerCommand(data));
  const auto has_result = [&] {
    std::error_code gone;
    for (const auto& file :
         fs::recursive_directory_iterator(folder_ / "cache" / "spool", gone)) {
      // Without an extension: not a temporary file, nor what it names.
      if (file.path().filename().string().starts_with("result-") &&
          !file.path().has_extension()) {
        return true;
      }
    }
    return false;
  };
  ASSERT_TRUE(
      WaitUntil([&] { return SegmentsDone(data) >= 2; }, absl::Minutes(1)));
  ASSERT_TRUE(WaitUntil(
      [&] {
        worker->Signal(SIGSTOP);
        if (SegmentsIn("leased", data) >= 1) return true;
        worker->Signal(SIGCONT);
        return false;
      },
      absl::Minutes(1)));
  server->Signal(SIGKILL);
  ASSERT_TRUE(server->Wait(absl::Seconds(10)).has_value());
  worker->Signal(SIGCONT);
  ASSERT_TRUE(WaitUntil(has_result, absl::Minutes(1)));
  worker->Signal(SIGKILL);
  ASSERT_TRUE(worker->Wait(absl::Seconds(10)).has_value());

  server = std::make_unique<Program>(folder_, ServerCommand(data));
  WaitForServer(data);
  worker = std::make_unique<Program>(folder_, WorkerCommand(data));
  ASSERT_TRUE(
      WaitUntil([&] { return SweepState(data) == "done"; }, absl::Minutes(2)));
  EXPECT_EQ(Results(data), UndisturbedTable());
  EXPECT_THAT(worker->errors(),
              HasSubstr("result of another worker delivered"));
  EXPECT_FALSE(has_result());
}

TEST_F(SweepTest, AnInterruptedRunGoesOnWhereItWas) {
  const fs::path data = Data("interrupted");
  const std::vector<std::string> command = {
      Binary("lehr"), "run", SweepFile().string(), "--data", data.string()};
  {
    Program run(folder_, command);
    ASSERT_TRUE(WaitUntil(
        [&] {
          // Without a socket the command would only wait for one.
          return fs::exists(data / "lehrd.sock") && SegmentsDone(data) >= 3;
        },
        absl::Minutes(1)));
    run.Signal(SIGINT);
    const auto result = run.Wait(absl::Seconds(30));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->code, 130) << result->errors;
  }
  const ProgramResult run = RunProgram(folder_, command);
  ASSERT_EQ(run.code, 0) << run.output << run.errors;
  EXPECT_EQ(Table(data), UndisturbedTable());
}

}  // namespace
}  // namespace lehr
