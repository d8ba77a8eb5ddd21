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
#include "server/store/upload_leftover.h"

namespace lehr::server {

// UnfinishedUploads keeps what has come of uploads that were interrupted, by
// their clients or by the end of a server, for an hour, so that they can go on
// where they were. Any thread that may block.
class UnfinishedUploads {
 public:
  static constexpr absl::Duration kKept = absl::Hours(1);
  // More than these are not kept; the oldest goes.
  static constexpr std::size_t kMost = 64;

  // Finds what earlier servers have left. `store` outlives it.
  explicit UnfinishedUploads(ArtifactStore* store);
  // Leaves all of it to the next server.
  ~UnfinishedUploads();
  UnfinishedUploads(const UnfinishedUploads&) = delete;
  UnfinishedUploads& operator=(const UnfinishedUploads&) = delete;
  UnfinishedUploads(UnfinishedUploads&&) = delete;
  UnfinishedUploads& operator=(UnfinishedUploads&&) = delete;

  void Keep(const std::string& sha256, ArtifactWriter writer, absl::Time now);

  // How much is there [bytes]. What an earlier server has left is read once.
  std::int64_t SizeOf(const std::string& sha256, absl::Time now);

  // What is there, if it is just so much, which SizeOf() has said.
  std::optional<ArtifactWriter> Take(const std::string& sha256,
                                     std::int64_t size, absl::Time now);

  // Removes what is too old.
  void DropOld(absl::Time now);

 private:
  struct Upload {
    ArtifactWriter writer;
    absl::Time since;
  };

  // Of an earlier server; nullopt if there is nothing.
  std::optional<UploadLeftover> TakeLeftover(const std::string& sha256);

  ArtifactStore& store_;
  absl::Mutex mutex_;
  std::map<std::string, Upload> uploads_ ABSL_GUARDED_BY(mutex_);
  // What nobody has asked for yet.
  std::map<std::string, UploadLeftover> leftovers_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_UNFINISHED_UPLOADS_H_
