// `lehr export` with the real programs: a sweep is run, and what it made is
// taken out.

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "proto/support/file.h"
#include "proto/support/sha256.h"
#include "tests/client/tiny_sweep.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

class ExportE2eTest : public TinySweepTest {
 protected:
  ProgramResult Export(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"export", "tiny"});
    arguments.insert(arguments.end(), {"--server", Address()});
    return Lehr(std::move(arguments));
  }
  nlohmann::json ExportJson(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const ProgramResult result = Export(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  }
};

TEST_F(ExportE2eTest, StatesAndCurvesComeOutAsFilesForOtherPrograms) {
  const ProgramResult list = Export({});
  EXPECT_EQ(list.code, 0) << list.errors;
  EXPECT_THAT(list.output, HasSubstr("sample/hold 1000 K"));
  EXPECT_THAT(list.output, HasSubstr("state, curve"));
  EXPECT_THAT(list.output, HasSubstr("liquid    0-1"));
  const auto state = ExportJson({"--point", "1", "--out", Path("a.state")});
  EXPECT_EQ(state["format"], "state");
  const auto content = ReadFile(Path("a.state"));
  ASSERT_OK(content);
  EXPECT_EQ(ToHex(Sha256Of(*content)), state["artifact_sha256"]);
  // The same segment in the other formats, by its number.
  const std::string id = std::to_string(state["segment_id"].get<int>());
  EXPECT_EQ(ExportJson({"--segment", id, "--out", Path("a.lmp")})["format"],
            "lammps");
  EXPECT_EQ(ExportJson({"--segment", id, "--format", "xyz", "--out",
                        Path("a.x")})["atoms"],
            256);
  ASSERT_EQ(RunProgram(folder_, {Binary("lehr-worker"), "convert",
                                 Path("a.lmp"), Path("b.xyz")})
                .code,
            0);
  EXPECT_EQ(*ReadFile(Path("b.xyz")), *ReadFile(Path("a.x")));
  ExportJson({"--segment", id, "--curve", "--out", Path("a.csv")});
  EXPECT_THAT(*ReadFile(Path("a.csv")),
              HasSubstr("step,time_ps,temperature_K,potential_energy_eV_per_"
                        "atom,"));
}

TEST_F(ExportE2eTest, SimulateGoesOnFromAnExportedStateAsTheSweepDid) {
  ExportJson({"--state", "liquid", "--out", Path("hold.state")});
  ExportJson({"--point", "1", "--out", Path("end.state")});
  std::ofstream(folder_ / "ramp.yaml")
      << "- ramp: {T_from: 1000, T_to: 800, rate: 4000, P: 0, couple: iso}\n";
  const ProgramResult result =
      RunProgram(folder_, {Binary("lehr-worker"), "simulate", Path("ramp.yaml"),
                           "--config", Path("hold.state"), "--potential",
                           "CuZr_mm.eam.fs", "--out", Path("out")});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_EQ(*ReadFile(Path("out/01_ramp_to_800_K.state")),
            *ReadFile(Path("end.state")));
}

TEST_F(ExportE2eTest, ColumnsAreOfTheSweepsPotentialAndReference) {
  ExportJson({"--state", "cooled", "--point", "1", "--reference", "liquid",
              "--cutoff", "3.5", "--columns", "strain,structure,energy",
              "--out", Path("a.xyz")});
  for (const char* name : {"eta_Mises:R:1", "packing_class:R:1",
                           "cell_volume:R:1", "energies:R:1"}) {
    EXPECT_THAT(*ReadFile(Path("a.xyz")), HasSubstr(name));
  }
  ExportJson({"--state", "liquid", "--columns", "all", "--inherent", "--out",
              Path("a.lammpstrj")});
  EXPECT_THAT(*ReadFile(Path("a.lammpstrj")),
              HasSubstr("vz cell_volume free_volume coordination n3 n4 n5 n6 "
                        "n7plus packing_class f5 icosahedral surface "
                        "energies\n"));
}

TEST_F(ExportE2eTest, SaysWhatIsNotThere) {
  const auto refusal = [&](std::vector<std::string> arguments, int code,
                           const std::string& message) {
    const ProgramResult result = Export(std::move(arguments));
    EXPECT_EQ(result.code, code);
    EXPECT_THAT(result.errors, HasSubstr(message));
  };
  refusal({"--state", "nope"}, 4, "no state is saved as \"nope\"");
  refusal({"--state", "liqiud"}, 4, "did you mean \"liquid\"?");
  refusal({"--state", "cooled"}, 2,
          "2 segments have their end state saved as \"cooled\"");
  refusal({"--segment", "77"}, 4, "no segment 77");
  refusal({"--point", "7"}, 4, "no point 7");
  refusal({"--curve"}, 2, "3 segments have their curve");
  refusal({"--segment", "1", "--curve"}, 5, "has no curve");
  refusal({"--segment", "1", "--failed"}, 5, "no state from before a failure");
  refusal({"--segment", "1", "--out", Path("a.csv")}, 2, "expected --curve");
  refusal({"--segment", "1", "--out", Path("a.pdb")}, 2, "a.pdb: expected");
  refusal({"--segment", "1", "--curve", "--failed"}, 2, "excludes");
  refusal({"--segment", "1", "--out", Path("a.data"), "--columns", "all"}, 2,
          "--columns: expected the format xyz or dump");
  refusal({"--state", "liquid", "--columns", "strain"}, 2, "--reference: ");
}

}  // namespace
}  // namespace lehr::client
