#ifndef LEHR_WORKER_RUNNER_RUN_ATTEMPTS_H_
#define LEHR_WORKER_RUNNER_RUN_ATTEMPTS_H_

#include <cstdint>
#include <filesystem>
#include <vector>

#include <absl/status/status.h>

#include "worker/engine.h"

namespace lehr::worker {

// The socket to the session, as the runner inherits it.
inline constexpr int kSessionSocket = 3;

// What the runner gets on its command line from the session.
struct RunnerOptions {
  int threads = 1;
  // One for each thread, or none.
  std::vector<int> cores;
  std::filesystem::path cache;
  std::int64_t cache_bytes = 0;
  // For work that names LAMMPS; null where the program has none. Not on the
  // command line.
  const Engine* lammps = nullptr;
};

// The runner: a process in which the engine computes what a session tells it
// through `kSessionSocket`, one attempt after the other, until the session
// ends. Whatever happens to it, by an error of ours or for lack of memory, the
// session outlives it and starts another. It sends no heartbeats, calls no
// server, and does not hear signals meant for the worker.
absl::Status RunAttempts(const RunnerOptions& options);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_RUNNER_RUN_ATTEMPTS_H_
