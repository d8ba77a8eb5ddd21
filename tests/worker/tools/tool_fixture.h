#ifndef LEHR_TESTS_WORKER_TOOLS_TOOL_FIXTURE_H_
#define LEHR_TESTS_WORKER_TOOLS_TOOL_FIXTURE_H_

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/state.h"
#include "lehr/md/state_file.h"
#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/toy_metal.h"

namespace lehr::worker {

// A warm crystal of the toy metal, some atoms of it "Zr": 108 atoms.
inline md::State ToyAlloy() {
  md::State state = md::FccState({3, 3, 3}, kToyLatticeConstant);
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  for (std::size_t i = 0; i < state.atoms.size(); i += 3) {
    state.atoms.species[i] = 1;
  }
  md::Heat(300, 1, &state);
  md::Rattle(0.05, 2, &state);
  return state;
}

// A folder with files for the tools: toy.eam.alloy, and ToyAlloy() as toy.state
// and toy.data.
class ToolTest : public testing::Test {
 protected:
  ToolTest() {
    const md::State state = ToyAlloy();
    Write("toy.eam.alloy", ToyMetal());
    Write("toy.state", md::EncodeState(state));
    Write("toy.data", md::formats::WriteLammpsData(state));
  }

  std::string Path(const std::string& name) const {
    return (folder_ / name).string();
  }
  void Write(const std::string& name, const std::string& content) const {
    EXPECT_OK(WriteFileDurably(folder_ / name, content));
  }
  std::string Read(const std::string& name) const {
    const auto content = ReadFile(folder_ / name);
    EXPECT_OK(content);
    return content.ok() ? *content : "";
  }

#ifdef LEHR_WORKER_PROGRAM
  // Runs lehr-worker with these arguments.
  ProgramResult Run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), LEHR_WORKER_PROGRAM);
    return RunProgram(folder_, std::move(arguments));
  }
#endif

  const std::filesystem::path folder_ = MakeTestFolder();
};

}  // namespace lehr::worker

#endif  // LEHR_TESTS_WORKER_TOOLS_TOOL_FIXTURE_H_
