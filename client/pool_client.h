#ifndef LEHR_CLIENT_POOL_CLIENT_H_
#define LEHR_CLIENT_POOL_CLIENT_H_

#include <chrono>
#include <memory>

#include <absl/status/statusor.h>
#include <grpcpp/client_context.h>

#include "client/server_connection.h"
#include "client/verb_options.h"
#include "lehr/v1/pool_service.grpc.pb.h"

namespace lehr::client {

// PoolClient makes the calls of lehr.v1.PoolService to one server, each with a
// deadline. An UNAVAILABLE status says which server and what to do.
class PoolClient {
 public:
  explicit PoolClient(const ServerOption& server);

  // Call(&v1::PoolService::Stub::ListPools, request).
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::PoolService::Stub::*method)(grpc::ClientContext*,
                                                    const Request&, Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kDeadline);
    Response response;
    const auto status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return connection_.Explain(status);
    return response;
  }

 private:
  // Long enough for a busy disk, short enough for a person who waits.
  static constexpr std::chrono::seconds kDeadline{30};

  ServerConnection connection_;  // that can explain
  std::unique_ptr<v1::PoolService::Stub> stub_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_POOL_CLIENT_H_
