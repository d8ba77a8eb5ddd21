// lehr-worker evaluate, as users start it, and against LAMMPS.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "lehr/md/build.h"
#include "lehr/md/units.h"
#include "tests/worker/tools/tool_fixture.h"
#include "worker/tools/potential_source.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kLammps = "/usr/bin/lmp";

class EvaluateProgramTest : public ToolTest {
 protected:
  std::vector<std::string> Command(const std::vector<std::string>& more) const {
    std::vector<std::string> command = {"evaluate", "--potential",
                                        Path("toy.eam.alloy")};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }

  nlohmann::json Evaluate(const std::vector<std::string>& arguments) const {
    const ProgramResult result = Run(arguments);
    EXPECT_EQ(result.code, 0) << result.errors;
    return nlohmann::json::parse(result.output);
  }
};

TEST_F(EvaluateProgramTest, SaysTheSameOfEveryFormatAndOnAnyThreads) {
  const auto state =
      Evaluate(Command({"--config", Path("toy.state"), "--threads", "1"}));
  EXPECT_EQ(state["atoms"], 108);
  EXPECT_EQ(state["elements"]["Zr"], 36);
  EXPECT_EQ(state["density_overflows"], 0);
  EXPECT_NEAR(state["temperature_K"], 300, 1e-9);
  for (const char* part : {"xx", "yy", "zz", "yz", "xz", "xy"}) {
    EXPECT_TRUE(state["pressure_GPa"].contains(part)) << part;
    EXPECT_TRUE(state["pressure_virial_GPa"].contains(part)) << part;
  }
  EXPECT_EQ(state["potential_sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(Evaluate(Command({"--config", Path("toy.data"), "--threads", "2"})),
            state);
  ASSERT_EQ(Run({"convert", Path("toy.state"), Path("toy.xyz")}).code, 0);
  EXPECT_EQ(Evaluate(Command({"--config", Path("toy.xyz"), "--json"})), state);
}

TEST_F(EvaluateProgramTest, WritesForcesAndEnergiesOfTheAtoms) {
  const auto whole = Evaluate(
      Command({"--config", Path("toy.state"), "--out", Path("out.xyz")}));
  std::istringstream lines(Read("out.xyz"));
  std::string line;
  std::getline(lines, line);
  std::getline(lines, line);
  EXPECT_THAT(line, HasSubstr(":forces:R:3:energies:R:1"));
  double energy = 0;
  while (std::getline(lines, line)) {
    energy += std::stod(line.substr(line.rfind(' ')));
  }
  EXPECT_NEAR(energy, whole["energy_eV"], 1e-9);
}

TEST_F(EvaluateProgramTest, NamesWhatIsWrong) {
  const auto refusal = [&](const std::vector<std::string>& arguments,
                           const std::string& message, int code = 2) {
    const ProgramResult result = Run(arguments);
    EXPECT_EQ(result.code, code) << message;
    EXPECT_THAT(result.errors, HasSubstr(message));
    EXPECT_THAT(result.output, IsEmpty());
  };
  const auto bad = [&](const std::string& name, const std::string& from,
                       const std::string& to) {
    std::string text = Read("toy.data");
    text.replace(text.find(from), from.size(), to);
    Write(name, text);
    return Path(name);
  };
  refusal(Command({"--config", Path("none.data")}), "none.data: ");
  refusal(Command({"--config", Path("toy.eam.alloy")}),
          "toy.eam.alloy:1: expected a Lehr state");
  refusal(Command({"--config", bad("a.data", "\n2 1 ", "\n2 x ")}),
          "a.data:18: expected id, type, x, y, z");
  refusal(Command({"--config", bad("b.data", "1 63.546 # Cu", "1 58.69")}),
          "b.data:12: the element of atom type 1 is not known (its mass is "
          "58.69 amu; known are Cu 63.546, Zr 91.224, within 0.1 amu)");
  refusal(Command({"--config", bad("c.data", "0 10.8", "0 5.4")}),
          "c.data: ");  // below twice the cutoff
  refusal(Command({"--config", Path("toy.data"), "--elements", "Cu"}),
          "toy.data:4: the file has 2 atom types, but 1 elements were named");
  refusal(Command({"--config", Path("toy.data"), "--elements", "Cu,Ni"}),
          "element \"Ni\" is not in the table");
  refusal(Command({"--config", Path("toy.data"), "--threads", "0"}),
          "--threads");
  refusal({"evaluate", "--config", Path("toy.data")},
          "--potential is required");
  refusal({"evaluate", "--config", Path("toy.data"), "--potential",
           Path("toy.data")},
          "toy.data:");
  Write("cut.state", Read("toy.state").substr(0, 1000));
  refusal(Command({"--config", Path("cut.state")}), "cut.state: ", 1);
  std::string table = ToyMetal();
  table.replace(table.find("\n29 63.546"), 4, "\n29 x ");
  Write("bad.eam.alloy", table);
  refusal({"evaluate", "--config", Path("toy.data"), "--potential",
           Path("bad.eam.alloy")},
          "bad.eam.alloy:6: ");
}

// The block of worker/README.md in this language.
std::string DocumentBlock(const std::string& language) {
  const auto document = ReadFile(LEHR_WORKER_DOCUMENT);
  EXPECT_OK(document);
  const std::string fence = "```" + language + "\n";
  const std::size_t begin = document->find(fence);
  EXPECT_NE(begin, std::string::npos);
  if (begin == std::string::npos) return "";
  const std::size_t first = begin + fence.size();
  return document->substr(first, document->find("```", first) - first);
}

// What LAMMPS' line of thermo output says, by column.
std::map<std::string, double> ThermoOf(const std::string& output) {
  std::istringstream lines(output);
  std::string header;
  while (std::getline(lines, header)) {
    if (header.find("PotEng") != std::string::npos) break;
  }
  std::string numbers;
  std::getline(lines, numbers);
  std::istringstream names(header);
  std::istringstream values(numbers);
  std::map<std::string, double> thermo;
  std::string name;
  double value = 0;
  while (names >> name && values >> value) thermo[name] = value;
  return thermo;
}

// LAMMPS' rounded constants for units metal (science.md, section 1), as factors
// to ours.
constexpr double kPressureFactor = 1.602176634e6 / 1.6021765e6;
constexpr double kBoltzmannFactor = 8.617343e-5 / md::kBoltzmann;
constexpr double kKineticFactor = md::kKineticToEv / 1.0364269e-4;

// A small glass: random alloy, molten and cooled far too fast.
class AgainstLammpsTest : public ToolTest {
 protected:
  void SetUp() override {
    const fs::path potential = fs::path(kSystemPotentials) / "CuZr_mm.eam.fs";
    if (!fs::exists(kLammps) || !fs::exists(potential)) {
      GTEST_SKIP() << "LAMMPS or its potentials are not installed";
    }
    const auto lattice = md::CreateLattice(
        md::Lattice::kFcc, {4, 4, 4}, 4.1, std::vector<std::string>{"Cu", "Zr"},
        std::vector<double>{63.546, 91.224}, std::vector<std::int64_t>{164, 92},
        1);
    ASSERT_OK(lattice);
    Write("lattice.state", md::EncodeState(*lattice));
    Write("quench.yaml",
          "- hold: {T: 2000, time_ps: 0.5, P: 0, couple: iso}\n"
          "- ramp: {T_to: 300, time_ps: 1}\n");
    const ProgramResult result =
        Run({"simulate", Path("quench.yaml"), "--config", Path("lattice.state"),
             "--potential", "CuZr_mm.eam.fs", "--out", Path("quench")});
    ASSERT_EQ(result.code, 0) << result.errors;
    fs::rename(folder_ / "quench" / "03_ramp_to_300_K.data",
               folder_ / "glass.data");
  }
};

TEST_F(AgainstLammpsTest, TheExampleOfTheDocumentAgreesWithLammps) {
  Write("check.lmp",
        "shell cd " + folder_.string() + "\n" + DocumentBlock("lammps"));
  const ProgramResult lammps = RunProgram(
      folder_, {kLammps, "-in", Path("check.lmp"), "-log", Path("log")});
  ASSERT_EQ(lammps.code, 0) << lammps.output << lammps.errors;
  const auto theirs = ThermoOf(lammps.output);
  const ProgramResult result =
      Run({"evaluate", "--potential", "CuZr_mm.eam.fs", "--config",
           Path("glass.data"), "--out", Path("forces.xyz")});
  ASSERT_EQ(result.code, 0) << result.errors;
  const auto ours = nlohmann::json::parse(result.output);
  EXPECT_EQ(ours["atoms"], theirs.at("Atoms"));
  EXPECT_NEAR(ours["energy_eV"], theirs.at("PotEng"),
              1e-12 * std::abs(theirs.at("PotEng")));
  EXPECT_NEAR(ours["volume_A3"], theirs.at("Volume"),
              1e-12 * theirs.at("Volume"));
  EXPECT_NEAR(ours["temperature_K"],
              theirs.at("Temp") * kBoltzmannFactor * kKineticFactor,
              1e-9 * theirs.at("Temp"));
  const std::map<std::string, std::pair<std::string, std::string>> parts = {
      {"xx", {"Pxx", "c_virial[1]"}}, {"yy", {"Pyy", "c_virial[2]"}},
      {"zz", {"Pzz", "c_virial[3]"}}, {"yz", {"Pyz", "c_virial[6]"}},
      {"xz", {"Pxz", "c_virial[5]"}}, {"xy", {"Pxy", "c_virial[4]"}}};
  // Parts of the tensor are differences of terms of some 30 GPa: 1e-9 of that,
  // in bar; with velocities, whose unit of energy is rounded, 1e-7.
  for (const auto& [part, names] : parts) {
    EXPECT_NEAR(ours["pressure_virial_GPa"][part].get<double>() * 1e4,
                theirs.at(names.second) * kPressureFactor, 3e-4);
    EXPECT_NEAR(ours["pressure_GPa"][part].get<double>() * 1e4,
                theirs.at(names.first) * kPressureFactor, 3e-3);
  }
}

TEST_F(AgainstLammpsTest, ForcesAndEnergiesOfTheAtomsAgree) {
  Write("check.lmp",
        "shell cd " + folder_.string() + "\n" + DocumentBlock("lammps"));
  ASSERT_EQ(RunProgram(folder_,
                       {kLammps, "-in", Path("check.lmp"), "-log", Path("log")})
                .code,
            0);
  ASSERT_EQ(Run({"evaluate", "--potential", "CuZr_mm.eam.fs", "--config",
                 Path("glass.data"), "--out", Path("forces.xyz")})
                .code,
            0);
  std::istringstream theirs(Read("forces.dump"));
  std::istringstream ours(Read("forces.xyz"));
  std::string line;
  while (std::getline(theirs, line) && !line.starts_with("ITEM: ATOMS")) {
  }
  std::getline(ours, line);
  std::getline(ours, line);
  int atoms = 0;
  int id = 0;
  double values[4];
  while (theirs >> id >> values[0] >> values[1] >> values[2] >> values[3]) {
    std::getline(ours, line);
    std::istringstream words(line);
    const std::vector<std::string> all{
        std::istream_iterator<std::string>(words), {}};
    ASSERT_GT(all.size(), 4U);
    EXPECT_EQ(std::stoi(all.front()), id);
    for (std::size_t k = 0; k < 4; ++k) {
      // eV/Å and eV; forces reach some 5 eV/Å.
      EXPECT_NEAR(std::stod(all[all.size() - 4 + k]), values[k], 5e-9);
    }
    ++atoms;
  }
  EXPECT_EQ(atoms, 256);
}

}  // namespace
}  // namespace lehr::worker
