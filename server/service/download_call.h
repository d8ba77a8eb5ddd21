#ifndef LEHR_SERVER_SERVICE_DOWNLOAD_CALL_H_
#define LEHR_SERVER_SERVICE_DOWNLOAD_CALL_H_

#include <optional>
#include <string>
#include <utility>

#include <grpcpp/support/server_callback.h>

#include "lehr/v1/artifact_service.pb.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/service/loss_reporter.h"
#include "server/store/artifact_store.h"

namespace lehr::server {

// DownloadCall is a call of DownloadArtifact: pieces are read on the pool, the
// next one when the one before has been sent. What proves to be missing or
// damaged is reported before the call is answered. Deletes itself when gRPC is
// done with it.
class DownloadCall final
    : public grpc::ServerWriteReactor<v1::DownloadArtifactResponse> {
 public:
  DownloadCall(BlockingPool* pool, ArtifactStore* store, LossReporter* losses,
               const v1::DownloadArtifactRequest& request,
               Callers::Standing standing)
      : pool_(*pool),
        store_(*store),
        losses_(*losses),
        request_(request),
        standing_(std::move(standing)) {}

  void Start();

  void OnWriteDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  void SendNext();
  absl::StatusOr<std::string> Next();

  BlockingPool& pool_;
  ArtifactStore& store_;
  LossReporter& losses_;
  const v1::DownloadArtifactRequest request_;
  const Callers::Standing standing_;
  std::optional<ArtifactReader> reader_;
  v1::DownloadArtifactResponse piece_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_DOWNLOAD_CALL_H_
