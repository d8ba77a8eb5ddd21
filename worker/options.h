#ifndef LEHR_WORKER_OPTIONS_H_
#define LEHR_WORKER_OPTIONS_H_

#include <filesystem>
#include <string>

#include <absl/status/status.h>

#include "proto/support/channel.h"

namespace lehr::worker {

// More threads than any machine has.
inline constexpr int kMostThreads = 1024;

// Options are what can be set on the command line, under the same names.
struct Options {
  // "host:port" or "unix:/path"; what is empty here and in `security`, the
  // environment says.
  std::string server;
  // --tls-ca, --tls-cert, --tls-key, --token-file.
  ChannelSecurity security;
  // Threads of the engine.
  int threads = 1;
  // What computes: "lehr" or "lammps".
  std::string engine = "lehr";
  // Cores of these threads, see Pinning::Choose.
  std::string pin = "auto";
  // Folder of the artifact cache, and its size limit [GiB]; 0: no cache.
  std::filesystem::path cache;
  double cache_gib = 10;
  // Wall time between checkpoints [s]; 0: as CheckpointInterval says.
  double checkpoint_seconds = 0;
  // Limit of uploads [MiB/s]; 0: none.
  double upload_mib_per_second = 0;
  // Until the process has to be gone, see EndOfTime.
  std::string time_left;
  // A worker that has not heard of its server for so long gives up what it
  // computes [h]; 0: never.
  double orphan_hours = 24;
  // A runner that says nothing for so long is killed [min]; 0: never.
  double stall_minutes = 30;
  // A worker that has had nothing to do for so long leaves [s]; 0: never.
  double leave_idle = 0;
  // The pool that it was started for, and its batch job; empty: none.
  std::string pool;
  std::string batch_job;
  // For people: "host:pid".
  std::string name;
  // Whose runner is started: this one, whatever has become of its file.
  std::string program = "/proc/self/exe";

  bool has_lammps() const { return engine == "lammps"; }

  // INVALID_ARGUMENT, naming the flag.
  absl::Status Validate() const;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_OPTIONS_H_
