#include "server/service/unfinished_uploads.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <absl/time/clock.h>

namespace lehr::server {

UnfinishedUploads::UnfinishedUploads(ArtifactStore* store) : store_(*store) {
  for (UploadLeftover& leftover : FindUploadLeftovers(store_)) {
    const std::string sha256 = leftover.sha256;
    leftovers_.emplace(sha256, std::move(leftover));
  }
  DropOld(absl::Now());
}

UnfinishedUploads::~UnfinishedUploads() {
  for (auto& [sha256, upload] : uploads_) upload.writer.Leave().IgnoreError();
}

void UnfinishedUploads::Keep(const std::string& sha256, ArtifactWriter writer,
                             absl::Time now) {
  DropOld(now);
  const absl::MutexLock lock(&mutex_);
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
  DropOld(now);
  // Reading it takes a while: others need not wait.
  if (const auto leftover = TakeLeftover(sha256)) {
    auto writer = ResumeUpload(store_, *leftover);
    if (!writer.ok()) return 0;
    Keep(sha256, *std::move(writer), now);
  }
  const absl::MutexLock lock(&mutex_);
  const auto found = uploads_.find(sha256);
  return found == uploads_.end() ? 0 : found->second.writer.size_bytes();
}

std::optional<ArtifactWriter> UnfinishedUploads::Take(const std::string& sha256,
                                                      std::int64_t size,
                                                      absl::Time now) {
  DropOld(now);
  const absl::MutexLock lock(&mutex_);
  const auto found = uploads_.find(sha256);
  if (found == uploads_.end() || found->second.writer.size_bytes() != size) {
    return std::nullopt;
  }
  std::optional<ArtifactWriter> writer(std::move(found->second.writer));
  uploads_.erase(found);
  return writer;
}

std::optional<UploadLeftover> UnfinishedUploads::TakeLeftover(
    const std::string& sha256) {
  const absl::MutexLock lock(&mutex_);
  const auto found = leftovers_.extract(sha256);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

void UnfinishedUploads::DropOld(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  std::erase_if(uploads_, [now](const auto& upload) {
    return upload.second.since < now - kKept;
  });
  std::erase_if(leftovers_, [now](const auto& found) {
    if (found.second.written >= now - kKept) return false;
    std::error_code error;  // it stays until the next start
    std::filesystem::remove(found.second.path, error);
    return true;
  });
}

}  // namespace lehr::server
