#include "server/service/admin_service.h"

#include <utility>

#include "server/service/backup_stream.h"
#include "server/service/store_check.h"
#include "server/service/stream_call.h"
#include "server/service/unary_call.h"

namespace lehr::server {

grpc::ServerWriteReactor<v1::BackupResponse>* AdminService::Backup(
    grpc::CallbackServerContext* context, const v1::BackupRequest*) {
  using Call = StreamCall<v1::BackupResponse>;
  return Call::Start(
      &pool_, callers_.StandingOf(*context),
      [this](const Call::Send& send, const std::atomic<bool>& cancelled) {
        return SendBackup(data_.path(), send, cancelled);
      });
}

grpc::ServerWriteReactor<v1::CheckStoreResponse>* AdminService::CheckStore(
    grpc::CallbackServerContext* context,
    const v1::CheckStoreRequest* request) {
  using Call = StreamCall<v1::CheckStoreResponse>;
  return Call::Start(
      &pool_, callers_.StandingOf(*context),
      [this, request = *request](const Call::Send& send,
                                 const std::atomic<bool>& cancelled) {
        const auto recount = [this](std::int64_t sweep_id) {
          return RecountSweep(sweep_id);
        };
        return StoreCheck(&reads_, &store_, &losses_, recount, request, send,
                          &cancelled)
            .Run();
      });
}

absl::Status AdminService::RecountSweep(std::int64_t sweep_id) {
  absl::Status recounted;
  const absl::Status committed = executor_.Decide([&](absl::Time now) {
    recounted = coordinator_.RecountSweep(sweep_id, now);
  });
  return committed.ok() ? recounted : committed;
}

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
