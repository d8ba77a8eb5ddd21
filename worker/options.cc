#include "worker/options.h"

#include <absl/strings/str_format.h>

#include "worker/pinning.h"

namespace lehr::worker {
namespace {

// More than any machine has.
constexpr double kMostGib = 1 << 20;
constexpr double kMostSeconds = 7 * 86400;

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
  if (!(checkpoint_seconds > 0 && checkpoint_seconds <= kMostSeconds)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--checkpoint-seconds: expected more than 0 and at most %g s, found %g",
        kMostSeconds, checkpoint_seconds));
  }
  return absl::OkStatus();
}

}  // namespace lehr::worker
