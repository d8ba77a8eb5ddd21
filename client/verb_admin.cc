#include "client/verb_admin.h"

#include <CLI/CLI.hpp>

namespace lehr::client {

void AddAdmin(CLI::App& app, Session& session, Action& action) {
  CLI::App* verb =
      app.add_subcommand("admin", "Keep a server: backups, checks, garbage");
  verb->require_subcommand(1);
  AddAdminBackup(*verb, session, action);
  AddAdminFsck(*verb, session, action);
  AddAdminGc(*verb, session, action);
}

}  // namespace lehr::client
