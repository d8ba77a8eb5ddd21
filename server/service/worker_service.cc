#include "server/service/worker_service.h"

#include <algorithm>
#include <memory>

#include "server/coordinator/proto_time.h"
#include "server/service/unary_call.h"

namespace lehr::server {
namespace {

// Longest time for which a call waits for work, whatever it asks for.
constexpr absl::Duration kLongestWait = absl::Minutes(1);

}  // namespace

grpc::ServerUnaryReactor* WorkerService::RegisterWorker(
    grpc::CallbackServerContext* context,
    const v1::RegisterWorkerRequest* request,
    v1::RegisterWorkerResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.RegisterWorker(*request, now);
      },
      Urgency::kLiveness);
}

grpc::ServerUnaryReactor* WorkerService::LeaseSegment(
    grpc::CallbackServerContext* context,
    const v1::LeaseSegmentRequest* request,
    v1::LeaseSegmentResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::Duration wait = std::clamp(FromProto(request->wait()),
                                         absl::ZeroDuration(), kLongestWait);
  LeaseWaiters::Waiter waiter = {
      .request = *request,
      .deadline = absl::InfinitePast(),
      .is_abandoned = [context] { return context->IsCancelled(); },
      .answer =
          [reactor,
           response](const absl::StatusOr<v1::LeaseSegmentResponse>& answer) {
            if (answer.ok()) *response = *answer;
            reactor->Finish(ToGrpc(answer.status()));
          }};
  auto waits = std::make_shared<bool>(false);
  const bool posted =
      executor_.Post({.run =
                          [this, waits, wait, waiter](absl::Time now) mutable {
                            *waits = true;
                            coordinator_.Hear(waiter.request.session(), now);
                            waiter.deadline = now + wait;
                            waiters_.Wait(std::move(waiter));
                          },
                      .done =
                          [waits, reactor](const absl::Status& committed) {
                            // Otherwise the waiters answer.
                            if (!*waits) reactor->Finish(ToGrpc(committed));
                          },
                      .urgency = Urgency::kReport});
  if (!posted) {
    reactor->Finish({grpc::StatusCode::UNAVAILABLE, "the server is stopping"});
  }
  return reactor;
}

grpc::ServerUnaryReactor* WorkerService::Heartbeat(
    grpc::CallbackServerContext* context, const v1::HeartbeatRequest* request,
    v1::HeartbeatResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.Heartbeat(*request, now);
      },
      Urgency::kLiveness);
}

grpc::ServerUnaryReactor* WorkerService::CommitCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::CommitCheckpointRequest* request,
    v1::CommitCheckpointResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.CommitCheckpoint(*request, now);
      },
      Urgency::kReport);
}

grpc::ServerUnaryReactor* WorkerService::CompleteAttempt(
    grpc::CallbackServerContext* context,
    const v1::CompleteAttemptRequest* request,
    v1::CompleteAttemptResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.CompleteAttempt(*request, now);
      },
      Urgency::kReport);
}

grpc::ServerUnaryReactor* WorkerService::ReportSpeeds(
    grpc::CallbackServerContext* context,
    const v1::ReportSpeedsRequest* request,
    v1::ReportSpeedsResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.ReportSpeeds(*request, now);
      },
      Urgency::kReport);
}

grpc::ServerUnaryReactor* WorkerService::EndAttempt(
    grpc::CallbackServerContext* context, const v1::EndAttemptRequest* request,
    v1::EndAttemptResponse* response) {
  return AnswerCall(
      executor_, context, response,
      [this, request](absl::Time now) {
        return coordinator_.EndAttempt(*request, now);
      },
      Urgency::kReport);
}

}  // namespace lehr::server
