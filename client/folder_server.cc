#include "client/folder_server.h"

#include <filesystem>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

namespace lehr::client {

absl::StatusOr<std::unique_ptr<FolderServer>> FolderServer::Connect(
    const ServerOption& option, const std::string& folder,
    const Session& session) {
  std::unique_ptr<FolderServer> made(new FolderServer());
  ServerOption server_option = option;
  if (!folder.empty()) {
    // lehrd would make a new one.
    if (!std::filesystem::exists(std::filesystem::path(folder) / "lehr.db")) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "--folder: %s: expected a folder of `lehr run`, found no lehr.db in "
          "it",
          folder));
    }
    PrivateServerOptions options;
    options.data = folder;
    options.programs = session.programs;
    auto server = PrivateServer::Start(options);
    if (!server.ok()) return server.status();
    made->private_ = *std::move(server);
    server_option.address = made->private_->address();
  }
  made->connection_ = std::make_unique<ServerConnection>(server_option);
  return made;
}

void AddFolderOption(CLI::App& verb, std::string& folder) {
  verb.add_option("--folder", folder,
                  "Instead of a server: the folder that `lehr run` has left")
      ->type_name("DIR")
      ->excludes("--server");
}

}  // namespace lehr::client
