// lehr-worker convert, as users start it.

#include <cmath>

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

// A block of warm fcc, and the same longer by a tenth along y.
class ConvertColumnsTest : public ConvertProgramTest {
 protected:
  ConvertColumnsTest() {
    md::State state = md::FccState({5, 5, 5}, 3.615);
    md::Rattle(0.1, 3, &state);
    Write("short.state", md::EncodeState(state));
    for (auto& position : state.atoms.positions) position[1] *= 1.1;
    state.box.lengths[1] *= 1.1;
    Write("long.state", md::EncodeState(state));
  }
  nlohmann::json Convert(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"convert", "--json"});
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.errors;
    return nlohmann::json::parse(result.output, nullptr, false);
  }
};

const char kAseScript[] = R"(
import json, sys, ase.io
a = ase.io.read(sys.argv[1])
print(json.dumps({'atoms': len(a), 'volume': a.get_volume(),
    'cells': a.arrays['cell_volume'].sum(),
    'least': a.arrays['eta_Mises'].min(), 'most': a.arrays['eta_Mises'].max(),
    'classes': sorted(set(a.arrays['packing_class'].astype(int).tolist()))}))
)";

TEST_F(ConvertColumnsTest, AseFindsTheColumnsOfAStrainedCrystal) {
  const auto json =
      Convert({Path("long.state"), Path("a.xyz"), "--columns",
               "strain,structure", "--reference", Path("short.state")});
  EXPECT_EQ(json["columns"].size(), 6u + 12u);
  if (RunProgram(folder_, {"/usr/bin/python3", "-c", "import ase"}).code != 0) {
    GTEST_SKIP() << "ASE is not installed: apt-get install python3-ase";
  }
  const ProgramResult result = RunProgram(
      folder_, {"/usr/bin/python3", "-c", kAseScript, Path("a.xyz")});
  ASSERT_EQ(result.code, 0) << result.errors;
  const auto ase = nlohmann::json::parse(result.output);
  EXPECT_EQ(ase["atoms"], 500);
  // Cells fill the box.
  EXPECT_NEAR(ase["cells"].get<double>() / ase["volume"].get<double>(), 1,
              1e-9);
  // η has only yy = (1.1² − 1) / 2.
  const double expected = (1.1 * 1.1 - 1) / 2 / std::sqrt(3.0);
  EXPECT_NEAR(ase["least"].get<double>(), expected, 1e-12);
  EXPECT_NEAR(ase["most"].get<double>(), expected, 1e-12);
  EXPECT_GE(ase["classes"].front(), 1);
  EXPECT_LE(ase["classes"].back(), 6);
}

TEST_F(ConvertColumnsTest, ColumnsAreThoseThatWereChosen) {
  const auto columns = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {Path("long.state"), Path("a.dump")});
    return Convert(std::move(options))["columns"];
  };
  EXPECT_TRUE(columns({}).is_null());
  EXPECT_EQ(columns({"--columns", "all"}).size(), 12u);
  EXPECT_EQ(columns({"--columns", "all", "--potential", Path("toy.eam.alloy"),
                     "--reference", Path("short.state")})
                .size(),
            6u + 12u + 1u);
  EXPECT_EQ(
      columns({"--columns", "energy", "--potential", Path("toy.eam.alloy")}),
      nlohmann::json({"energies"}));
  EXPECT_THAT(Read("a.dump"),
              HasSubstr("ITEM: ATOMS id type element x y z vx vy vz energies\n"
                        "1 1 Cu "));
}

TEST_F(ConvertColumnsTest, InherentStructuresAreAtRestInTheirMinimum) {
  Convert({Path("toy.state"), Path("is.state"), "--inherent", "--potential",
           Path("toy.eam.alloy")});
  const ProgramResult result = Run({"evaluate", "--config", Path("is.state"),
                                    "--potential", Path("toy.eam.alloy")});
  const auto numbers = nlohmann::json::parse(result.output);
  EXPECT_EQ(numbers["temperature_K"], 0);
  // The tolerance of inherent structures [eV/Å].
  EXPECT_LT(numbers["largest_force_eV_per_A"], 1e-3);
}

TEST_F(ConvertColumnsTest, SaysWhatColumnsLack) {
  const auto refusal = [&](std::vector<std::string> arguments,
                           const std::string& message) {
    arguments.insert(arguments.begin(), {"convert", Path("long.state")});
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.errors, HasSubstr(message));
  };
  refusal({Path("b.xyz"), "--columns", "strain"}, "--reference: expected");
  refusal({Path("b.xyz"), "--columns", "energy"}, "--potential: expected");
  refusal({Path("b.xyz"), "--inherent"}, "--potential: expected");
  refusal({Path("b.data"), "--columns", "structure"},
          "b.data: expected a name that ends in .xyz, .extxyz, .dump");
  refusal({Path("b.xyz"), "--columns", "charge"}, "charge");
  refusal({Path("b.xyz"), "--reference", Path("short.state")}, "--columns");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "b.xyz"));
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
