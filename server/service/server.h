#ifndef LEHR_SERVER_SERVICE_SERVER_H_
#define LEHR_SERVER_SERVICE_SERVER_H_

#include <memory>

#include <absl/status/statusor.h>

#include "server/service/server_options.h"

namespace lehr::server {

// Server is all of lehrd: store, coordinator and services, listening.
class Server {
 public:
  // Opens the data folder and listens on all addresses, or on none.
  // INVALID_ARGUMENT, FAILED_PRECONDITION (folder in use, newer database),
  // UNAVAILABLE (an address is taken) and what DataDirectory and Database
  // return.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options);

  // Whether the database was found damaged while it ran; then it has asked for
  // the stop of the program.
  bool is_broken() const;

  // Ends what runs and stops, within about a second. What was acknowledged is
  // on disk at all times.
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  // Does nothing if none is asked for.
  absl::Status OpenDashboard(const ServerOptions& options);
  // Of a large database that was not closed in good order; on a thread.
  void CheckDatabase();

  std::unique_ptr<Parts> parts_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SERVER_H_
