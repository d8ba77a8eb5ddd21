#include "server/pool/program_run.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <spawn.h>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/descriptor.h"

namespace lehr::server {
namespace {

// How late a wish to stop is noticed.
constexpr int kGlanceMilliseconds = 100;

// A file without a name, so that neither side waits for the other.
int MemoryFile(const char* name) { return memfd_create(name, MFD_CLOEXEC); }

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return lseek(file, 0, SEEK_SET) == 0;
}

std::string ReadAll(int file) {
  std::string content;
  lseek(file, 0, SEEK_SET);
  char piece[4096];
  for (;;) {
    const ssize_t size = read(file, piece, sizeof piece);
    if (size <= 0) return content;
    content.append(piece, static_cast<std::size_t>(size));
  }
}

struct Streams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

// The error number of the system; 0 if it runs.
int Spawn(const std::vector<std::string>& arguments, const Streams& streams,
          pid_t* pid) {
  std::vector<std::string> words = arguments;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, streams.input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, streams.output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, streams.errors, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  const int error = posix_spawnp(pid, pointers[0], &actions, &attributes,
                                 pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

// OK once the process has ended by itself.
absl::Status WaitForEnd(pid_t pid, const std::string& name,
                        absl::Duration limit,
                        const std::function<bool()>& go_on) {
  // Not pidfd_open: glibc 2.36 has forgotten to declare it extern "C".
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  const absl::Time deadline = absl::Now() + limit;
  for (;;) {
    pollfd waited = {.fd = process.number(), .events = POLLIN, .revents = 0};
    if (poll(&waited, 1, kGlanceMilliseconds) > 0) return absl::OkStatus();
    if (!go_on()) return absl::CancelledError(name + ": stopped");
    if (absl::Now() >= deadline) {
      return absl::DeadlineExceededError(absl::StrFormat(
          "%s: no answer for %s", name, absl::FormatDuration(limit)));
    }
  }
}

// What the program said, in one line.
std::string Words(std::string errors) {
  std::replace(errors.begin(), errors.end(), '\n', ' ');
  return std::string(absl::StripAsciiWhitespace(errors));
}

}  // namespace

absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& arguments,
                                     std::string_view input,
                                     absl::Duration limit,
                                     const std::function<bool()>& go_on) {
  const std::string& name = arguments.front();
  const Descriptor in(MemoryFile("input"));
  const Descriptor out(MemoryFile("output"));
  const Descriptor errors(MemoryFile("errors"));
  if (in.number() < 0 || out.number() < 0 || errors.number() < 0 ||
      !WriteAll(in.number(), input)) {
    return absl::ResourceExhaustedError(
        absl::StrFormat("%s: no memory for its files", name));
  }
  pid_t pid = -1;
  const int error = Spawn(
      arguments,
      {.input = in.number(), .output = out.number(), .errors = errors.number()},
      &pid);
  if (error == ENOENT) {
    return absl::NotFoundError(
        absl::StrFormat("%s: no such program on this machine", name));
  }
  if (error != 0) {
    return absl::UnavailableError(
        absl::StrFormat("%s: cannot be started: error %d", name, error));
  }
  const absl::Status ended = WaitForEnd(pid, name, limit, go_on);
  if (!ended.ok()) kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  if (!ended.ok()) return ended;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return ReadAll(out.number());
  const std::string words = Words(ReadAll(errors.number()));
  return absl::UnavailableError(absl::StrFormat(
      "%s: %s", name, words.empty() ? "ended without a word" : words));
}

}  // namespace lehr::server
