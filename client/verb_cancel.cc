#include <memory>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/server_connection.h"
#include "client/sweep_standing.h"
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
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  v1::CancelSweepRequest request;
  request.set_sweep_id(*id);
  request.set_reason(options.reason);
  const auto cancelled =
      server.Call(&v1::SweepService::Stub::CancelSweep, request);
  if (!cancelled.ok()) return cancelled.status();
  WriteStanding(cancelled->sweep(), options.json, session.out);
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
