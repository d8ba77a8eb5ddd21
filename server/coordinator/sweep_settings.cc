#include "server/coordinator/sweep_settings.h"

#include <string>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr std::size_t kMostWordBytes = 100;

absl::Status CheckLimit(const char* field, int limit) {
  if (limit >= 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "%s: expected at least 0 (no limit), found %d", field, limit));
}

template <typename Tags>
absl::Status CheckTags(const char* field, const Tags& tags) {
  for (const std::string& tag : tags) {
    if (!tag.empty() && tag.size() <= kMostWordBytes) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected 1 to %d characters, found %d", field,
                        kMostWordBytes, tag.size()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSettings(const v1::SubmitSweepRequest& request) {
  absl::Status status = CheckLimit("max_running", request.max_running());
  status.Update(CheckLimit("max_failures", request.max_failures()));
  status.Update(CheckTags("tags", request.tags()));
  if (request.user().size() > kMostWordBytes) {
    status.Update(absl::InvalidArgumentError(
        absl::StrFormat("user: expected at most %d characters, found %d",
                        kMostWordBytes, request.user().size())));
  }
  return status;
}

absl::Status CheckSettings(const v1::UpdateSweepRequest& request) {
  absl::Status status = CheckLimit("max_running", request.max_running());
  status.Update(CheckLimit("max_failures", request.max_failures()));
  status.Update(CheckTags("add_tags", request.add_tags()));
  return status;
}

}  // namespace lehr::server
