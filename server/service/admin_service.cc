#include "server/service/admin_service.h"

#include <utility>

#include "server/service/unary_call.h"

namespace lehr::server {

grpc::ServerUnaryReactor* AdminService::CollectGarbage(
    grpc::CallbackServerContext* context,
    const v1::CollectGarbageRequest* request,
    v1::CollectGarbageResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response] {
    auto collected = garbage_.Collect(request->dry_run());
    if (collected.ok()) *response = *std::move(collected);
    reactor->Finish(ToGrpc(collected.status()));
  });
  return reactor;
}

}  // namespace lehr::server
