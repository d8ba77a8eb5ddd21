#ifndef LEHR_CLIENT_PLANNING_SERVER_H_
#define LEHR_CLIENT_PLANNING_SERVER_H_

#include <filesystem>
#include <memory>

#include <absl/status/statusor.h>

#include "client/private_server.h"
#include "client/server_connection.h"
#include "client/session.h"
#include "client/verb_options.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {

// PlanningServer is a server to ask about a sweep: the one that was named, or
// the one at the default address, or else a private one with an empty temporary
// folder, which goes with this object.
class PlanningServer {
 public:
  // UNAVAILABLE if a server was named and does not answer; else as
  // PrivateServer::Start.
  static absl::StatusOr<std::unique_ptr<PlanningServer>> Connect(
      const ServerOption& option, const Session& session);
  ~PlanningServer();
  PlanningServer(const PlanningServer&) = delete;
  PlanningServer& operator=(const PlanningServer&) = delete;

  ServerConnection& connection() { return *connection_; }

  // Whether it knows nothing but this sweep.
  bool is_private() const { return private_ != nullptr; }

 private:
  PlanningServer() = default;

  std::filesystem::path folder_;  // empty if there is none
  std::unique_ptr<PrivateServer> private_;
  std::unique_ptr<ServerConnection> connection_;
};

// The server's plan for a sweep file: sets the potential, asks.
// INVALID_ARGUMENT with the places in the file.
absl::StatusOr<v1::PlanSweepResponse> PlanFile(ServerConnection& server,
                                               yaml::SweepFile& file);

// The plan's cost for people.
std::string CostText(const v1::PlanSummary& summary);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLANNING_SERVER_H_
