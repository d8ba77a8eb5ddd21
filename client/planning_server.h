#ifndef LEHR_CLIENT_PLANNING_SERVER_H_
#define LEHR_CLIENT_PLANNING_SERVER_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "client/machine_share.h"
#include "client/private_server.h"
#include "client/server_connection.h"
#include "client/session.h"
#include "client/verb_options.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {

// PlanOptions say what a plan is to tell.
struct PlanOptions {
  // If there are workers without work who can measure how long it takes, wait
  // some seconds for that.
  bool with_time = true;
  // Plan as if nothing had been computed yet.
  bool no_reuse = false;
  // Also tell the time of pools of so many cores.
  std::vector<int> cores = {};
};

// PlanningServer is a server to ask about a sweep: the one that was named, or
// the one at the default address, or else a private one with an empty temporary
// folder, which goes with this object.
class PlanningServer {
 public:
  // A private one gets these workers, which measure how fast this machine is.
  // UNAVAILABLE if a server was named and does not answer; else as
  // PrivateServer::Start.
  static absl::StatusOr<std::unique_ptr<PlanningServer>> Connect(
      const ServerOption& option, const Session& session,
      const MachineShare& share = {.workers = 0});
  ~PlanningServer();
  PlanningServer(const PlanningServer&) = delete;
  PlanningServer& operator=(const PlanningServer&) = delete;

  ServerConnection& connection() { return *connection_; }

  // The server's plan for a sweep file: sets the potential, asks.
  // INVALID_ARGUMENT with the places in the file.
  absl::StatusOr<v1::PlanSweepResponse> Plan(yaml::SweepFile& file,
                                             const PlanOptions& options);

  // Whose time the plan tells: "on the present workers", "on this machine (2
  // cores)".
  std::string WhoseTime() const;

  // Whether it knows nothing but this sweep.
  bool is_private() const { return private_ != nullptr; }

 private:
  PlanningServer() = default;

  // Whether a worker will tell soon how fast it is.
  bool WorkerIsFree();

  std::filesystem::path folder_;  // empty if there is none
  std::unique_ptr<PrivateServer> private_;
  std::unique_ptr<ServerConnection> connection_;
  MachineShare share_;
};

// The plan's cost for people; its time is that on `whose_time`.
std::string CostText(const v1::PlanSummary& summary,
                     const std::string& whose_time = "on the present workers");

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLANNING_SERVER_H_
