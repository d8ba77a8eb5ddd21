#ifndef LEHR_CLIENT_CHILD_PROCESS_H_
#define LEHR_CLIENT_CHILD_PROCESS_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr::client {

// ChildProcess is a program that this one has started. It never outlives the
// thread that started it (PR_SET_PDEATHSIG), and has a process group of its
// own, so that Ctrl-C in the terminal reaches only the parent. Destroying it
// kills it. Threads: only the one that started it.
class ChildProcess {
 public:
  // Starts `command`, with output and errors appended to `log`.
  // FAILED_PRECONDITION if there is no such program; UNAVAILABLE if it cannot
  // be started.
  static absl::StatusOr<ChildProcess> Start(
      const std::vector<std::string>& command,
      const std::filesystem::path& log);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  const std::string& name() const { return name_; }
  const std::filesystem::path& log() const { return log_; }

  // Whether it still runs.
  bool IsRunning();

  // Asks it to stop (SIGTERM).
  void RequestStop();

  // Waits at most `limit` for its end; returns whether it came.
  bool WaitForEnd(absl::Duration limit);

  // Its exit code; unset if it runs or was ended by a signal.
  std::optional<int> exit_code() const;

  // How it ended, for people: "exit code 2", "signal 9".
  std::string HowItEnded() const;

 private:
  ChildProcess(pid_t pid, std::string name, std::filesystem::path log)
      : pid_(pid), name_(std::move(name)), log_(std::move(log)) {}

  pid_t pid_ = -1;  // -1 once it was waited for, and after a move
  int wait_status_ = 0;
  std::string name_;
  std::filesystem::path log_;
};

// The last `lines` lines of a file, each indented; empty if it cannot be read.
std::string TailOf(const std::filesystem::path& file, int lines);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_CHILD_PROCESS_H_
