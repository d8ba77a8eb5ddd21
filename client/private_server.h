#ifndef LEHR_CLIENT_PRIVATE_SERVER_H_
#define LEHR_CLIENT_PRIVATE_SERVER_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "client/child_process.h"

namespace lehr::client {

// What to start.
struct PrivateServerOptions {
  // lehrd's data folder; made if there is none.
  std::filesystem::path data;
  // Folder with lehrd and lehr-worker.
  std::filesystem::path programs;
  // Number of workers, and threads of each.
  int workers = 0;
  int threads = 1;
  // Workers with LAMMPS, of one thread each, besides those.
  int lammps_workers = 0;
  // How often workers are to be heard; lehrd's usual if 0.
  double heartbeat_seconds = 0;
  // Where lehrd's output goes; lehrd.log in `data` if empty.
  std::filesystem::path server_log = {};
};

// PrivateServer is a lehrd on a Unix socket and its workers, as children of
// this process. If another lehrd has the data folder and answers on its socket,
// that one is used, and gets workers only if it has none. Destroying it ends
// what it started.
class PrivateServer {
 public:
  // Starts and waits until the server answers. FAILED_PRECONDITION if a program
  // is missing; UNAVAILABLE, with the end of its log, if lehrd does not come
  // up; CANCELLED after SIGINT or SIGTERM.
  static absl::StatusOr<std::unique_ptr<PrivateServer>> Start(
      const PrivateServerOptions& options);
  ~PrivateServer();
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  // Where it listens: "unix:/…".
  const std::string& address() const { return address_; }

  // Whether the server was there already.
  bool attached() const { return !server_.has_value(); }

  // Starts dead workers again, a few times. INTERNAL, with the end of the log,
  // if lehrd has died or workers keep dying.
  absl::Status Supervise();

  // Asks workers to stop and waits for them, since they save checkpoints; then
  // the server; then kills what is left.
  void Stop();

 private:
  PrivateServer(PrivateServerOptions options, std::string address)
      : options_(std::move(options)), address_(std::move(address)) {}

  // Starts lehrd and waits until it answers, or until another lehrd does that
  // has the folder.
  absl::Status StartServer();
  absl::StatusOr<bool> NeedsWorkers() const;
  absl::StatusOr<ChildProcess> StartWorker(int number) const;

  const PrivateServerOptions options_;
  const std::string address_;
  std::optional<ChildProcess> server_;
  std::vector<ChildProcess> workers_;
  int restarts_left_ = 0;
};

// The socket for a data folder: "lehrd.sock" in it or, where that path is
// longer than the 107 bytes that a Unix socket may have, a short one in a
// folder of this user under /tmp, the same every time. PERMISSION_DENIED if
// that folder is somebody else's.
absl::StatusOr<std::filesystem::path> SocketPath(
    const std::filesystem::path& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PRIVATE_SERVER_H_
