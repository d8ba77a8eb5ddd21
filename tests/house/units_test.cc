// The systemd units of deploy/ are ones that systemd takes, and guarded well.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;

constexpr char kAnalyze[] = "/usr/bin/systemd-analyze";

class UnitsTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!fs::exists(kAnalyze)) {
      GTEST_SKIP() << kAnalyze << " is not there: install systemd";
    }
    // With programs that are there.
    std::ifstream file(fs::path(LEHR_SOURCE_DIR) / "deploy/systemd" /
                       GetParam());
    std::stringstream text;
    text << file.rdbuf();
    std::ofstream(unit_) << absl::StrReplaceAll(
        text.str(), {{"/usr/local/bin/lehrd", "/usr/bin/true"},
                     {"/usr/local/bin/lehr-worker", "/usr/bin/true"}});
  }

  const fs::path folder_ = MakeTestFolder();
  const fs::path unit_ = folder_ / GetParam();
};

TEST_P(UnitsTest, SystemdFindsNothingWrong) {
  const ProgramResult verified =
      RunProgram(folder_, {kAnalyze, "verify", unit_.string()});
  EXPECT_EQ(verified.code, 0) << verified.errors;
  EXPECT_EQ(verified.errors, "");
}

TEST_P(UnitsTest, TheExposureIsBelowTwoOfTen) {
  const ProgramResult judged =
      RunProgram(folder_, {kAnalyze, "security", "--offline=true",
                           "--threshold=20", "--no-pager", unit_.string()});
  EXPECT_EQ(judged.code, 0) << judged.output << judged.errors;
}

INSTANTIATE_TEST_SUITE_P(Deploy, UnitsTest,
                         testing::Values("lehrd.service",
                                         "lehr-worker@.service"));

}  // namespace
}  // namespace lehr
