#ifndef LEHR_WORKER_OPTIONS_H_
#define LEHR_WORKER_OPTIONS_H_

#include <filesystem>
#include <string>

#include <absl/status/status.h>

namespace lehr::worker {

// More threads than any machine has.
inline constexpr int kMostThreads = 1024;

// Options are what can be set on the command line, under the same names.
struct Options {
  // "host:port" or "unix:/path".
  std::string server;
  // Threads of the engine.
  int threads = 1;
  // Cores of these threads, see Pinning::Choose.
  std::string pin = "auto";
  // Folder of the artifact cache, and its size limit [GiB]; 0: no cache.
  std::filesystem::path cache;
  double cache_gib = 10;
  // Wall time between checkpoints [s].
  double checkpoint_seconds = 60;
  // For people: "host:pid".
  std::string name;

  // INVALID_ARGUMENT, naming the flag.
  absl::Status Validate() const;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_OPTIONS_H_
