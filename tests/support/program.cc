#include "tests/support/program.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <spawn.h>
#include <sstream>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

#include <absl/time/clock.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

constexpr absl::Duration kPollInterval = absl::Milliseconds(20);

std::string Content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(
    const std::map<std::string, std::string>& added) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    if (!added.contains(line.substr(0, line.find('=')))) {
      environment.push_back(line);
    }
  }
  for (const auto& [name, value] : added) {
    environment.push_back(name + "=" + value);
  }
  return environment;
}

class FoldersToRemove {
 public:
  ~FoldersToRemove() {
    for (const auto& folder : folders_) {
      std::error_code ignored;  // nothing left to tell at exit
      std::filesystem::remove_all(folder, ignored);
    }
  }
  void Add(std::filesystem::path folder) {
    folders_.push_back(std::move(folder));
  }

 private:
  std::vector<std::filesystem::path> folders_;
};

}  // namespace

Program::Program(const std::filesystem::path& folder,
                 std::vector<std::string> arguments,
                 const std::map<std::string, std::string>& environment) {
  static int count = 0;
  const std::string stem =
      std::filesystem::path(arguments[0]).filename().string() + "-" +
      std::to_string(++count);
  output_path_ = folder / (stem + ".out");
  errors_path_ = folder / (stem + ".err");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, output_path_.c_str(), kWrite,
                                   0644);
  posix_spawn_file_actions_addopen(&actions, 2, errors_path_.c_str(), kWrite,
                                   0644);
  std::vector<std::string> variables = Environment(environment);
  const int error =
      posix_spawn(&pid_, arguments[0].c_str(), &actions, nullptr,
                  Pointers(arguments).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    pid_ = -1;
    ended_ = true;
    ADD_FAILURE() << "cannot start " << arguments[0] << ": error " << error;
  }
}

Program::~Program() {
  if (ended_) return;
  Signal(SIGKILL);
  Wait(absl::Seconds(10));
}

void Program::Signal(int signal_number) const {
  if (!ended_) kill(pid_, signal_number);
}

std::optional<ProgramResult> Program::Wait(absl::Duration limit) {
  int status = 0;
  const bool ended =
      WaitUntil([&] { return waitpid(pid_, &status, WNOHANG) == pid_; }, limit);
  if (!ended) return std::nullopt;
  ended_ = true;
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ProgramResult{code, output(), errors()};
}

std::string Program::output() const { return Content(output_path_); }

std::string Program::errors() const { return Content(errors_path_); }

ProgramResult RunProgram(const std::filesystem::path& folder,
                         std::vector<std::string> arguments,
                         absl::Duration limit) {
  const std::string name = arguments[0];
  Program program(folder, std::move(arguments));
  const auto result = program.Wait(limit);
  if (result.has_value()) return *result;
  ADD_FAILURE() << name << " still runs after " << absl::FormatDuration(limit)
                << "; it wrote: " << program.output() << program.errors();
  return {-1, program.output(), program.errors()};
}

bool WaitUntil(const std::function<bool()>& condition, absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  while (!condition()) {
    if (absl::Now() >= end) return false;
    absl::SleepFor(kPollInterval);
  }
  return true;
}

std::filesystem::path MakeTestFolder() {
  static FoldersToRemove folders;
  std::string pattern = "/tmp/lehr-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) {
    ADD_FAILURE() << "cannot make a folder " << pattern;
  }
  folders.Add(pattern);
  return pattern;
}

}  // namespace lehr
