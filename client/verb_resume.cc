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
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Resume(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  v1::ResumeSweepRequest request;
  request.set_sweep_id(*id);
  const auto resumed =
      server.Call(&v1::SweepService::Stub::ResumeSweep, request);
  if (!resumed.ok()) return resumed.status();
  WriteStanding(resumed->sweep(), options.json, session.out);
  return kExitOk;
}

}  // namespace

void AddResume(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("resume", "Let a paused sweep go on");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr resume 12");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Resume(*options, session); };
  });
}

}  // namespace lehr::client
