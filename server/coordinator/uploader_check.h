#ifndef LEHR_SERVER_COORDINATOR_UPLOADER_CHECK_H_
#define LEHR_SERVER_COORDINATOR_UPLOADER_CHECK_H_

#include <absl/status/status.h>

#include "lehr/v1/artifact_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// OK if the upload that begins so is the work of an attempt that is, or was,
// the session's: a result may come late. PERMISSION_DENIED otherwise.
absl::Status CheckUploader(Database& database,
                           const v1::UploadArtifactRequest& first);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_UPLOADER_CHECK_H_
