#include "server/service/unfinished_uploads.h"

#include <algorithm>
#include <utility>

namespace lehr::server {

void UnfinishedUploads::Keep(const std::string& sha256, ArtifactWriter writer,
                             absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  DropOld(now);
  uploads_.erase(sha256);
  if (uploads_.size() >= kMost) {
    uploads_.erase(std::min_element(uploads_.begin(), uploads_.end(),
                                    [](const auto& a, const auto& b) {
                                      return a.second.since < b.second.since;
                                    }));
  }
  uploads_.emplace(sha256, Upload{std::move(writer), now});
}

std::int64_t UnfinishedUploads::SizeOf(const std::string& sha256,
                                       absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  DropOld(now);
  const auto found = uploads_.find(sha256);
  return found == uploads_.end() ? 0 : found->second.writer.size_bytes();
}

std::optional<ArtifactWriter> UnfinishedUploads::Take(const std::string& sha256,
                                                      std::int64_t size,
                                                      absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  DropOld(now);
  const auto found = uploads_.find(sha256);
  if (found == uploads_.end() || found->second.writer.size_bytes() != size) {
    return std::nullopt;
  }
  std::optional<ArtifactWriter> writer(std::move(found->second.writer));
  uploads_.erase(found);
  return writer;
}

void UnfinishedUploads::DropOld(absl::Time now) {
  std::erase_if(uploads_, [now](const auto& upload) {
    return upload.second.since < now - kKept;
  });
}

}  // namespace lehr::server
