#include "worker/runner/runner_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/cores.h"

namespace lehr::worker {
namespace {

// Most of a log that a report has (worker_service.proto).
constexpr std::size_t kLogBytes = std::size_t{16} << 10;

// The system's count of processes that it has killed for lack of memory.
long OutOfMemoryKills() {
  std::ifstream file("/proc/vmstat");
  std::string name;
  long value = 0;
  while (file >> name >> value) {
    if (name == "oom_kill") return value;
  }
  return 0;
}

std::string SignalText(int number) {
  const char* const name = sigabbrev_np(number);
  return name == nullptr ? absl::StrFormat("signal %d", number)
                         : absl::StrFormat("SIG%s", name);
}

std::vector<std::string> Arguments(const RunnerOptions& options) {
  std::vector<std::string> arguments = {
      "lehr-worker",   "run-attempts",
      "--threads",     absl::StrCat(options.threads),
      "--cache",       options.cache.string(),
      "--cache-bytes", absl::StrCat(options.cache_bytes)};
  if (!options.cores.empty()) {
    arguments.insert(arguments.end(), {"--cores", CoresText(options.cores)});
  }
  return arguments;
}

// Letters of ASCII and lines: a protobuf string has to be valid UTF-8.
std::string Readable(std::string text) {
  for (char& letter : text) {
    const bool readable =
        letter == '\n' || letter == '\t' || (letter >= ' ' && letter <= '~');
    if (!readable) letter = '?';
  }
  return text;
}

// Starts it with these as its socket and standard error, and nothing else of
// ours: claims of cores have to end with the session.
int Spawn(const std::string& program, const RunnerOptions& options, int socket,
          int errors, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, socket, kSessionSocket);
  posix_spawn_file_actions_addclosefrom_np(&actions, kSessionSocket + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> arguments = Arguments(options);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const int error = posix_spawn(pid, program.c_str(), &actions, &attributes,
                                pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

RunnerProcess::RunnerProcess(std::string program, RunnerOptions options)
    : program_(std::move(program)), options_(std::move(options)) {}

RunnerProcess::~RunnerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  Close();
}

absl::Status RunnerProcess::Start() {
  if (pid_ >= 0) return absl::OkStatus();
  int sockets[2] = {-1, -1};
  int pipe[2] = {-1, -1};
  int error = 0;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0 ||
      pipe2(pipe, O_CLOEXEC) != 0) {
    error = errno;
  } else {
    // Above those that the child has: a dup2 would close one of the others.
    const int socket = fcntl(sockets[1], F_DUPFD_CLOEXEC, kSessionSocket + 1);
    const int errors = fcntl(pipe[1], F_DUPFD_CLOEXEC, kSessionSocket + 1);
    error = Spawn(program_, options_, socket, errors, &pid_);
    close(socket);
    close(errors);
  }
  if (sockets[1] >= 0) close(sockets[1]);
  if (pipe[1] >= 0) close(pipe[1]);
  socket_ = sockets[0];
  errors_ = pipe[0];
  if (error != 0) {
    Close();
    return absl::ResourceExhaustedError(
        absl::StrFormat("%s: start: %s", program_, std::strerror(error)));
  }
  fcntl(errors_, F_SETFL, O_NONBLOCK);
  reader_ = {};
  log_.clear();
  killed_.clear();
  out_of_memory_kills_ = OutOfMemoryKills();
  return absl::OkStatus();
}

void RunnerProcess::Close() {
  if (socket_ >= 0) close(socket_);
  if (errors_ >= 0) close(errors_);
  socket_ = errors_ = -1;
  pid_ = -1;
}

void RunnerProcess::Send(const wire::Command& command) {
  SendMessage(socket_, command).IgnoreError();
}

void RunnerProcess::PassOnErrors() {
  char buffer[4096];
  ssize_t count = 0;
  while ((count = read(errors_, buffer, sizeof buffer)) > 0) {
    const auto size = static_cast<std::size_t>(count);
    log_.append(buffer, size);
    if (log_.size() > kLogBytes) log_.erase(0, log_.size() - kLogBytes);
    // There is nobody to tell if that does not work.
    if (write(STDERR_FILENO, buffer, size) < 0) return;
  }
}

absl::StatusOr<std::optional<wire::Event>> RunnerProcess::Next(
    absl::Duration wait) {
  auto message = reader_.Next();
  if (!message.has_value()) {
    pollfd files[] = {{.fd = socket_, .events = POLLIN, .revents = 0},
                      {.fd = errors_, .events = POLLIN, .revents = 0}};
    if (poll(files, 2, static_cast<int>(absl::ToInt64Milliseconds(wait))) > 0) {
      PassOnErrors();
      if (files[0].revents != 0 && !reader_.ReadSome(socket_)) {
        return absl::UnavailableError("the runner has ended");
      }
      message = reader_.Next();
    }
  }
  if (!message.has_value()) return std::optional<wire::Event>();
  wire::Event event;
  if (!event.ParseFromString(*message)) {
    return absl::InternalError("the runner sent no lehr.worker.wire.Event");
  }
  return event;
}

void RunnerProcess::Kill(std::string why) {
  killed_ = std::move(why);
  kill(pid_, SIGKILL);
}

RunnerEnd RunnerProcess::TakeEnd() {
  // Its socket is closed, so it is ending; or it should.
  kill(pid_, SIGKILL);
  int how = 0;
  waitpid(pid_, &how, 0);
  PassOnErrors();
  RunnerEnd end;
  end.log = Readable(std::move(log_));
  const bool out_of_memory = killed_.empty() && WIFSIGNALED(how) &&
                             WTERMSIG(how) == SIGKILL &&
                             OutOfMemoryKills() > out_of_memory_kills_;
  const std::string what =
      !killed_.empty() ? killed_
      : WIFSIGNALED(how)
          ? absl::StrFormat("was ended by %s", SignalText(WTERMSIG(how)))
          : absl::StrFormat("exited with %d", WEXITSTATUS(how));
  if (out_of_memory) {
    end.status = absl::ResourceExhaustedError(
        absl::StrCat("memory ran out: the process that computed it ", what));
    end.failure_class = v1::FAILURE_CLASS_RESOURCE;
  } else {
    end.status = absl::InternalError(
        absl::StrCat("the process that computed it ", what));
    end.failure_class = v1::FAILURE_CLASS_CRASH;
  }
  Close();
  return end;
}

}  // namespace lehr::worker
