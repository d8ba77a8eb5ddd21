#include "worker/tools/configuration.h"

#include <gmock/gmock.h>

#include "lehr/md/formats/extended_xyz.h"
#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ConfigurationTest : public ToolTest {
 protected:
  absl::StatusOr<md::State> ReadAs(
      const std::string& name, const std::string& content,
      const std::vector<std::string>& elements = {},
      const PotentialSource* potential = nullptr) {
    Write(name, content);
    return ReadConfiguration(folder_ / name, elements, potential);
  }

  void ExpectToy(const absl::StatusOr<md::State>& state) {
    ASSERT_OK(state);
    const md::State toy = ToyAlloy();
    EXPECT_EQ(state->atoms.positions, toy.atoms.positions);
    EXPECT_EQ(state->atoms.velocities, toy.atoms.velocities);
    EXPECT_EQ(state->elements, toy.elements);
    EXPECT_EQ(state->masses, toy.masses);
  }
};

TEST_F(ConfigurationTest, EveryFormatHoldsTheSameConfiguration) {
  for (const char* name : {"a.state", "a.data", "a.lmp", "a.xyz", "a.extxyz"}) {
    SCOPED_TRACE(name);
    const auto format = FormatOfName(name);
    ASSERT_OK(format);
    ExpectToy(ReadAs(name, EncodeConfiguration(ToyAlloy(), *format)));
  }
}

TEST_F(ConfigurationTest, TheContentSaysWhatAFileOfAnotherNameIs) {
  for (const auto format :
       {ConfigurationFormat::kState, ConfigurationFormat::kLammps,
        ConfigurationFormat::kXyz}) {
    ExpectToy(ReadAs("glass.300K", EncodeConfiguration(ToyAlloy(), format)));
  }
  // A state is known even under a name that says something else.
  ExpectToy(ReadAs(
      "a.data", EncodeConfiguration(ToyAlloy(), ConfigurationFormat::kState)));
  EXPECT_THAT(ReadAs("notes", "hello\nworld\n"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("notes:1: expected a Lehr state")));
}

TEST_F(ConfigurationTest, ThePotentialHasElementsAndMassesThatFilesLack) {
  const auto potential = ReadPotential(Path("toy.eam.alloy"));
  ASSERT_OK(potential);
  std::string text = Read("toy.data");
  text.replace(text.find(" # Cu"), 5, "");
  text.replace(text.find(" # Zr"), 5, "");
  ExpectToy(ReadAs("a.data", text, {}, &*potential));
  EXPECT_THAT(ReadAs("a.data", text),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the element of atom type 1 is not known")));
  const auto xyz = ReadAs("a.xyz",
                          "1\nLattice=\"9 0 0 0 9 0 0 0 9\" "
                          "Properties=species:S:1:pos:R:3\nZr 1 2 3\n",
                          {}, &*potential);
  ASSERT_OK(xyz);
  EXPECT_THAT(xyz->masses, ElementsAre(91.224));
}

TEST_F(ConfigurationTest, NamedElementsAreForLammpsOnly) {
  const auto state = ReadAs("a.data", Read("toy.data"), {"Zr", "Cu"});
  ASSERT_OK(state);
  EXPECT_THAT(state->elements, ElementsAre("Zr", "Cu"));
  EXPECT_THAT(ReadAs("a.state", Read("toy.state"), {"Zr", "Cu"}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("--elements: expected it for LAMMPS")));
}

TEST_F(ConfigurationTest, ADamagedStateIsNotTaken) {
  std::string bytes = Read("toy.state");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  EXPECT_THAT(ReadAs("a.state", bytes),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("a.state: ")));
}

TEST_F(ConfigurationTest, NamesTheExtensionsThatThereAre) {
  EXPECT_THAT(FormatOfName("a.pdb"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.pdb: expected a name that ends in one of "
                                 ".state, .data")));
}

}  // namespace
}  // namespace lehr::worker
