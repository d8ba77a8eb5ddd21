// Which folders a real server opens, and which it refuses.

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/database.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using OpeningTest = RealServerTest;

TEST_F(OpeningTest, ASecondServerIsToldWhichProcessHasTheFolder) {
  Start();
  const ProgramResult second = StartInVain();
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.errors,
              HasSubstr(absl::StrCat("another lehrd (process ", program_->pid(),
                                     ") uses this folder")));
}

TEST_F(OpeningTest, ASecondServerIsRefusedThroughASecondMountPointToo) {
  Start();
  const fs::path other = folder_ / "other";
  fs::create_directory(other);
  // In a name space of its own, where it may mount.
  const ProgramResult second = RunProgram(
      folder_,
      {"/usr/bin/unshare", "-Urm", "/bin/sh", "-c",
       absl::StrCat("mount --bind ", data_.string(), " ", other.string(),
                    " || exit 77; exec ", LEHRD, " --data ", other.string(),
                    " --listen unix:", other.string(), "/2.sock")},
      absl::Seconds(20));
  if (second.code == 77 || second.errors.starts_with("unshare:")) {
    GTEST_SKIP() << "may not mount: " << second.errors;
  }
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.errors, HasSubstr("another lehrd (process "));
}

TEST_F(OpeningTest, ADamagedHeaderIsRefusedWithWhatToDo) {
  Start();
  MakeSweep();
  Stop();
  std::fstream(data_ / "lehr.db", std::ios::in | std::ios::out) << "garbage";
  const ProgramResult result = StartInVain();
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.errors, AllOf(HasSubstr("the database is damaged"),
                                   HasSubstr("lehr admin backup")));
}

TEST_F(OpeningTest, ADamagedPageIsRefusedAndNothingIsWritten) {
  Start();
  MakeSweep();
  Stop();
  {
    // Page 5, which may be any table's or index's.
    std::fstream file(data_ / "lehr.db", std::ios::in | std::ios::out);
    file.seekp(4 * 4096);
    file << std::string(2000, '\xff');
  }
  const auto size = fs::file_size(data_ / "lehr.db");
  const ProgramResult result = StartInVain();
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.errors, HasSubstr("the database is damaged"));
  EXPECT_EQ(fs::file_size(data_ / "lehr.db"), size);
}

TEST_F(OpeningTest, ANewerDatabaseIsRefusedNamingBothVersions) {
  Start();
  Stop();
  {
    auto database = Database::Open(data_ / "lehr.db");
    ASSERT_OK(database);
    (*database)->RunScript("PRAGMA user_version = 1000");
  }
  const ProgramResult result = StartInVain();
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.errors,
              HasSubstr("schema version 1000, this lehrd knows"));
}

TEST_F(OpeningTest, AStopInGoodOrderLeavesAMarkThatTheNextStartTakes) {
  Start();
  MakeSweep();
  EXPECT_FALSE(fs::exists(data_ / "lehrd.clean"));
  Stop();
  EXPECT_TRUE(fs::exists(data_ / "lehrd.clean"));
  Start();
  EXPECT_FALSE(fs::exists(data_ / "lehrd.clean"));
  Kill();
  EXPECT_FALSE(fs::exists(data_ / "lehrd.clean"));
  Start();
  EXPECT_THAT(program_->errors(), Not(HasSubstr("damaged")));
}

}  // namespace
}  // namespace lehr::server
