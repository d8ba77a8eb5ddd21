#include "worker/options.h"

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "worker/pinning.h"
#include "worker/time_left.h"

namespace lehr::worker {
namespace {

// More than any machine has.
constexpr double kMostGib = 1 << 20;
constexpr double kMostSeconds = 7 * 86400;
constexpr double kMostHours = 365 * 24;

struct Limit {
  const char* flag;
  double value;
  double most;
};

}  // namespace

absl::Status Options::Validate() const {
  if (server.empty()) {
    return absl::InvalidArgumentError(
        "--server: expected host:port or unix:/path, found nothing");
  }
  if (threads < 1 || threads > kMostThreads) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--threads: expected 1 to %d, found %d", kMostThreads, threads));
  }
  if (engine != "lehr" && !has_lammps()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--engine: expected lehr or lammps, found \"%s\"", engine));
  }
  if (absl::Status status = CheckPinWish(pin); !status.ok()) return status;
  // Written so that NaN is refused.
  if (!(cache_gib >= 0 && cache_gib <= kMostGib)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--cache-gib: expected 0 to %g GiB, found %g", kMostGib, cache_gib));
  }
  if (cache_gib > 0 && cache.empty()) {
    return absl::InvalidArgumentError(
        "--cache: expected a folder, found nothing");
  }
  for (const auto& [flag, value, most] :
       {Limit{"--checkpoint-seconds", checkpoint_seconds, kMostSeconds},
        Limit{"--upload-mib-per-second", upload_mib_per_second, kMostGib},
        Limit{"--orphan-hours", orphan_hours, kMostHours},
        Limit{"--leave-idle", leave_idle, kMostSeconds},
        Limit{"--stall-minutes", stall_minutes, kMostHours * 60}}) {
    if (!(value >= 0 && value <= most)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("%s: expected 0 to %g, found %g", flag, most, value));
    }
  }
  if (absl::Status status = CheckSecurity(server, security, absl::Now());
      !status.ok()) {
    return status;
  }
  return EndOfTime(time_left, nullptr, absl::Now()).status();
}

}  // namespace lehr::worker
