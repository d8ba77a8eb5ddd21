#include "client/worker_tool.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/strip.h>
#include <absl/time/time.h>

#include "client/child_process.h"
#include "proto/support/file.h"
#include "proto/support/shutdown.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

constexpr int kTailLines = 5;

// Of lehr-worker (worker/tools/verbs.h) and `lehrd sql`.
constexpr int kExitWrongUse = 2;

// What the tool said of a file of ours is said of the file, not of its folder.
absl::Status WrongUse(const std::string& said, const ScratchFolder& scratch) {
  const std::string message = absl::StrReplaceAll(
      said, {{scratch.path().string() + "/", ""}, {"lehr-worker: ", ""}});
  return absl::InvalidArgumentError(
      std::string(absl::StripSuffix(message, "\n")));
}

}  // namespace

absl::StatusOr<ScratchFolder> ScratchFolder::MakeBeside(const fs::path& file) {
  const fs::path parent = file.has_parent_path() ? file.parent_path() : ".";
  std::string folder = (parent / ".lehr-export-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: %s", file.string(), std::strerror(errno)));
  }
  return ScratchFolder(folder);
}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // nothing but a hidden folder stays
  fs::remove_all(path_, ignored);
}

absl::StatusOr<std::string> RunTool(const fs::path& program,
                                    const std::vector<std::string>& arguments,
                                    const ScratchFolder& scratch) {
  const fs::path log = scratch.path() / "log";
  std::vector<std::string> command = {program.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  auto tool = ChildProcess::Start(command, log);
  if (!tool.ok()) return tool.status();
  while (!tool->WaitForEnd(absl::Milliseconds(100))) {
    if (ShutdownRequested()) return absl::CancelledError("interrupted");
  }
  auto said = ReadFile(log);
  if (!said.ok()) return said.status();
  if (tool->exit_code() == 0) return said;
  if (tool->exit_code() == kExitWrongUse) return WrongUse(*said, scratch);
  return absl::InternalError(absl::StrFormat(
      "%s %s: %s:%s", program.filename().string(), arguments.front(),
      tool->HowItEnded(), TailOf(log, kTailLines)));
}

absl::StatusOr<std::string> RunWorkerTool(
    const fs::path& programs, const std::vector<std::string>& arguments,
    const ScratchFolder& scratch) {
  return RunTool(programs / "lehr-worker", arguments, scratch);
}

}  // namespace lehr::client
