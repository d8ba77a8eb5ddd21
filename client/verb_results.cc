#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/proto_json.h"
#include "client/results_table.h"
#include "client/server_connection.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  ServerOption server;
  std::string format = "table";
  bool all = false;
  bool json = false;
};

absl::StatusOr<int> Results(const Options& options, Session& session) {
  ServerConnection server(options.server.address);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  const auto points = server.Results(*id);
  if (!points.ok()) return points.status();
  if (options.json || options.format == "json") {
    session.out << Dump({{"sweep_id", *id}, {"points", ResultsJson(*points)}});
  } else if (options.format == "csv") {
    session.out << ResultsCsv(*points);
  } else {
    session.out << ResultsText(*points, options.all);
  }
  return kExitOk;
}

}  // namespace

void AddResults(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "results", "Show what the points of a sweep have produced so far");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  verb->add_flag(
      "--all", options->all,
      "All observables in the table (csv and json have them always)");
  AddServerOption(*verb, session, options->server);
  verb->add_flag("--json", options->json, "The same as --format json");
  verb->footer(
      "Example:\n  lehr results quickstart --format csv > results.csv");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Results(*options, session); };
  });
}

}  // namespace lehr::client
