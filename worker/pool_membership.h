#ifndef LEHR_WORKER_POOL_MEMBERSHIP_H_
#define LEHR_WORKER_POOL_MEMBERSHIP_H_

#include <memory>

#include <absl/status/status.h>
#include <grpcpp/channel.h>

#include "lehr/v1/pool_service.pb.h"
#include "worker/calls.h"

namespace lehr::worker {

// Tells the server which pool and job a worker was started for; one try.
absl::Status JoinPool(const std::shared_ptr<grpc::Channel>& channel,
                      Calls* calls, const v1::JoinPoolRequest& request);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_POOL_MEMBERSHIP_H_
