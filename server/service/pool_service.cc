#include "server/service/pool_service.h"

#include "proto/support/steady_time.h"
#include "server/coordinator/pool_events.h"
#include "server/coordinator/pool_report.h"
#include "server/service/unary_call.h"

namespace lehr::server {

grpc::ServerUnaryReactor* PoolService::CreatePool(
    grpc::CallbackServerContext* context, const v1::CreatePoolRequest* request,
    v1::CreatePoolResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return server::CreatePool(database_, *request, now);
                    });
}

grpc::ServerUnaryReactor* PoolService::UpdatePool(
    grpc::CallbackServerContext* context, const v1::UpdatePoolRequest* request,
    v1::UpdatePoolResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return server::UpdatePool(database_, *request, now);
                    });
}

grpc::ServerUnaryReactor* PoolService::DeletePool(
    grpc::CallbackServerContext* context, const v1::DeletePoolRequest* request,
    v1::DeletePoolResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return server::DeletePool(database_, *request, now);
                    });
}

grpc::ServerUnaryReactor* PoolService::ListPools(
    grpc::CallbackServerContext* context, const v1::ListPoolsRequest* request,
    v1::ListPoolsResponse* response) {
  return questions_.Answer(context, response, [request](Database& database) {
    return ReportPools(database, *request, SteadyNow());
  });
}

grpc::ServerUnaryReactor* PoolService::JoinPool(
    grpc::CallbackServerContext* context, const v1::JoinPoolRequest* request,
    v1::JoinPoolResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return server::JoinPool(database_, *request, now);
      },
      Urgency::kReport);
}

}  // namespace lehr::server
