#include "worker/pool_membership.h"

#include <absl/time/time.h>

#include "lehr/v1/pool_service.grpc.pb.h"
#include "proto/support/rpc_status.h"

namespace lehr::worker {
namespace {

// The server answers at once: covers a busy disk.
constexpr absl::Duration kDeadline = absl::Seconds(15);

}  // namespace

absl::Status JoinPool(const std::shared_ptr<grpc::Channel>& channel,
                      Calls* calls, const v1::JoinPoolRequest& request) {
  Calls::Call call(calls, kDeadline);
  v1::JoinPoolResponse response;
  return FromGrpc(v1::PoolService::NewStub(channel)->JoinPool(
      call.context(), request, &response));
}

}  // namespace lehr::worker
