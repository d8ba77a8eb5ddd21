#include "client/pool_options.h"

#include <cstdint>

#include <CLI/CLI.hpp>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

namespace lehr::client {
namespace {

constexpr int kMostTimeParts = 3;

// Numbers between colons; empty if that is not what it is.
std::vector<std::int64_t> NumbersOf(const std::string& text) {
  std::vector<std::int64_t> numbers;
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(text, ':'))) {
    std::int64_t number = 0;
    if (!absl::SimpleAtoi(part, &number) || number < 0 || number > 1'000'000) {
      return {};
    }
    numbers.push_back(number);
  }
  return numbers;
}

template <typename Words>
void Assign(const std::string& text, Words* words) {
  const std::vector<std::string> split =
      absl::StrSplit(text, ' ', absl::SkipWhitespace());
  words->Assign(split.begin(), split.end());
}

}  // namespace

absl::StatusOr<absl::Duration> ParseSlurmTime(const std::string& text) {
  const absl::Status wrong = absl::InvalidArgumentError(absl::StrFormat(
      "--time: expected MINUTES, HH:MM:SS or D-HH:MM:SS, found \"%s\"", text));
  const std::size_t dash = text.find('-');
  std::int64_t days = 0;
  if (dash != std::string::npos &&
      (!absl::SimpleAtoi(text.substr(0, dash), &days) || days < 0 ||
       days > 365)) {
    return wrong;
  }
  std::vector<std::int64_t> parts =
      NumbersOf(dash == std::string::npos ? text : text.substr(dash + 1));
  if (parts.empty() || parts.size() > kMostTimeParts) return wrong;
  // With days the first part is hours; else the last of two is seconds, and a
  // single one is minutes.
  if (dash == std::string::npos && parts.size() < kMostTimeParts) {
    parts.insert(parts.begin(), 0);
  }
  parts.resize(kMostTimeParts, 0);
  return absl::Hours(24 * days + parts[0]) + absl::Minutes(parts[1]) +
         absl::Seconds(parts[2]);
}

void AddPoolOptions(CLI::App& verb, PoolOptions& options, bool is_new) {
  verb.add_option("--partition", options.partition, "Slurm's partition");
  verb.add_option("--account", options.account, "Whom Slurm bills");
  verb.add_option("--qos", options.qos, "Slurm's quality of service");
  verb.add_option("--max-workers", options.max_workers,
                  "At most so many workers at a time")
      ->required(is_new);
  verb.add_option("--threads", options.threads, "Threads of each worker")
      ->required(is_new);
  verb.add_option("--time", options.time,
                  "How long a worker may stay, as Slurm has it: 04:00:00")
      ->required(is_new);
  verb.add_option("--leave-idle", options.leave_idle_seconds,
                  "A worker without work leaves after so long [s] (60)")
      ->type_name("SECONDS");
  verb.add_option("--least-work", options.least_work_seconds,
                  "So few workers that each has so much to do, on average [s] "
                  "(60)")
      ->type_name("SECONDS");
  verb.add_option("--extra", options.extra,
                  "Further options of sbatch: \"--mem=4G --constraint=avx512\"")
      ->type_name("OPTIONS");
  verb.add_option("--log-folder", options.log_folder,
                  "Where workers write what they have to say, a file each "
                  "(default: nowhere)");
  verb.add_option("--worker-server", options.worker_server,
                  "Where workers find the server (default: as --server)")
      ->type_name("HOST:PORT");
  verb.add_option("--worker-options", options.worker_options,
                  "Further options of lehr-worker: \"--cache=/scratch/lehr\"")
      ->type_name("OPTIONS");
}

absl::Status ApplyPoolOptions(const PoolOptions& options,
                              v1::PoolSettings& settings) {
  v1::SlurmSettings& slurm = *settings.mutable_slurm();
  if (options.partition) slurm.set_partition(*options.partition);
  if (options.account) slurm.set_account(*options.account);
  if (options.qos) slurm.set_qos(*options.qos);
  if (options.log_folder) slurm.set_log_folder(*options.log_folder);
  if (options.extra) Assign(*options.extra, slurm.mutable_options());
  if (options.max_workers) settings.set_max_workers(*options.max_workers);
  if (options.threads) settings.set_threads(*options.threads);
  if (options.worker_server) settings.set_worker_server(*options.worker_server);
  if (options.worker_options) {
    Assign(*options.worker_options, settings.mutable_worker_options());
  }
  if (options.leave_idle_seconds) {
    settings.mutable_leave_idle()->set_seconds(*options.leave_idle_seconds);
  }
  if (options.least_work_seconds) {
    settings.mutable_least_work()->set_seconds(*options.least_work_seconds);
  }
  if (options.time) {
    const auto time = ParseSlurmTime(*options.time);
    if (!time.ok()) return time.status();
    slurm.mutable_time_limit()->set_seconds(absl::ToInt64Seconds(*time));
  }
  return absl::OkStatus();
}

}  // namespace lehr::client
