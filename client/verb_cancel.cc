#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  std::string reason;
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Cancel(const Options& options, Session& session) {
  ServerConnection server(options.server.address);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  const auto sweep = server.Cancel(*id, options.reason);
  if (!sweep.ok()) return sweep.status();
  if (options.json) {
    session.out << Dump(ToJson(*sweep));
  } else {
    session.out << absl::StrFormat("%s (sweep %d) %s: %d of %d points done\n",
                                   sweep->name(), sweep->sweep_id(),
                                   Word(sweep->state()), sweep->points_done(),
                                   sweep->points());
  }
  return kExitOk;
}

}  // namespace

void AddCancel(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "cancel", "Stop a sweep; what it has computed is kept");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--reason", options->reason, "Why; kept with the sweep");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr cancel 12 --reason \"wrong composition\"");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Cancel(*options, session); };
  });
}

}  // namespace lehr::client
