#ifndef LEHR_SERVER_WEB_DASHBOARD_H_
#define LEHR_SERVER_WEB_DASHBOARD_H_

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "server/coordinator/coordinator.h"
#include "server/store/artifact_store.h"
#include "server/web/live_picture.h"
#include "server/web/metrics.h"

namespace lehr::server {

// Dashboard is the server's HTTP door: the page with the JSON that it asks for
// (/api/...), Prometheus' /metrics, /healthz and /readyz. It reads on
// connections of its own. Without `admin` it refuses whatever changes
// something.
class Dashboard {
 public:
  struct Options {
    std::string address;  // "127.0.0.1:8421"
    bool admin = false;
  };

  // The server that it shows; all must outlive it.
  struct Server {
    Coordinator* coordinator = nullptr;  // within `decide` only
    Decide decide;
    std::filesystem::path database;
    const ArtifactStore* artifacts = nullptr;
    Metrics* metrics = nullptr;
    // What hinders the server as a whole; empty if nothing does.
    std::function<std::string()> notice;
  };

  // Listens. INVALID_ARGUMENT if the address is none; UNAVAILABLE if it is
  // taken.
  static absl::StatusOr<std::unique_ptr<Dashboard>> Start(
      const Options& options, Server server);

  // Ends the answers that are being made, within a second or so.
  ~Dashboard();

  Dashboard(const Dashboard&) = delete;
  Dashboard& operator=(const Dashboard&) = delete;

  // Where it listens, with the port that was found if 0 was asked for.
  std::string url() const;

 private:
  struct Parts;
  explicit Dashboard(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_DASHBOARD_H_
