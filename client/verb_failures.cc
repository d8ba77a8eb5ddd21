#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/failures_page.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Failures(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  v1::ListFailuresRequest request;
  request.set_sweep_id(*id);
  const auto failures =
      server.Call(&v1::SweepService::Stub::ListFailures, request);
  if (!failures.ok()) return failures.status();
  session.out << (options.json ? Dump(ToJson(*failures))
                               : FailuresText(*failures));
  return kExitOk;
}

}  // namespace

void AddFailures(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "failures",
      "Show what failed in a sweep, grouped by cause, and what it has in "
      "common");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr failures quickstart");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Failures(*options, session); };
  });
}

}  // namespace lehr::client
