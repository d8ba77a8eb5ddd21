#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/provenance_page.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

constexpr auto kDeadline = std::chrono::seconds(30);

struct Options {
  std::string sweep;
  int point = 0;
  ServerOption server;
  bool json = false;
};

absl::StatusOr<int> Provenance(const Options& options, Session& session) {
  ServerConnection server(options.server.address);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  v1::GetProvenanceRequest request;
  request.set_sweep_id(*id);
  request.set_point(options.point);
  v1::GetProvenanceResponse provenance;
  const auto status =
      server.sweeps().GetProvenance(&context, request, &provenance);
  if (!status.ok()) return server.Explain(status);
  session.out << (options.json ? Dump(ToJson(provenance))
                               : ProvenancePage(provenance));
  return kExitOk;
}

}  // namespace

void AddProvenance(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "provenance", "Show everything that led to the numbers of a point");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("POINT", options->point, "Number of the point")
      ->required()
      ->check(CLI::NonNegativeNumber);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr provenance quickstart 3");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Provenance(*options, session); };
  });
}

}  // namespace lehr::client
