#ifndef LEHR_SERVER_SERVICE_POOL_SERVICE_H_
#define LEHR_SERVER_SERVICE_POOL_SERVICE_H_

#include "lehr/v1/pool_service.grpc.pb.h"
#include "server/service/questions.h"
#include "server/service/serial_executor.h"
#include "server/store/database.h"

namespace lehr::server {

// PoolService answers lehr.v1.PoolService: it writes down what is wanted, and
// PoolKeeper sees to it. Does not own what it is given.
class PoolService final : public v1::PoolService::CallbackService {
 public:
  PoolService(Database* database, SerialExecutor* executor,
              Questions* questions)
      : database_(*database), executor_(*executor), questions_(*questions) {}

  grpc::ServerUnaryReactor* CreatePool(
      grpc::CallbackServerContext* context,
      const v1::CreatePoolRequest* request,
      v1::CreatePoolResponse* response) override;
  grpc::ServerUnaryReactor* UpdatePool(
      grpc::CallbackServerContext* context,
      const v1::UpdatePoolRequest* request,
      v1::UpdatePoolResponse* response) override;
  grpc::ServerUnaryReactor* DeletePool(
      grpc::CallbackServerContext* context,
      const v1::DeletePoolRequest* request,
      v1::DeletePoolResponse* response) override;
  grpc::ServerUnaryReactor* ListPools(grpc::CallbackServerContext* context,
                                      const v1::ListPoolsRequest* request,
                                      v1::ListPoolsResponse* response) override;
  grpc::ServerUnaryReactor* JoinPool(grpc::CallbackServerContext* context,
                                     const v1::JoinPoolRequest* request,
                                     v1::JoinPoolResponse* response) override;

 private:
  Database& database_;  // only on the executor's thread
  SerialExecutor& executor_;
  Questions& questions_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_POOL_SERVICE_H_
