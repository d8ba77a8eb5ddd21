#ifndef LEHR_WORKER_RUNNER_RUNNER_PROCESS_H_
#define LEHR_WORKER_RUNNER_RUNNER_PROCESS_H_

#include <optional>
#include <string>

#include <sys/types.h>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "worker/runner/message_stream.h"
#include "worker/runner/run_attempts.h"
#include "worker/runner/runner.pb.h"

namespace lehr::worker {

// How a runner has ended.
struct RunnerEnd {
  // INTERNAL or, if memory ran out, RESOURCE_EXHAUSTED; with the signal's name.
  absl::Status status;
  // CRASH or RESOURCE.
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
  // What it wrote last to standard error.
  std::string log;
};

// RunnerProcess is the session's end of a runner (run_attempts.h): a child of
// this process, whose standard error is passed on. One thread, which has to
// live as long as the child: it is the one whose death the child follows.
class RunnerProcess {
 public:
  // The runner of `program`, a lehr-worker.
  RunnerProcess(std::string program, RunnerOptions options);
  // Kills it.
  ~RunnerProcess();
  RunnerProcess(const RunnerProcess&) = delete;
  RunnerProcess& operator=(const RunnerProcess&) = delete;

  // Starts it, unless it is there. RESOURCE_EXHAUSTED if the system cannot.
  absl::Status Start();

  // Does nothing if it has ended; Next will say so.
  void Send(const wire::Command& command);

  // What it says next, waiting for it at most `wait`; none if that is nothing.
  // UNAVAILABLE once it has ended: ask TakeEnd.
  absl::StatusOr<std::optional<wire::Event>> Next(absl::Duration wait);

  // Kills it; its end is told as being for this reason.
  void Kill(std::string why);

  // How it ended, after Next or Kill. Start makes a new one.
  RunnerEnd TakeEnd();

  pid_t pid() const { return pid_; }

 private:
  void PassOnErrors();
  void Close();

  const std::string program_;
  const RunnerOptions options_;
  pid_t pid_ = -1;
  int socket_ = -1;
  int errors_ = -1;  // read end of its standard error
  MessageReader reader_;
  std::string log_;
  std::string killed_;  // why
  // Processes that the system had killed for lack of memory when it started.
  long out_of_memory_kills_ = 0;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_RUNNER_PROCESS_H_
