// lehr-worker convert, as users start it.

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;

class ConvertProgramTest : public ToolTest {};

TEST_F(ConvertProgramTest, RoundTheFormatsAndBackTheBytesAreTheSame) {
  EXPECT_EQ(Run({"convert", Path("toy.state"), Path("a.xyz")}).code, 0);
  EXPECT_EQ(Run({"convert", Path("a.xyz"), Path("a.lmp")}).code, 0);
  EXPECT_EQ(Read("a.lmp"), Read("toy.data"));
  const ProgramResult result =
      Run({"convert", Path("a.lmp"), Path("a.state"), "--json"});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_EQ(nlohmann::json::parse(result.output)["atoms"], 108);
  EXPECT_EQ(Read("a.state"), Read("toy.state"));
}

TEST_F(ConvertProgramTest, MassesThatAFileLacksComeFromThePotential) {
  Write("b.xyz",
        "1\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3\n"
        "Zr 1 2 3\n");
  const ProgramResult result = Run({"convert", Path("b.xyz"), Path("b.data")});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.errors, HasSubstr("b.xyz: the mass of Zr is not known"));
  EXPECT_EQ(Run({"convert", Path("b.xyz"), Path("b.data"), "--potential",
                 Path("toy.eam.alloy")})
                .code,
            0);
  EXPECT_THAT(Read("b.data"), HasSubstr("1 91.224 # Zr"));
}

TEST_F(ConvertProgramTest, ElementsMayStandBeforeTheFiles) {
  EXPECT_EQ(
      Run({"convert", "--elements", "Ni,Nb", Path("toy.data"), Path("c.xyz")})
          .code,
      0);
  EXPECT_THAT(Read("c.xyz"), HasSubstr("\n1 Nb "));
}

TEST_F(ConvertProgramTest, SaysWhatIsWrong) {
  const auto refusal = [&](std::vector<std::string> arguments,
                           const std::string& message, int code = 2) {
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, code);
    EXPECT_THAT(result.errors, HasSubstr(message));
  };
  refusal({"convert", Path("toy.data"), Path("a.pdb")},
          "a.pdb: expected a name that ends in one of");
  refusal({"convert", Path("none.data"), Path("a.xyz")}, "none.data: ");
  refusal({"convert", Path("toy.data")}, "OUT is required");
  Write("cut.state", Read("toy.state").substr(0, 1000));
  refusal({"convert", Path("cut.state"), Path("a.xyz")}, "cut.state: ", 1);
}

}  // namespace
}  // namespace lehr::worker
