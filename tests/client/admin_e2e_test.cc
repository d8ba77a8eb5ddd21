// lehr admin against a real lehrd, without workers.

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "client/command_line.h"
#include "client/potential_file.h"
#include "tests/support/program.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class AdminE2eTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(Potential())) {
      GTEST_SKIP() << "the default potential is missing: install lammps-data";
    }
    server_ = std::make_unique<Program>(
        folder_, std::vector<std::string>{
                     std::string(LEHR_BINARY_DIR) + "/lehrd", "--data",
                     Data().string(), "--listen", Address()});
    ASSERT_TRUE(
        WaitUntil([&] { return Lehr({"list"}) == 0; }, absl::Seconds(20)))
        << server_->errors();
    ASSERT_EQ(Lehr({"potentials", "--add", Potential().string()}), 0) << err_;
  }

  static fs::path Potential() {
    return fs::path(kSystemPotentials) / "CuZr_mm.eam.fs";
  }
  fs::path Data() const { return folder_ / "data"; }
  std::string Address() const {
    return "unix:" + (Data() / "lehrd.sock").string();
  }
  // The only artifact that the server has.
  fs::path PotentialFile() const {
    for (const auto& entry :
         fs::recursive_directory_iterator(Data() / "objects")) {
      if (entry.is_regular_file()) return entry.path();
    }
    return {};
  }

  int Lehr(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", Address()});
    std::ostringstream out;
    std::ostringstream err;
    Session session{out, err, Terminal(), "", LEHR_BINARY_DIR};
    const int code = RunCommandLine(std::move(arguments), session);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  const fs::path folder_ = MakeTestFolder();
  std::unique_ptr<Program> server_;
  std::string out_;
  std::string err_;
};

TEST_F(AdminE2eTest, ABackupIsAFileOfItsOwnAndOverwritesNothing) {
  const fs::path file = folder_ / "backup.db";
  EXPECT_EQ(Lehr({"admin", "backup", file.string(), "--json"}), 0) << err_;
  const auto said = nlohmann::json::parse(out_);
  EXPECT_EQ(said.at("bytes"), fs::file_size(file));
  EXPECT_FALSE(fs::exists(file.string() + ".part"));
  EXPECT_EQ(Lehr({"admin", "backup", file.string()}), 5);
  EXPECT_THAT(err_, HasSubstr("--force"));
  EXPECT_EQ(Lehr({"admin", "backup", file.string(), "--force"}), 0) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("backup.db: "), HasSubstr("checked")));
  EXPECT_EQ(Lehr({"admin", "backup", (folder_ / "no/such").string()}), 4);
}

TEST_F(AdminE2eTest, FsckNamesWhatIsWrongAndItsExitCodeSaysSo) {
  EXPECT_EQ(Lehr({"admin", "fsck"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("nothing is wrong; 1 of 1 artifacts"));
  fs::remove(PotentialFile());
  EXPECT_EQ(Lehr({"admin", "fsck", "--quick"}), 1);
  EXPECT_THAT(out_, AllOf(HasSubstr("artifact "), HasSubstr("missing"),
                          HasSubstr("findings: 1")));
  EXPECT_EQ(Lehr({"admin", "fsck", "--repair", "--json"}), 1);
  const auto said = nlohmann::json::parse(out_);
  EXPECT_THAT(said.at("findings").at(0).at("action").get<std::string>(),
              HasSubstr("lehr potentials --add FILE"));
  // What it says helps.
  EXPECT_EQ(Lehr({"potentials", "--add", Potential().string()}), 0) << err_;
  EXPECT_EQ(Lehr({"admin", "fsck"}), 0) << out_;
}

TEST_F(AdminE2eTest, GarbageIsCollectedByAdminGc) {
  EXPECT_EQ(Lehr({"admin", "gc", "--dry-run"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("stays"));
  EXPECT_EQ(Lehr({"gc"}), 2) << "there is one way";
}

}  // namespace
}  // namespace lehr::client
