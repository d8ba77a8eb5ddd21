#ifndef LEHR_CLIENT_SERVER_CONNECTION_H_
#define LEHR_CLIENT_SERVER_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/client_context.h>

#include "client/verb_options.h"
#include "lehr/v1/admin_service.grpc.pb.h"
#include "lehr/v1/artifact_service.grpc.pb.h"
#include "lehr/v1/identity_service.grpc.pb.h"
#include "lehr/v1/sweep_service.grpc.pb.h"

namespace lehr::client {

// ServerConnection makes the calls to one server. Every call has a deadline;
// an UNAVAILABLE status says which server and what to do. Threads: any.
class ServerConnection {
 public:
  // Connects lazily to what a person names.
  explicit ServerConnection(const ServerOption& server);
  // The same to "host:port" or "unix:/path", as nobody in particular.
  explicit ServerConnection(std::string address)
      : ServerConnection(ServerOption{
            .address = std::move(address), .given = true, .security = {}}) {}

  const std::string& address() const { return address_; }

  // OK if a server answers within `limit`.
  absl::Status Ping(absl::Duration limit);

  absl::StatusOr<v1::PlanSweepResponse> Plan(
      const v1::PlanSweepRequest& request);
  absl::StatusOr<v1::SubmitSweepResponse> Submit(
      const v1::SubmitSweepRequest& request);
  // With all its segments.
  absl::StatusOr<v1::GetSweepResponse> Get(std::int64_t sweep_id);
  absl::StatusOr<v1::CollectGarbageResponse> CollectGarbage(bool dry_run);
  absl::StatusOr<v1::ListWorkersResponse> Workers();
  absl::StatusOr<v1::ListPotentialsResponse> Potentials();

  // All sweeps that are asked for, newest first, until `more` returns false.
  // Returns what hinders the server as a whole, empty if nothing does.
  absl::StatusOr<std::string> ForEachSweep(
      v1::ListSweepsRequest request,
      const std::function<bool(const v1::Sweep&)>& more);

  // Time that a running sweep still takes; nullopt if nobody knows.
  std::optional<absl::Duration> TimeLeft(std::int64_t sweep_id);

  // All points of a sweep, in order.
  absl::StatusOr<std::vector<v1::PointResult>> Results(std::int64_t sweep_id);

  // Uploads a potential's file if the server lacks it, and makes it known.
  absl::Status AddPotential(const v1::PotentialRef& ref,
                            std::string_view content);

  // The artifact with this hash, verified. NOT_FOUND if the server has none;
  // DATA_LOSS if what came does not have the hash.
  absl::StatusOr<std::string> Download(const std::string& sha256);

  // Makes a call that takes no time to speak of:
  // Call(&v1::SweepService::Stub::PauseSweep, request).
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::SweepService::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request) {
    return CallOf<Response>(*sweeps_, method, request);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::IdentityService::Stub::*method)(grpc::ClientContext*,
                                                        const Request&,
                                                        Response*),
      const Request& request) {
    return CallOf<Response>(*identities_, method, request);
  }

  v1::SweepService::Stub& sweeps() { return *sweeps_; }
  v1::AdminService::Stub& admin() { return *admin_; }

  // `status` of a call, with an explanation if the server is away.
  absl::Status Explain(const grpc::Status& status) const;

 private:
  template <typename Response, typename Stub, typename Method, typename Request>
  absl::StatusOr<Response> CallOf(Stub& stub, Method method,
                                  const Request& request) {
    grpc::ClientContext context;
    SetShortDeadline(context);
    Response response;
    const auto status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return Explain(status);
    return response;
  }
  static void SetShortDeadline(grpc::ClientContext& context);
  absl::Status Upload(const std::string& sha256, std::string_view content);

  std::string address_;
  ChannelSecurity security_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::SweepService::Stub> sweeps_;
  std::unique_ptr<v1::ArtifactService::Stub> artifacts_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
  std::unique_ptr<v1::IdentityService::Stub> identities_;
};

// The number of the sweep that a person means by `sweep`: a number, or a name,
// of which the newest is taken. NOT_FOUND names similar ones.
absl::StatusOr<std::int64_t> ResolveSweep(ServerConnection& server,
                                          const std::string& sweep);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SERVER_CONNECTION_H_
