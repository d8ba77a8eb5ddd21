#ifndef LEHR_TESTS_CLIENT_TINY_SWEEP_H_
#define LEHR_TESTS_CLIENT_TINY_SWEEP_H_

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "client/command_line.h"
#include "client/potential_file.h"
#include "tests/support/program.h"

namespace lehr::client {

// Two points, which share a liquid of 256 atoms and cool it at two rates.
inline constexpr char kTinySweep[] =
    "name: tiny\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "settings: {record_ps: 0.02}\n"
    "parameters: {rate: [2000, 4000]}\n"
    "sample:\n"
    "  - create: {cells: [4, 4, 4]}\n"
    "  - hold: {T: 1000, time_ps: 0.1, P: 0, couple: iso}\n"
    "  - save: liquid\n"
    "  - ramp: {T_to: 800, rate: $rate}\n"
    "  - save: cooled\n";

// Runs the sweep, and has a server with what it made.
class TinySweepTest : public testing::Test {
 protected:
  // What is run.
  virtual std::string SweepFile() const { return kTinySweep; }

  void SetUp() override {
    if (!std::filesystem::exists(std::filesystem::path(kSystemPotentials) /
                                 "CuZr_mm.eam.fs")) {
      GTEST_SKIP() << "the default potential is missing: install lammps-data";
    }
    std::ofstream(folder_ / "s.yaml") << SweepFile();
    const ProgramResult run =
        Lehr({"run", Path("s.yaml"), "--data", Path("data"), "--json"});
    ASSERT_EQ(run.code, 0) << run.errors;
    server_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{Binary("lehrd"), "--data",
                                          Path("data"), "--listen", Address()});
    ASSERT_TRUE(WaitUntil(
        [&] {
          return Lehr({"list", "--server", Address()}).code == 0;
        },
        absl::Seconds(20)));
  }

  static std::string Binary(const std::string& name) {
    return std::string(LEHR_BINARY_DIR) + "/" + name;
  }
  std::string Path(const std::string& name) const {
    return (folder_ / name).string();
  }
  std::string Address() const { return "unix:" + Path("s.sock"); }

  // Calls the client in this process; what it wrote is in the result.
  static ProgramResult Lehr(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Session session{out, err, Terminal(), "", LEHR_BINARY_DIR};
    ProgramResult result;
    result.code = RunCommandLine(std::move(arguments), session);
    result.output = out.str();
    result.errors = err.str();
    return result;
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  std::unique_ptr<Program> server_;
};

}  // namespace lehr::client

#endif  // LEHR_TESTS_CLIENT_TINY_SWEEP_H_
