#include "proto/support/shutdown.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>

#include <unistd.h>

namespace lehr {
namespace {

std::atomic<bool> requested{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // used in the handler

// A byte in this pipe wakes all who wait; it is never read.
int wake_pipe[2] = {-1, -1};

void Wake() {
  const char byte = 0;
  // A full pipe has woken everybody already.
  [[maybe_unused]] const ssize_t written = write(wake_pipe[1], &byte, 1);
}

extern "C" void HandleShutdownSignal(int signal_number) {
  if (requested.exchange(true)) _exit(128 + signal_number);
  Wake();
}

}  // namespace

void InstallShutdownHandler() {
  if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0) std::abort();
  struct sigaction action = {};
  action.sa_handler = HandleShutdownSignal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool ShutdownRequested() { return requested.load(); }

bool WaitForShutdown(absl::Duration limit) {
  const absl::Duration longest = absl::Milliseconds(INT_MAX);
  pollfd wake = {wake_pipe[0], POLLIN, 0};
  poll(&wake, 1,
       static_cast<int>(absl::ToInt64Milliseconds(std::min(limit, longest))));
  return ShutdownRequested();
}

void RequestShutdown() {
  requested.store(true);
  Wake();
}

}  // namespace lehr
