#ifndef LEHR_SERVER_SERVICE_ARTIFACT_SERVICE_H_
#define LEHR_SERVER_SERVICE_ARTIFACT_SERVICE_H_

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/service/disk_space.h"
#include "server/service/loss_reporter.h"
#include "server/service/serial_executor.h"
#include "server/service/unfinished_uploads.h"
#include "server/service/upload_budget.h"
#include "server/store/artifact_store.h"

namespace lehr::server {

// ArtifactService answers lehr.v1.ArtifactService: files on the pool, rows on
// the executor. Does not own what it is given.
class ArtifactService final : public v1::ArtifactService::CallbackService {
 public:
  ArtifactService(Coordinator* coordinator, SerialExecutor* executor,
                  BlockingPool* pool, ArtifactStore* store,
                  LossReporter* losses, const DiskSpace* disk,
                  const Callers* callers, Database* database, double upload_gib)
      : coordinator_(*coordinator),
        executor_(*executor),
        pool_(*pool),
        store_(*store),
        losses_(*losses),
        disk_(*disk),
        callers_(*callers),
        database_(*database),
        budget_(upload_gib),
        unfinished_(store) {}

  grpc::ServerUnaryReactor* FindMissingArtifacts(
      grpc::CallbackServerContext* context,
      const v1::FindMissingArtifactsRequest* request,
      v1::FindMissingArtifactsResponse* response) override;
  grpc::ServerUnaryReactor* QueryUpload(
      grpc::CallbackServerContext* context,
      const v1::QueryUploadRequest* request,
      v1::QueryUploadResponse* response) override;
  grpc::ServerReadReactor<v1::UploadArtifactRequest>* UploadArtifact(
      grpc::CallbackServerContext* context,
      v1::UploadArtifactResponse* response) override;
  grpc::ServerWriteReactor<v1::DownloadArtifactResponse>* DownloadArtifact(
      grpc::CallbackServerContext* context,
      const v1::DownloadArtifactRequest* request) override;

 private:
  Coordinator& coordinator_;
  SerialExecutor& executor_;
  BlockingPool& pool_;
  ArtifactStore& store_;
  LossReporter& losses_;
  const DiskSpace& disk_;
  const Callers& callers_;
  Database& database_;  // on the executor's thread
  UploadBudget budget_;
  UnfinishedUploads unfinished_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_ARTIFACT_SERVICE_H_
