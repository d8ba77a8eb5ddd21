#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string worker;
  ServerOption server;
  bool undo = false;
  bool json = false;
};

absl::StatusOr<int> Drain(const Options& options, Session& session) {
  ServerConnection server(options.server);
  v1::DrainWorkersRequest request;
  request.set_worker(options.worker);
  request.set_undo(options.undo);
  const auto drained =
      server.Call(&v1::SweepService::Stub::DrainWorkers, request);
  if (!drained.ok()) return drained.status();
  if (options.json) {
    session.out << Dump(ToJson(*drained));
    return kExitOk;
  }
  for (const std::string& name : drained->workers()) {
    session.out << name
                << (options.undo ? " may stay\n"
                                 : " hands back what it has and leaves\n");
  }
  return kExitOk;
}

}  // namespace

void AddDrain(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "drain",
      "Have a worker, or all on a host, save, hand back its work and leave");
  verb->add_option("WORKER", options->worker, "Name of a worker, or a host")
      ->required();
  verb->add_flag("--undo", options->undo, "Take back an earlier request");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr drain node7");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Drain(*options, session); };
  });
}

}  // namespace lehr::client
