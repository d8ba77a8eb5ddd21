#include "server/coordinator/uploader_check.h"

#include <absl/strings/str_format.h>

#include "server/store/attempt_table.h"
#include "server/store/worker_table.h"

namespace lehr::server {

absl::Status CheckUploader(Database& database,
                           const v1::UploadArtifactRequest& first) {
  const auto attempt =
      FindAttempt(database, first.segment_id(), first.attempt());
  const auto worker = FindWorker(database, first.session());
  if (attempt.has_value() && worker.has_value() &&
      attempt->worker_id == worker->id) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(absl::StrFormat(
      "upload: expected the work of an attempt of this worker's, found segment "
      "%d: attempt %d",
      first.segment_id(), first.attempt()));
}

}  // namespace lehr::server
