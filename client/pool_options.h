#ifndef LEHR_CLIENT_POOL_OPTIONS_H_
#define LEHR_CLIENT_POOL_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/pool_service.pb.h"

namespace CLI {
class App;
}

namespace lehr::client {

// PoolOptions are what a person says about a pool; unset: as it was.
struct PoolOptions {
  std::optional<std::string> partition;
  std::optional<std::string> account;
  std::optional<std::string> qos;
  std::optional<std::string> time;
  std::optional<std::string> extra;  // separated by blanks
  std::optional<std::string> log_folder;
  std::optional<int> max_workers;
  std::optional<int> threads;
  std::optional<int> leave_idle_seconds;
  std::optional<int> least_work_seconds;
  std::optional<std::string> worker_server;
  std::optional<std::string> worker_options;  // separated by blanks
};

// Adds them to a verb. `options` must outlive the parsing. For a new pool those
// that have no default are required.
void AddPoolOptions(CLI::App& verb, PoolOptions& options, bool is_new);

// Puts what is set into the settings. INVALID_ARGUMENT, naming the option.
absl::Status ApplyPoolOptions(const PoolOptions& options,
                              v1::PoolSettings& settings);

// A time as Slurm's --time has it: "MINUTES", "MM:SS", "HH:MM:SS", "D-HH",
// "D-HH:MM", "D-HH:MM:SS". INVALID_ARGUMENT.
absl::StatusOr<absl::Duration> ParseSlurmTime(const std::string& text);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_POOL_OPTIONS_H_
