#include "worker/tools/potential_source.h"

#include <gmock/gmock.h>

#include "proto/support/sha256.h"
#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;

class PotentialSourceTest : public ToolTest {};

TEST_F(PotentialSourceTest, KnowsItsElementsTheirMassesAndItsHash) {
  const auto source = ReadPotential(Path("toy.eam.alloy"));
  ASSERT_OK(source);
  ASSERT_EQ(source->elements.size(), 2U);
  EXPECT_EQ(source->elements[0].symbol, "Cu");
  EXPECT_EQ(source->elements[0].mass, 63.546);
  EXPECT_EQ(source->elements[1].symbol, "Zr");
  EXPECT_EQ(source->elements[1].mass, 91.224);
  EXPECT_EQ(source->sha256, Sha256Of(ToyMetal()));
}

TEST_F(PotentialSourceTest, ANameAloneIsLookedForAmongTheSystems) {
  const std::string name = "CuZr_mm.eam.fs";
  if (!std::filesystem::exists(std::filesystem::path(kSystemPotentials) /
                               name)) {
    GTEST_SKIP() << "the file is missing: install lammps-data";
  }
  const auto source = ReadPotential(name);
  ASSERT_OK(source);
  EXPECT_THAT(source->path, HasSubstr(kSystemPotentials));
}

TEST_F(PotentialSourceTest, SaysWhereItLookedAndWhatIsWrong) {
  EXPECT_THAT(ReadPotential("nope.eam"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("nope.eam: expected a potential (setfl)")));
  EXPECT_THAT(
      ReadPotential(Path("toy.data")),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("toy.data:")));
  Write("empty", "");
  EXPECT_THAT(ReadPotential(Path("empty")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("empty")));
  const auto source = ReadPotential(Path("toy.eam.alloy"));
  ASSERT_OK(source);
  EXPECT_THAT(MakePotential(*source, std::vector<std::string>{"Ni"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Ni")));
}

}  // namespace
}  // namespace lehr::worker
