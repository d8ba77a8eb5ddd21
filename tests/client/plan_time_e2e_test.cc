// lehr plan tells how long a sweep takes.

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/client/tiny_sweep.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string SweepWithSeed(int seed) {
  return "name: timed\n"
         "seed: " +
         std::to_string(seed) +
         "\n"
         "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
         "settings: {record_ps: 0.02}\n"
         "parameters: {rate: [500, 1000]}\n"
         "sample:\n"
         "  - create: {cells: [4, 4, 4]}\n"
         "  - hold: {T: 1000, time_ps: 1, P: 0, couple: iso}\n"
         "  - ramp: {T_to: 500, rate: $rate}\n"
         "test:\n"
         "  - measure: [structure]\n";
}

class PlanTimeTest : public TinySweepTest {
 protected:
  std::string SweepFile() const override { return SweepWithSeed(1); }

  void SetUp() override {
    TinySweepTest::SetUp();
    std::ofstream(folder_ / "other.yaml") << SweepWithSeed(2);
  }

  nlohmann::json PlanOf(const std::string& file) const {
    const ProgramResult plan =
        Lehr({"plan", Path(file), "--json", "--server", Address()});
    EXPECT_EQ(plan.code, 0) << plan.errors;
    return nlohmann::json::parse(plan.output);
  }

  std::vector<std::string> WorkerCommand() const {
    return {Binary("lehr-worker"), "--server", Address(),
            "--threads",           "1",        "--cache",
            Path("cache")};
  }
};

double Seconds(const nlohmann::json& json) {
  return json["estimated_time_seconds"].get<double>();
}

TEST_F(PlanTimeTest, IsAboutWhatTheSweepThenTakes) {
  const Program worker(folder_, WorkerCommand());
  ASSERT_TRUE(WaitUntil(
      [&] { return PlanOf("other.yaml").contains("estimated_time_seconds"); },
      absl::Seconds(60)));
  const double estimate = Seconds(PlanOf("other.yaml"));
  const absl::Time begin = absl::Now();
  const ProgramResult done =
      Lehr({"submit", Path("other.yaml"), "--watch", "--server", Address()});
  EXPECT_EQ(done.code, 0) << done.errors;
  const double took = absl::ToDoubleSeconds(absl::Now() - begin);
  // Both depend on what else this machine does; within these factors only what
  // is wrong fails. Half a second is for the client and its watching.
  EXPECT_LT(estimate, 10 * took);
  EXPECT_GT(estimate, (took - 0.5) / 10);
  // All is there now.
  const auto again = PlanOf("other.yaml");
  EXPECT_EQ(Seconds(again), 0);
}

TEST_F(PlanTimeTest, WithoutAServerThisMachineIsMeasured) {
  server_.reset();
  const ProgramResult plan = Lehr({"plan", Path("other.yaml")});
  ASSERT_EQ(plan.code, 0) << plan.errors;
  EXPECT_THAT(plan.output, HasSubstr("on this machine ("));
  const ProgramResult pools =
      Lehr({"plan", Path("other.yaml"), "--cores", "1,64"});
  ASSERT_EQ(pools.code, 0) << pools.errors;
  EXPECT_THAT(pools.output,
              AllOf(HasSubstr(" on 1 core: 1 worker of 1 thread\n"),
                    HasSubstr(" on 64 cores: ")));
  const ProgramResult wrong =
      Lehr({"plan", Path("other.yaml"), "--cores", "many"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("--cores"));
  const ProgramResult untimed = Lehr({"plan", Path("other.yaml"), "--no-time"});
  ASSERT_EQ(untimed.code, 0) << untimed.errors;
  EXPECT_THAT(untimed.output, Not(HasSubstr("on this machine")));
}

}  // namespace
}  // namespace lehr::client
