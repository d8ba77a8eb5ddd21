#include "tests/bench/measured_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::bench {
namespace {

using testing::HasSubstr;

TEST(MeasuredProgramTest, GivesOutputAndCpuTimeOfGrandchildrenToo) {
  // The inner shell counts, some 0.1 s; the outer one waits for it.
  const auto run =
      RunMeasured(MakeTestFolder(),
                  {"sh", "-c",
                   "sh -c 'i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done'; "
                   "echo $WORD"},
                  {{"WORD", "done"}});
  ASSERT_OK(run);
  EXPECT_EQ(run->output, "done\n");
  EXPECT_GT(run->cpu_seconds, 0.001);
  EXPECT_GE(run->wall_seconds, 0);
}

TEST(MeasuredProgramTest, RunsInItsFolder) {
  const auto folder = MakeTestFolder();
  const auto run = RunMeasured(folder, {"pwd"});
  ASSERT_OK(run);
  EXPECT_EQ(run->output, folder.string() + "\n");
}

TEST(MeasuredProgramTest, TellsTheEndOfWhatAFailedProgramWrote) {
  EXPECT_THAT(RunMeasured(MakeTestFolder(), {"sh", "-c", "echo why; exit 3"}),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("why")));
  EXPECT_THAT(RunMeasured(MakeTestFolder(), {"/nowhere/program"}),
              StatusIs(absl::StatusCode::kUnavailable,
                       HasSubstr("/nowhere/program: cannot be started")));
}

}  // namespace
}  // namespace lehr::bench
