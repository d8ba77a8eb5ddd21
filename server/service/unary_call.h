#ifndef LEHR_SERVER_SERVICE_UNARY_CALL_H_
#define LEHR_SERVER_SERVICE_UNARY_CALL_H_

#include <memory>
#include <utility>

#include <absl/status/statusor.h>
#include <grpcpp/support/server_callback.h>

#include "proto/support/rpc_status.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// Decides a call on the executor and answers it after the commit. `decide` is
// called with the time and returns a StatusOr<Response>; the request and
// `response` live until the answer.
template <typename Response, typename Decide>
void DecideCall(SerialExecutor& executor, grpc::ServerUnaryReactor* reactor,
                Response* response, Decide decide,
                Urgency urgency = Urgency::kControl) {
  auto result =
      std::make_shared<absl::StatusOr<Response>>(absl::UnknownError(""));
  const bool posted = executor.Post(
      {.run = [result, decide = std::move(decide)](
                  absl::Time now) { *result = decide(now); },
       .done =
           [result, reactor, response](const absl::Status& committed) {
             if (!committed.ok()) {
               reactor->Finish(ToGrpc(committed));
             } else if (!result->ok()) {
               reactor->Finish(ToGrpc(result->status()));
             } else {
               *response = std::move(**result);
               reactor->Finish(grpc::Status::OK);
             }
           },
       .urgency = urgency});
  if (!posted) {
    reactor->Finish({grpc::StatusCode::UNAVAILABLE, "the server is stopping"});
  }
}

// The same for a call that needs nothing but the coordinator.
template <typename Response, typename Decide>
grpc::ServerUnaryReactor* AnswerCall(SerialExecutor& executor,
                                     grpc::CallbackServerContext* context,
                                     Response* response, Decide decide,
                                     Urgency urgency = Urgency::kControl) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  DecideCall(executor, reactor, response, std::move(decide), urgency);
  return reactor;
}

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_UNARY_CALL_H_
