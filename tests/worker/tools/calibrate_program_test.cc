// lehr-worker calibrate, as users start it.

#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;

class CalibrateProgramTest : public ToolTest {};

TEST_F(CalibrateProgramTest, TellsTheSpeedOfEachSize) {
  const ProgramResult result =
      Run({"calibrate", "--potential", Path("toy.eam.alloy"), "--atoms",
           "500,1000", "--lattice-constant", "3.6", "--threads", "1",
           "--composition", "Cu=2,Zr=1", "--json"});
  ASSERT_EQ(result.code, 0) << result.errors;
  const auto told = nlohmann::json::parse(result.output);
  EXPECT_EQ(told["threads"], 1);
  ASSERT_EQ(told["speeds"].size(), 2u);
  EXPECT_EQ(told["speeds"][1]["atoms"], 1000);
  EXPECT_GT(told["speeds"][1]["atom_steps_per_second"], 0);
}

TEST_F(CalibrateProgramTest, PrintsATable) {
  const ProgramResult result =
      Run({"calibrate", "--potential", Path("toy.eam.alloy"), "--atoms", "500",
           "--lattice-constant", "3.6"});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("atom-steps/s"));
}

TEST_F(CalibrateProgramTest, RefusesWhatHasNoMeaning) {
  const ProgramResult share =
      Run({"calibrate", "--potential", Path("toy.eam.alloy"), "--composition",
           "Cu=much"});
  EXPECT_EQ(share.code, 2);
  EXPECT_THAT(share.errors, HasSubstr("\"Cu=much\""));
  const ProgramResult size =
      Run({"calibrate", "--potential", Path("toy.eam.alloy"), "--atoms", "0"});
  EXPECT_EQ(size.code, 2);
  EXPECT_THAT(size.errors, HasSubstr("atoms: expected 1 to"));
}

}  // namespace
}  // namespace lehr::worker
