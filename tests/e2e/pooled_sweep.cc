#include "tests/e2e/pooled_sweep.h"

#include <fstream>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

namespace lehr {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kPotential[] =
    "/usr/share/lammps/potentials/CuZr_mm.eam.fs";  // Debian's lammps-data

constexpr absl::Duration kPatience = absl::Minutes(3);

// Four samples on 500 atoms, that share nothing. Checkpoints fall into the
// holds.
constexpr char kSweep[] = R"(
name: pooled
material: {composition: {Cu: 0.64, Zr: 0.36}}
seed: 7
replicas: 4
sample:
  - create: {cells: [5, 5, 5]}
  - hold: {T: 1200, time_ps: 6, P: 0, couple: iso}
  - ramp: {T_to: 300, rate: 500}
treatments:
  aged:
    parameters: {time: [1, 4]}
    stages:
      - hold: {time_ps: $time}
test:
  - measure: [{energy: {time_ps: 0.4}}]
)";

}  // namespace

PooledSweepTest::PooledSweepTest()
    : folder_(MakeTestFolder()), data_(folder_ / "data") {
  std::ofstream(folder_ / "pooled.yaml") << kSweep;
}

void PooledSweepTest::SetUp() {
  if (!fs::exists(kPotential)) {
    GTEST_SKIP() << kPotential << " is not there: install lammps-data";
  }
}

std::string PooledSweepTest::Binary(const std::string& name) {
  return absl::StrCat(LEHR_BINARY_DIR, "/", name);
}

std::string PooledSweepTest::address() const {
  return absl::StrCat("unix:", (data_ / "lehrd.sock").string());
}

void PooledSweepTest::StartServer(
    const std::vector<std::string>& flags,
    const std::map<std::string, std::string>& environment,
    const std::vector<std::string>& prefix) {
  std::vector<std::string> command = prefix;
  command.insert(command.end(),
                 {Binary("lehrd"), "--data", data_.string(), "--listen",
                  address(), "--lease-seconds", "3"});
  command.insert(command.end(), flags.begin(), flags.end());
  server_ = std::make_unique<Program>(folder_, command, environment);
  ASSERT_TRUE(WaitUntil([&] { return Lehr({"list"}).code == 0; }, kPatience))
      << server_->errors();
}

void PooledSweepTest::Submit() {
  const ProgramResult submitted =
      Lehr({"submit", (folder_ / "pooled.yaml").string()});
  ASSERT_EQ(submitted.code, 0) << submitted.errors;
}

ProgramResult PooledSweepTest::Lehr(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), Binary("lehr"));
  arguments.insert(arguments.end(), {"--server", address()});
  return RunProgram(folder_, std::move(arguments));
}

Json PooledSweepTest::Ask(std::vector<std::string> arguments) const {
  arguments.push_back("--json");
  const ProgramResult asked = Lehr(std::move(arguments));
  return asked.code == 0 ? Json::parse(asked.output) : Json();
}

int PooledSweepTest::SegmentsIn(const std::string& state) const {
  const Json shown = Ask({"show", "1"});
  return shown.is_null() ? -1 : shown["sweep"]["segments"][state].get<int>();
}

bool PooledSweepTest::IsDone() const {
  const Json shown = Ask({"show", "1"});
  return !shown.is_null() && shown["sweep"]["state"] == "done";
}

std::string PooledSweepTest::ResultsOf(const std::string& server) const {
  ProgramResult result;
  EXPECT_TRUE(WaitUntil(
      [&] {
        result = RunProgram(folder_, {Binary("lehr"), "results", "1",
                                      "--format", "csv", "--server", server});
        return result.code == 0;
      },
      kPatience))
      << result.errors;
  return result.output;
}

void PooledSweepTest::ExpectUndisturbedResults() const {
  ASSERT_TRUE(WaitUntil([&] { return IsDone(); }, kPatience))
      << Lehr({"show", "1"}).output << server_->errors();
  const fs::path alone = folder_ / "alone";
  const ProgramResult run =
      RunProgram(folder_,
                 {Binary("lehr"), "run", "--data", alone.string(),
                  (folder_ / "pooled.yaml").string()},
                 kPatience);
  ASSERT_EQ(run.code, 0) << run.output << run.errors;
  const std::string socket =
      absl::StrCat("unix:", (alone / "lehrd.sock").string());
  const Program server(
      folder_, {Binary("lehrd"), "--data", alone.string(), "--listen", socket});
  EXPECT_EQ(ResultsOf(address()), ResultsOf(socket));
}

}  // namespace lehr
