#include "tests/bench/measured_program.h"

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "tests/bench/usage.h"

namespace lehr::bench {
namespace {

constexpr std::size_t kEndOfOutput = 1000;  // characters that an error shows

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(
    const std::map<std::string, std::string>& added) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    if (!added.contains(line.substr(0, line.find('=')))) all.push_back(line);
  }
  for (const auto& [name, value] : added) all.push_back(name + "=" + value);
  return all;
}

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         1e-6 * static_cast<double>(time.tv_usec);
}

// Starts it in `folder` with its output in `log`.
absl::StatusOr<pid_t> Start(const std::filesystem::path& folder,
                            const std::filesystem::path& log,
                            std::vector<std::string>& arguments,
                            std::vector<std::string>& variables) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = -1;
  const int error =
      posix_spawnp(&pid, arguments[0].c_str(), &actions, nullptr,
                   Pointers(arguments).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    return absl::UnavailableError(absl::StrFormat(
        "%s: cannot be started: %s", arguments[0],
        std::strerror(error)));  // NOLINT(concurrency-mt-unsafe): one thread
  }
  return pid;
}

}  // namespace

absl::StatusOr<ProgramRun> RunMeasured(
    const std::filesystem::path& folder, std::vector<std::string> arguments,
    const std::map<std::string, std::string>& environment) {
  const std::filesystem::path log = folder / "output";
  std::vector<std::string> variables = Environment(environment);
  const Clocks begin = ReadClocks();
  const auto pid = Start(folder, log, arguments, variables);
  if (!pid.ok()) return pid.status();
  int status = 0;
  rusage usage = {};
  wait4(*pid, &status, 0, &usage);
  ProgramRun run = {Content(log), ReadClocks().wall - begin.wall,
                    Seconds(usage.ru_utime) + Seconds(usage.ru_stime)};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    const std::size_t size = run.output.size();
    return absl::InternalError(absl::StrFormat(
        "%s: expected it to exit with 0, found status %d, and as output: %s",
        arguments[0], status,
        run.output.substr(size > kEndOfOutput ? size - kEndOfOutput : 0)));
  }
  return run;
}

bool HasProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return access(name.c_str(), X_OK) == 0;
  }
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  if (path == nullptr) return false;
  const std::vector<std::string> folders =
      absl::StrSplit(std::string(path), ':');
  for (const std::string& folder : folders) {
    if (access((folder + "/" + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

}  // namespace lehr::bench
