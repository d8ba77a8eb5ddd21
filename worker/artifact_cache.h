#ifndef LEHR_WORKER_ARTIFACT_CACHE_H_
#define LEHR_WORKER_ARTIFACT_CACHE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

namespace lehr::worker {

// ArtifactCache keeps artifacts in a folder, by content hash: DIR/ab/abcdef...
// Several workers may share the folder. A file appears there whole (temporary
// file, rename) and is verified by hash whenever it is read, so there is no
// lock and no fsync: a file that a crash or another program damaged is removed
// and counts as missing. When the files exceed the limit, those that were used
// longest ago go; what is pinned stays. A cache that cannot be written to is a
// cache that is empty: it logs that once and never fails. Any thread may call
// anything.
class ArtifactCache {
 public:
  // Makes the folder. `limit_bytes` 0: nothing is kept.
  ArtifactCache(std::filesystem::path folder, std::int64_t limit_bytes);

  // The content with this SHA-256, 32 bytes, if it is here.
  std::optional<std::string> Get(std::string_view sha256);

  // Keeps `content`, whose hash is `sha256`. Contents above the limit are not
  // kept. Returns whether it is here now.
  bool Put(std::string_view sha256, std::string_view content);

  // Has what is here survive a crash of the machine, and stay for as long as
  // its second name `pin` is there, which is made here, on the same file
  // system. NOT_FOUND if it is not here; UNAVAILABLE if it does not work.
  absl::Status Pin(std::string_view sha256, const std::filesystem::path& pin);

  // Removes files, those used longest ago first, until what is left is below
  // the limit by a tenth; and temporary files that a crash left behind.
  void Trim();

  // None if nothing is kept.
  std::filesystem::path spool_folder() const;

 private:
  std::filesystem::path PathOf(std::string_view sha256) const;
  void WarnOnce(std::string_view what, const std::filesystem::path& path);

  const std::filesystem::path folder_;
  const std::int64_t limit_bytes_;

  absl::Mutex mutex_;
  // Size at the last Trim, and what this process has added since.
  std::int64_t size_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t added_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool warned_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ARTIFACT_CACHE_H_
