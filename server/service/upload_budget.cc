#include "server/service/upload_budget.h"

#include <absl/strings/str_format.h>

namespace lehr::server {

absl::Status UploadBudget::Take(const Attempt& attempt, std::int64_t bytes) {
  constexpr double kGib = 1 << 30;
  const absl::MutexLock lock(&mutex_);
  std::int64_t& taken = bytes_[attempt];
  const double together = static_cast<double>(taken + bytes) / kGib;
  if (together > most_gib_) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "upload: segment %d: attempt %d: expected at most %g GiB of an attempt "
        "(lehrd --limit-upload-gib), found %g with this",
        attempt.first, attempt.second, most_gib_, together));
  }
  taken += bytes;
  if (bytes_.size() > kMost) bytes_.erase(bytes_.begin());
  return absl::OkStatus();
}

}  // namespace lehr::server
