#include "tests/bench/instruction_count.h"

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::bench {
namespace {

using testing::HasSubstr;

TEST(InstructionCountTest, ReadsPerfStat) {
  const auto counts = ParsePerfStat(
      "# started on Sun\n\n6000,,instructions:u,100,100.00,1.5,insn per cycle\n"
      "4000,,cycles:u,100,100.00,,\n");
  ASSERT_OK(counts);
  EXPECT_EQ(counts->instructions, 6000);
  EXPECT_EQ(counts->cycles, 4000);
}

TEST(InstructionCountTest, SaysWhenTheMachineHasNoCounters) {
  EXPECT_THAT(
      ParsePerfStat("<not supported>,,instructions:u,0,100.00,,\n"),
      StatusIs(absl::StatusCode::kUnavailable, HasSubstr("<not supported>")));
}

TEST(InstructionCountTest, ReadsCallgrind) {
  const auto counts =
      ParseCallgrind("# callgrind format\nfn=(1)\n16 400\n\ntotals: 98765\n");
  ASSERT_OK(counts);
  EXPECT_EQ(counts->instructions, 98765);
}

TEST(InstructionCountTest, StepsAreWhatALongerRunCostsMore) {
  // Start and end cost 1000 instructions, each step 30.
  Job job;
  job.folder = MakeTestFolder();
  job.warmup = 50;
  job.steps = 100;
  const CountedRun run = [](const Job& asked, const std::vector<std::string>&) {
    std::ofstream(asked.folder / "counts")
        << 1000 + 30 * (asked.warmup + asked.steps) << ",,instructions:u\n";
    return absl::OkStatus();
  };
  CounterTool tool;
  tool.kind = CounterTool::Kind::kPerfStat;
  const auto counts = CountPerStep(tool, job, run);
  ASSERT_OK(counts);
  EXPECT_EQ(counts->instructions, 30);
}

}  // namespace
}  // namespace lehr::bench
