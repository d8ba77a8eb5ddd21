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
  bool finish_running = false;
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Pause(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  v1::PauseSweepRequest request;
  request.set_sweep_id(*id);
  request.set_reason(options.reason);
  request.set_finish_running(options.finish_running);
  const auto paused = server.Call(&v1::SweepService::Stub::PauseSweep, request);
  if (!paused.ok()) return paused.status();
  WriteStanding(paused->sweep(), options.json, session.out);
  return kExitOk;
}

}  // namespace

void AddPause(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "pause",
      "Start nothing new for a sweep; what runs for it alone is saved and "
      "handed back");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--reason", options->reason, "Why; shown until it goes on");
  verb->add_flag("--finish-running", options->finish_running,
                 "Let what runs go on to its end");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr pause 12 --reason \"the disk fills up\"");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Pause(*options, session); };
  });
}

}  // namespace lehr::client
