#ifndef LEHR_SERVER_STORE_UPLOAD_LEFTOVER_H_
#define LEHR_SERVER_STORE_UPLOAD_LEFTOVER_H_

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/store/artifact_store.h"

namespace lehr::server {

// What an upload has left in uploads/: the beginning of an artifact, as far as
// an earlier process had it. Nobody knows whether all of it reached the disk,
// so only the hash of the whole content tells whether it was right.
struct UploadLeftover {
  std::string sha256;  // that the whole content is to have
  std::filesystem::path path;
  absl::Time written;
};

// All of them, of each artifact the longest; what is shorter is removed.
std::vector<UploadLeftover> FindUploadLeftovers(const ArtifactStore& store);

// Goes on with it: reads what can be read, which takes about 5 s a GiB, and
// removes the file.
absl::StatusOr<ArtifactWriter> ResumeUpload(ArtifactStore& store,
                                            const UploadLeftover& leftover);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_UPLOAD_LEFTOVER_H_
