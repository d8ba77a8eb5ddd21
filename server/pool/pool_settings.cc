#include "server/pool/pool_settings.h"

#include <algorithm>
#include <string_view>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr std::size_t kMostNameLetters = 40;
constexpr std::size_t kMostWordLetters = 1000;
constexpr int kMostOptions = 50;
constexpr int kMostWorkers = 10'000;
constexpr int kMostThreads = 1024;  // more than any machine has
constexpr std::int64_t kDay = 86'400;

// Options of sbatch that would run something else than the worker.
constexpr std::string_view kRefusedOptions[] = {"--wrap", "--array"};

constexpr std::string_view kEngineOption = "--engine=";

bool IsPrintable(std::string_view text) {
  return text.size() <= kMostWordLetters &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return absl::ascii_isprint(static_cast<unsigned char>(letter));
         });
}

absl::Status CheckWord(std::string_view field, const std::string& word) {
  if (IsPrintable(word) && !absl::StartsWith(word, "-")) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected at most %d printable letters, no \"-\" first, found \"%s\"",
      field, kMostWordLetters, word));
}

bool IsOption(const std::string& word) {
  return word.size() > 2 && absl::StartsWith(word, "--") &&
         absl::ascii_isalpha(static_cast<unsigned char>(word[2])) &&
         IsPrintable(word);
}

template <typename Words>
absl::Status CheckOptions(std::string_view field, const Words& words) {
  if (words.size() > kMostOptions) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected at most %d options, found %d", field,
                        kMostOptions, words.size()));
  }
  for (const std::string& word : words) {
    const std::string_view name =
        std::string_view(word).substr(0, word.find('='));
    const bool is_refused =
        std::find(std::begin(kRefusedOptions), std::end(kRefusedOptions),
                  name) != std::end(kRefusedOptions);
    if (IsOption(word) && !is_refused) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected \"--name\" or \"--name=value\", not --wrap or --array, "
        "found \"%s\"",
        field, word));
  }
  return absl::OkStatus();
}

absl::Status CheckRange(std::string_view field, std::int64_t value,
                        std::int64_t most) {
  if (value >= 1 && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: expected 1 to %d, found %d", field, most, value));
}

absl::Status CheckSlurm(const v1::SlurmSettings& slurm) {
  absl::Status status = CheckWord("slurm.partition", slurm.partition());
  status.Update(CheckWord("slurm.account", slurm.account()));
  status.Update(CheckWord("slurm.qos", slurm.qos()));
  status.Update(CheckWord("slurm.log_folder", slurm.log_folder()));
  status.Update(CheckRange("slurm.time_limit [s]", slurm.time_limit().seconds(),
                           365 * kDay));
  status.Update(CheckOptions("slurm.options", slurm.options()));
  return status;
}

}  // namespace

absl::Status CheckPoolName(const std::string& name) {
  const auto is_plain = [](char letter) {
    return absl::ascii_isalnum(static_cast<unsigned char>(letter)) ||
           letter == '.' || letter == '_' || letter == '-';
  };
  if (!name.empty() && name.size() <= kMostNameLetters &&
      absl::ascii_isalnum(static_cast<unsigned char>(name[0])) &&
      std::all_of(name.begin(), name.end(), is_plain)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "name: expected 1 to %d letters, digits, \".\", \"_\" and \"-\", a "
      "letter or digit first, found \"%s\"",
      kMostNameLetters, name));
}

absl::Status CheckPoolSettings(const v1::PoolSettings& settings) {
  if (!settings.has_slurm()) {
    return absl::InvalidArgumentError(
        "site: expected the settings of Slurm, found none");
  }
  absl::Status status = CheckSlurm(settings.slurm());
  status.Update(
      CheckRange("max_workers", settings.max_workers(), kMostWorkers));
  status.Update(CheckRange("threads", settings.threads(), kMostThreads));
  status.Update(
      CheckRange("leave_idle [s]", settings.leave_idle().seconds(), 7 * kDay));
  status.Update(
      CheckRange("least_work [s]", settings.least_work().seconds(), 7 * kDay));
  status.Update(CheckWord("worker_server", settings.worker_server()));
  if (settings.worker_server().empty()) {
    status.Update(absl::InvalidArgumentError(
        "worker_server: expected host:port, found nothing"));
  }
  status.Update(CheckOptions("worker_options", settings.worker_options()));
  return status;
}

// The last one of an option counts.
v1::Engine EngineOf(const v1::PoolSettings& settings) {
  v1::Engine engine = v1::ENGINE_LEHR;
  for (const std::string& option : settings.worker_options()) {
    if (!option.starts_with(kEngineOption)) continue;
    engine = option.substr(kEngineOption.size()) == "lammps" ? v1::ENGINE_LAMMPS
                                                             : v1::ENGINE_LEHR;
  }
  return engine;
}

}  // namespace lehr::server
