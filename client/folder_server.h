#ifndef LEHR_CLIENT_FOLDER_SERVER_H_
#define LEHR_CLIENT_FOLDER_SERVER_H_

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "client/private_server.h"
#include "client/server_connection.h"
#include "client/session.h"
#include "client/verb_options.h"

namespace CLI {
class App;
}

namespace lehr::client {

// A FolderServer is the server that a verb reads from: the one that --server
// names, or with --folder one without workers on a folder that `lehr run` has
// left, which ends with this.
class FolderServer {
 public:
  // `folder` may be empty. INVALID_ARGUMENT if there is no database in it;
  // errors as PrivateServer::Start.
  static absl::StatusOr<std::unique_ptr<FolderServer>> Connect(
      const ServerOption& option, const std::string& folder,
      const Session& session);

  ServerConnection& connection() { return *connection_; }

 private:
  FolderServer() = default;

  std::unique_ptr<PrivateServer> private_;
  std::unique_ptr<ServerConnection> connection_;
};

// Adds --folder to a verb. `folder` must outlive the parsing.
void AddFolderOption(CLI::App& verb, std::string& folder);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_FOLDER_SERVER_H_
