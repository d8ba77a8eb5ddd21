#include "client/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <utility>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>

#include "proto/support/file.h"

namespace lehr::client {
namespace {

// What the child does before it is another program. Only async-signal-safe
// calls: the parent may have threads.
[[noreturn]] void BecomeProgram(char* const* arguments, int log, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // The parent may have died before prctl.
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  const int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

absl::StatusOr<ChildProcess> ChildProcess::Start(
    const std::vector<std::string>& command, const std::filesystem::path& log) {
  const std::filesystem::path program = command.front();
  if (access(program.c_str(), X_OK) != 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: %s: expected the program beside `lehr`",
                        program.string(), std::strerror(errno)));
  }
  const int descriptor =
      open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return absl::UnavailableError(
        absl::StrFormat("%s: %s", log.string(), std::strerror(errno)));
  }
  // Made before fork: allocating is not safe after it.
  std::vector<std::string> words = command;
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) BecomeProgram(arguments.data(), descriptor, parent);
  const int error = errno;
  close(descriptor);
  if (pid < 0) {
    return absl::UnavailableError(absl::StrFormat(
        "%s: fork: %s", program.string(), std::strerror(error)));
  }
  return ChildProcess(pid, program.filename().string(), log);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      wait_status_(other.wait_status_),
      name_(std::move(other.name_)),
      log_(std::move(other.log_)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(wait_status_, other.wait_status_);
  std::swap(name_, other.name_);
  std::swap(log_, other.log_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (!IsRunning()) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

bool ChildProcess::IsRunning() {
  if (pid_ < 0) return false;
  const pid_t ended = waitpid(pid_, &wait_status_, WNOHANG);
  if (ended == 0) return true;
  pid_ = -1;
  return false;
}

void ChildProcess::RequestStop() {
  if (IsRunning()) kill(pid_, SIGTERM);
}

bool ChildProcess::WaitForEnd(absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (IsRunning()) {
    if (absl::Now() >= deadline) return false;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return true;
}

std::optional<int> ChildProcess::exit_code() const {
  if (pid_ >= 0 || !WIFEXITED(wait_status_)) return std::nullopt;
  return WEXITSTATUS(wait_status_);
}

std::string ChildProcess::HowItEnded() const {
  if (WIFSIGNALED(wait_status_)) {
    return absl::StrFormat("signal %d", WTERMSIG(wait_status_));
  }
  return absl::StrFormat("exit code %d", WEXITSTATUS(wait_status_));
}

std::string TailOf(const std::filesystem::path& file, int lines) {
  const auto content = ReadFile(file);
  if (!content.ok()) return "";
  const std::vector<std::string> all =
      absl::StrSplit(*content, '\n', absl::SkipEmpty());
  const std::size_t wanted = static_cast<std::size_t>(lines);
  std::string tail;
  for (std::size_t i = all.size() > wanted ? all.size() - wanted : 0;
       i < all.size(); ++i) {
    absl::StrAppendFormat(&tail, "\n  %s", all[i]);
  }
  return tail;
}

}  // namespace lehr::client
