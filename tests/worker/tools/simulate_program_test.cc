// lehr-worker simulate, as users start it.

#include <csignal>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "lehr/md/state_file.h"
#include "proto/plan/stage_plan.h"
#include "proto/yaml/stages_file.h"
#include "tests/worker/executor_fixture.h"
#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kStages[] =
    "settings: {record_ps: 0.02}\n"
    "stages:\n"
    "  - hold: {T: 300, time_ps: 0.4, P: 0}\n"
    "  - save: relaxed\n"
    "  - measure: [{energy: {time_ps: 0.4}}]\n"
    "  - deform: {axis: y, rate_per_s: 1e11, to: 0.02}\n";

class SimulateProgramTest : public ToolTest {
 protected:
  std::vector<std::string> Command(const std::vector<std::string>& more) const {
    std::vector<std::string> command = {
        "simulate",    Path("s.yaml"),       "--config",  Path("toy.data"),
        "--out",       Path("out"),          "--threads", "2",
        "--potential", Path("toy.eam.alloy")};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
};

// End states of the stages, by executors whose leases were cut where they had
// got halfway.
class CutExecution : public ExecutorTest {
 public:
  void TestBody() override {}

  std::string EndOf(const std::string& stages, const md::State& start) {
    const auto file = yaml::ParseStagesFile("s.yaml", stages);
    const auto plan = plan::PlanStages(
        file.spec, {.atoms = static_cast<std::int64_t>(start.atoms.size()),
                    .at_rest = false});
    EXPECT_OK(plan);
    std::string state = Keep(start);
    for (const plan::PlannedSegment& segment : plan->segments) {
      if (segment.work.has_measurement()) continue;
      v1::Lease lease = LeaseOf(segment.work, state);
      lease.set_record_steps(segment.record_steps);
      SnapshotList snapshots(true);
      EXPECT_OK(Execute(lease, 1, &snapshots));
      EXPECT_FALSE(snapshots.snapshots.empty());
      if (snapshots.snapshots.empty()) return "";
      const Snapshot& first = snapshots.snapshots.front();
      v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
      checkpoint.set_step(first.step);
      checkpoint.set_state_sha256(Keep(first.state));
      checkpoint.set_curve_sha256(Keep(first.curve.SerializeAsString()));
      const auto rest = Execute(lease, 1);
      EXPECT_OK(rest);
      state = Keep(*rest->end_state);
    }
    return artifacts_[state];
  }
};

TEST_F(SimulateProgramTest, EndsInTheBitsOfLeasesThatWereCut) {
  Write("s.yaml", kStages);
  const ProgramResult result = Run(Command({"--json"}));
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_EQ(Read("out/03_deform_y_to_0.02.state"),
            CutExecution().EndOf(kStages, ToyAlloy()));
  const auto json = nlohmann::json::parse(result.output);
  EXPECT_EQ(json, nlohmann::json::parse(Read("out/observables.json")));
  ASSERT_EQ(json["segments"].size(), 3U);
  EXPECT_THAT(json["segments"][0]["files"],
              ElementsAre("01_hold_300_K.csv", "01_hold_300_K.state",
                          "01_hold_300_K.data", "01_hold_300_K.xyz"));
  EXPECT_EQ(json["segments"][1]["observables"][0]["name"], "potential_energy");
  EXPECT_EQ(json["segments"][1]["observables"][0]["unit"], "eV/atom");
  EXPECT_GT(json["segments"][1]["observables"][0]["standard_error"], 0);
  EXPECT_THAT(
      json["segments"][2]["files"],
      ElementsAre("03_deform_y_to_0.02.csv", "03_deform_y_to_0.02.state",
                  "03_deform_y_to_0.02.data", "03_deform_y_to_0.02.xyz"));
  const std::string curve = Read("out/01_hold_300_K.csv");
  EXPECT_THAT(curve, HasSubstr("step,time_ps,temperature_K,"));
  // A row each 10 of 200 steps.
  EXPECT_EQ(std::count(curve.begin(), curve.end(), '\n'), 21);
}

TEST_F(SimulateProgramTest, DoesNotWriteOverAnEarlierRun) {
  Write("s.yaml", "- minimize\n");
  EXPECT_EQ(Run(Command({})).code, 0);
  const ProgramResult again = Run(Command({}));
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.errors, HasSubstr("--force"));
  EXPECT_EQ(Run(Command({"--force"})).code, 0);
}

TEST_F(SimulateProgramTest, CtrlCStopsItAndLeavesWhatIsFinished) {
  Write("s.yaml",
        "- hold: {T: 300, time_ps: 0.1}\n- hold: {T: 300, time_ns: 1000}\n");
  std::vector<std::string> command = Command({});
  command.insert(command.begin(), LEHR_WORKER_PROGRAM);
  Program program(folder_, command);
  // It says how far it is once two seconds have passed.
  ASSERT_TRUE(WaitUntil(
      [&] {
        return program.errors().find("2/2 hold 300 K: ") != std::string::npos;
      },
      absl::Seconds(30)));
  program.Signal(SIGINT);
  // Within a second; the rest is for a busy machine.
  const auto result = program.Wait(absl::Seconds(5));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->code, 130);
  EXPECT_THAT(result->errors, HasSubstr("segment 2 of 2, \"hold 300 K\""));
  EXPECT_TRUE(fs::exists(folder_ / "out" / "01_hold_300_K.state"));
  EXPECT_FALSE(fs::exists(folder_ / "out" / "02_hold_300_K.state"));
  EXPECT_EQ(
      nlohmann::json::parse(Read("out/observables.json"))["segments"].size(),
      1U);
}

TEST_F(SimulateProgramTest, AFailureLeavesTheStateBeforeIt) {
  // 300 GPa of tension in a picosecond: nothing holds that.
  Write("s.yaml",
        "- hold: {T: 300, time_ps: 0.1, P: 0}\n"
        "- load: {P: -300, ramp_ps: 1}\n");
  const ProgramResult result = Run(Command({}));
  EXPECT_EQ(result.code, 1) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("segment 2 of 2, \"load to -300 GPa\""));
  EXPECT_THAT(result.errors, HasSubstr("the state before is in 02_load_to_-300_"
                                       "GPa.failed.state"));
  EXPECT_TRUE(fs::exists(folder_ / "out" / "01_hold_300_K.state"));
  EXPECT_OK(md::DecodeState(Read("out/02_load_to_-300_GPa.failed.state")));
}

TEST_F(SimulateProgramTest, NamesThePlaceOfWhatIsWrongWithTheStages) {
  const auto refusal = [&](const std::string& stages,
                           const std::string& message) {
    Write("s.yaml", stages);
    const ProgramResult result = Run(Command({}));
    EXPECT_EQ(result.code, 2) << stages;
    EXPECT_THAT(result.errors, HasSubstr(Path("s.yaml") + message));
    EXPECT_THAT(result.output, IsEmpty());
    EXPECT_FALSE(fs::exists(folder_ / "out"));
  };
  refusal("- hold: {T: 300, time_ps: 1}\n- hodl: {T: 300}\n",
          ":2:3: stages[1]: unknown stage \"hodl\"");
  refusal("- hold: {T: -300, time_ps: 1}\n",
          ":1:13: stages[0].hold.temperature_kelvin: expected a temperature");
  refusal("- hold: {T: $T, time_ps: 1}\n",
          ":1:13: stages[0].hold.temperature_kelvin: parameter \"T\" is not "
          "defined");
  refusal("- measure: [stress_strain]\n",
          ":1:13: stages[0].measure.measures[0].stress_strain: expected a "
          "`deform` of an axis right before");
}

}  // namespace
}  // namespace lehr::worker
