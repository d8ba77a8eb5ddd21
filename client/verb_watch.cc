#include <memory>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/server_connection.h"
#include "client/sweep_watch.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Watch(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  WatchOptions watch;
  watch.sweep_id = *id;
  watch.json = options.json;
  const auto sweep = WatchSweep(server, session, watch);
  if (!sweep.ok()) return sweep.status();
  return ExitCodeOf(sweep->state());
}

}  // namespace

void AddWatch(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("watch", "Show a sweep's progress until it has ended");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  AddServerOption(*verb, session, options->server);
  verb->add_flag("--json", options->json,
                 "Write each change as a JSON object in a line of its own");
  verb->footer("Example:\n  lehr watch quickstart && lehr results quickstart");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Watch(*options, session); };
  });
}

}  // namespace lehr::client
