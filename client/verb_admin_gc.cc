#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/garbage_table.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_admin.h"
#include "client/verb_options.h"

namespace lehr::client {
namespace {

struct Options {
  ServerOption server;
  bool dry_run = false;
  bool json = false;
};

absl::StatusOr<int> CollectGarbage(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto garbage = server.CollectGarbage(options.dry_run);
  if (!garbage.ok()) return garbage.status();
  session.out << (options.json ? Dump(ToJson(*garbage))
                               : GarbageText(*garbage, options.dry_run));
  return kExitOk;
}

}  // namespace

void AddAdminGc(CLI::App& admin, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = admin.add_subcommand(
      "gc", "Remove checkpoints and files that nothing needs any more");
  verb->add_flag("--dry-run", options->dry_run,
                 "Only say what would be removed");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr admin gc --dry-run");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return CollectGarbage(*options, session); };
  });
}

}  // namespace lehr::client
