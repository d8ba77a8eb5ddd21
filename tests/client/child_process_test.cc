#include "client/child_process.h"

#include <csignal>
#include <fstream>
#include <string>

#include <unistd.h>

#include <gmock/gmock.h>

#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

class ChildProcessTest : public testing::Test {
 protected:
  absl::StatusOr<ChildProcess> Shell(const std::string& script) {
    return ChildProcess::Start({"/bin/sh", "-c", script}, folder_ / "log");
  }
  const std::filesystem::path folder_ = MakeTestFolder();
};

TEST_F(ChildProcessTest, OutputAndErrorsGoToTheLog) {
  auto child = Shell("echo out; echo err >&2; exit 3");
  ASSERT_OK(child);
  ASSERT_TRUE(child->WaitForEnd(absl::Seconds(20)));
  EXPECT_EQ(child->HowItEnded(), "exit code 3");
  const auto log = ReadFile(folder_ / "log");
  ASSERT_OK(log);
  EXPECT_EQ(*log, "out\nerr\n");
}

TEST_F(ChildProcessTest, StopsWhenItIsAskedTo) {
  auto child = Shell("exec sleep 100");
  ASSERT_OK(child);
  EXPECT_TRUE(child->IsRunning());
  EXPECT_FALSE(child->WaitForEnd(absl::ZeroDuration()));
  child->RequestStop();
  ASSERT_TRUE(child->WaitForEnd(absl::Seconds(20)));
  EXPECT_EQ(child->HowItEnded(), "signal 15");
}

TEST_F(ChildProcessTest, HasAProcessGroupOfItsOwn) {
  auto child = Shell("ps -o pgid= -p $$ || cut -d' ' -f5 /proc/$$/stat");
  ASSERT_OK(child);
  ASSERT_TRUE(child->WaitForEnd(absl::Seconds(20)));
  const auto log = ReadFile(folder_ / "log");
  ASSERT_OK(log);
  EXPECT_NE(std::stoi(*log), getpgrp());
}

TEST_F(ChildProcessTest, AProgramThatIsMissingIsNamed) {
  EXPECT_THAT(ChildProcess::Start({"/nowhere/lehrd"}, folder_ / "log"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("/nowhere/lehrd: No such file")));
}

TEST_F(ChildProcessTest, TheTailIsTheLastLines) {
  std::ofstream(folder_ / "f") << "a\nb\nc\n";
  EXPECT_EQ(TailOf(folder_ / "f", 2), "\n  b\n  c");
  EXPECT_EQ(TailOf(folder_ / "none", 2), "");
}

}  // namespace
}  // namespace lehr::client
