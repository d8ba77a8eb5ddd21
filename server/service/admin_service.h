#ifndef LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_
#define LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_

#include "lehr/v1/admin_service.grpc.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/blocking_pool.h"
#include "server/service/garbage_collector.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// AdminService answers lehr.v1.AdminService. What takes long runs on the pool.
// Does not own what it is given.
class AdminService final : public v1::AdminService::CallbackService {
 public:
  AdminService(Coordinator* coordinator, SerialExecutor* executor,
               BlockingPool* pool, ArtifactStore* store)
      : pool_(*pool), garbage_(coordinator, executor, store) {}

  grpc::ServerUnaryReactor* CollectGarbage(
      grpc::CallbackServerContext* context,
      const v1::CollectGarbageRequest* request,
      v1::CollectGarbageResponse* response) override;

 private:
  BlockingPool& pool_;
  GarbageCollector garbage_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_ADMIN_SERVICE_H_
