#include "worker/tools/result_folder.h"

#include <gmock/gmock.h>

#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(FileStemTest, SortsByNumberAndHasNoBlanks) {
  EXPECT_EQ(FileStem(3, 9, "hold 300 K"), "03_hold_300_K");
  EXPECT_EQ(FileStem(3, 120, "cycle 2/ramp to 400 K"),
            "003_cycle_2_ramp_to_400_K");
  EXPECT_EQ(FileStem(1, 1, "load to x 2.6 GPa, y -2 GPa"),
            "01_load_to_x_2.6_GPa_y_-2_GPa");
  EXPECT_EQ(FileStem(1, 1, "../../etc"), "01_.._.._etc");
}

class ResultFolderTest : public ToolTest {};

TEST_F(ResultFolderTest, WritesWhatTheOutcomeHas) {
  const auto folder = ResultFolder::Make(folder_ / "a" / "b", false);
  ASSERT_OK(folder);
  Outcome outcome;
  EXPECT_THAT(*folder->Write("01_energy", outcome, true), ElementsAre());
  outcome.end_state = ToyAlloy();
  v1::Curve curve;
  v1::Column* column = curve.add_columns();
  column->set_name("stress_xx");
  column->set_unit("GPa");
  column->add_values(0.5);
  outcome.curve = curve;
  EXPECT_THAT(*folder->Write("02_hold", outcome, false),
              ElementsAre("02_hold.csv", "02_hold.state"));
  EXPECT_EQ(Read("a/b/02_hold.csv"), "stress_xx_GPa\n0.5\n");
  EXPECT_EQ(Read("a/b/02_hold.state"), Read("toy.state"));
  EXPECT_THAT(*folder->Write("03_hold", outcome, true),
              ElementsAre("03_hold.csv", "03_hold.state", "03_hold.data",
                          "03_hold.xyz"));
  EXPECT_EQ(Read("a/b/03_hold.data"), Read("toy.data"));
}

TEST_F(ResultFolderTest, DoesNotWriteOverAnEarlierRunUnasked) {
  EXPECT_THAT(ResultFolder::Make(folder_, false),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--force")));
  EXPECT_OK(ResultFolder::Make(folder_, true));
  EXPECT_THAT(ResultFolder::Make(folder_ / "toy.data", true),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       StartsWith(Path("toy.data"))));
}

}  // namespace
}  // namespace lehr::worker
