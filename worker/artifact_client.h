#ifndef LEHR_WORKER_ARTIFACT_CLIENT_H_
#define LEHR_WORKER_ARTIFACT_CLIENT_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "worker/artifact_cache.h"
#include "worker/calls.h"

namespace lehr::worker {

// ArtifactClient brings artifacts from and to the server, one try a call. Any
// thread may call anything.
class ArtifactClient {
 public:
  // Uploads take no more than `upload_bytes_per_second`; 0: no limit. `cache`
  // must outlive this.
  ArtifactClient(const std::shared_ptr<grpc::Channel>& channel,
                 ArtifactCache* cache, double upload_bytes_per_second = 0)
      : stub_(v1::ArtifactService::NewStub(channel)),
        cache_(cache),
        upload_bytes_per_second_(upload_bytes_per_second) {}

  // The artifact's content: from the cache, or from the server, verified, and
  // then kept in the cache. INVALID_ARGUMENT if `sha256` is no hash; NOT_FOUND
  // if the server has none; DATA_LOSS if what came has another hash.
  absl::StatusOr<std::string> Get(Calls* calls, std::string_view sha256);

  // Whose work an upload is: the server takes nothing else from a worker.
  struct Maker {
    std::string session;
    v1::AttemptId attempt;
  };

  // Sends those of the contents that the server lacks; of one that was
  // interrupted within the last hour, the rest. Not put into the cache. What
  // `can_wait` is refused when the server's disk is nearly full.
  absl::Status Upload(Calls* calls, const Maker& maker,
                      std::span<const std::string> contents,
                      bool can_wait = false);

  // From now on there is no limit: the worker leaves.
  void Hurry() { hurry_ = true; }

  ArtifactCache& cache() { return *cache_; }

 private:
  absl::StatusOr<std::string> Download(Calls* calls, std::string_view sha256);
  // `piece` is the first message but for content and size.
  absl::Status UploadOne(Calls* calls, v1::UploadArtifactRequest piece,
                         std::string_view content);
  // How much of this content an interrupted upload has left with the server.
  std::size_t BytesThere(Calls* calls, const std::string& sha256,
                         std::string_view content);

  // Waits until so many more bytes may be sent.
  void Pace(Calls* calls, std::size_t bytes);

  const std::unique_ptr<v1::ArtifactService::Stub> stub_;
  ArtifactCache* const cache_;
  const double upload_bytes_per_second_;
  std::atomic<bool> hurry_ = false;

  absl::Mutex mutex_;
  // When all that was sent has been paid for.
  absl::Time paid_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ARTIFACT_CLIENT_H_
