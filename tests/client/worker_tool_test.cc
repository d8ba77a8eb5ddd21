#include "client/worker_tool.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;

class WorkerToolTest : public testing::Test {
 protected:
  // Runs a stand-in for lehr-worker: these commands of the shell.
  absl::StatusOr<std::string> Run(const std::string& commands) const {
    std::ofstream(folder_ / "lehr-worker") << "#!/bin/sh\n" << commands << "\n";
    fs::permissions(folder_ / "lehr-worker", fs::perms::owner_all);
    const auto scratch = ScratchFolder::MakeBeside(folder_ / "a.png");
    EXPECT_OK(scratch);
    return RunWorkerTool(
        folder_, {"verb", (scratch->path() / "b.state").string()}, *scratch);
  }

  const fs::path folder_ = MakeTestFolder();
};

TEST_F(WorkerToolTest, ReturnsWhatTheToolWrote) {
  const auto output = Run("echo \"$1\"");
  ASSERT_OK(output);
  EXPECT_EQ(*output, "verb\n");
}

TEST_F(WorkerToolTest, WrongUseIsPassedOnWithoutTheScratchFolder) {
  const auto wrong = Run("echo \"$2: damaged\" >&2; exit 2");
  EXPECT_EQ(wrong.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(wrong.status().message()), "b.state: damaged");
}

TEST_F(WorkerToolTest, AnyOtherEndIsNamed) {
  EXPECT_THAT(Run("echo no space; exit 1").status(),
              StatusIs(absl::StatusCode::kInternal,
                       AllOf(HasSubstr("lehr-worker verb: exit code 1"),
                             HasSubstr("no space"))));
  EXPECT_THAT(Run("kill -9 $$").status(),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("signal 9")));
}

TEST_F(WorkerToolTest, TheScratchFolderGoesWithItsContent) {
  fs::path path;
  {
    const auto scratch = ScratchFolder::MakeBeside(folder_ / "a.png");
    ASSERT_OK(scratch);
    path = scratch->path();
    std::ofstream(path / "file") << "something";
    EXPECT_EQ(path.parent_path(), folder_);
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_THAT(ScratchFolder::MakeBeside(folder_ / "none" / "a.png").status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.png: No such file or directory")));
}

}  // namespace
}  // namespace lehr::client
