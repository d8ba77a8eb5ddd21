#ifndef LEHR_SERVER_SERVICE_UNFINISHED_UPLOADS_H_
#define LEHR_SERVER_SERVICE_UNFINISHED_UPLOADS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/store/artifact_store.h"

namespace lehr::server {

// UnfinishedUploads keeps what has come of uploads that were interrupted, for
// an hour and until the server stops, so that they can go on where they were.
// Any thread.
class UnfinishedUploads {
 public:
  static constexpr absl::Duration kKept = absl::Hours(1);
  // More than these are not kept; the oldest goes.
  static constexpr std::size_t kMost = 64;

  void Keep(const std::string& sha256, ArtifactWriter writer, absl::Time now);

  // How much is there [bytes].
  std::int64_t SizeOf(const std::string& sha256, absl::Time now);

  // What is there, if it is just so much.
  std::optional<ArtifactWriter> Take(const std::string& sha256,
                                     std::int64_t size, absl::Time now);

 private:
  struct Upload {
    ArtifactWriter writer;
    absl::Time since;
  };

  void DropOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::map<std::string, Upload> uploads_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_UNFINISHED_UPLOADS_H_
