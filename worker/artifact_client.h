#ifndef LEHR_WORKER_ARTIFACT_CLIENT_H_
#define LEHR_WORKER_ARTIFACT_CLIENT_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <grpcpp/channel.h>

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "worker/artifact_cache.h"
#include "worker/calls.h"

namespace lehr::worker {

// ArtifactClient brings artifacts from and to the server, one try a call. Any
// thread may call anything.
class ArtifactClient {
 public:
  // `cache` must outlive this.
  ArtifactClient(const std::shared_ptr<grpc::Channel>& channel,
                 ArtifactCache* cache)
      : stub_(v1::ArtifactService::NewStub(channel)), cache_(cache) {}

  // The artifact's content: from the cache, or from the server, verified, and
  // then kept in the cache. INVALID_ARGUMENT if `sha256` is no hash; NOT_FOUND
  // if the server has none; DATA_LOSS if what came has another hash.
  absl::StatusOr<std::string> Get(Calls* calls, std::string_view sha256);

  // Sends those of the contents that the server lacks. Not put into the cache.
  absl::Status Upload(Calls* calls, std::span<const std::string> contents);

  ArtifactCache& cache() { return *cache_; }

 private:
  absl::StatusOr<std::string> Download(Calls* calls, std::string_view sha256);
  absl::Status UploadOne(Calls* calls, const std::string& sha256,
                         std::string_view content);

  const std::unique_ptr<v1::ArtifactService::Stub> stub_;
  ArtifactCache* const cache_;
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ARTIFACT_CLIENT_H_
