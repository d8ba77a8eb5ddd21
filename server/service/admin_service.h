#ifndef LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_
#define LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_

#include <cstdint>

#include <absl/status/status.h>

#include "lehr/v1/admin_service.grpc.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/service/garbage_collector.h"
#include "server/service/loss_reporter.h"
#include "server/service/serial_executor.h"
#include "server/store/artifact_store.h"
#include "server/store/data_directory.h"
#include "server/store/read_pool.h"

namespace lehr::server {

// AdminService answers lehr.v1.AdminService. All of it takes long and runs on
// the pool, which should be one of its own. Does not own what it is given.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(const DataDirectory* data, BlockingPool* pool,
               Coordinator* coordinator, SerialExecutor* executor,
               ReadPool* reads, ArtifactStore* store, LossReporter* losses,
               GarbageCollector* garbage, const Callers* callers)
      : data_(*data),
        pool_(*pool),
        coordinator_(*coordinator),
        executor_(*executor),
        reads_(*reads),
        store_(*store),
        losses_(*losses),
        garbage_(*garbage),
        callers_(*callers) {}

  grpc::ServerWriteReactor<v1::BackupResponse>* Backup(
      grpc::CallbackServerContext* context,
      const v1::BackupRequest* request) override;
  grpc::ServerWriteReactor<v1::CheckStoreResponse>* CheckStore(
      grpc::CallbackServerContext* context,
      const v1::CheckStoreRequest* request) override;
  grpc::ServerUnaryReactor* CollectGarbage(
      grpc::CallbackServerContext* context,
      const v1::CollectGarbageRequest* request,
      v1::CollectGarbageResponse* response) override;

 private:
  absl::Status RecountSweep(std::int64_t sweep_id);

  const DataDirectory& data_;
  BlockingPool& pool_;
  Coordinator& coordinator_;
  SerialExecutor& executor_;
  ReadPool& reads_;
  ArtifactStore& store_;
  LossReporter& losses_;
  GarbageCollector& garbage_;
  const Callers& callers_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_
