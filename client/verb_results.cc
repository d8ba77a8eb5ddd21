#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/export_download.h"
#include "client/measuring_steps.h"
#include "client/proto_json.h"
#include "client/results_table.h"
#include "client/server_connection.h"
#include "client/steps_table.h"
#include "client/sweep_paths.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::string sweep;
  ServerOption server;
  std::string format = "table";
  bool all = false;
  bool steps = false;
  StepWish wish;
  bool json = false;
};

absl::StatusOr<int> Steps(const Options& options, Session& session) {
  ServerConnection server(options.server.address);
  const auto sweep = GetSweepNamed(server, options.sweep);
  if (!sweep.ok()) return sweep.status();
  const SweepPaths paths(*sweep);
  const auto steps = ListMeasuringSteps(*sweep, paths, options.wish);
  if (!steps.ok()) return steps.status();
  if (options.json || options.format == "json") {
    session.out << Dump({{"sweep_id", sweep->sweep().sweep_id()},
                         {"segments_left_out", steps->segments_left_out},
                         {"observables_left_out", steps->observables_left_out},
                         {"steps", StepsJson(*steps)}});
  } else if (options.format == "csv") {
    session.out << StepsCsv(*steps);
  } else {
    session.out << StepsText(*steps,
                             options.all || !options.wish.observables.empty());
  }
  // Not among what a program reads.
  session.err << LeftOutText(*steps);
  return kExitOk;
}

absl::StatusOr<int> Results(const Options& options, Session& session) {
  if (options.steps) return Steps(options, session);
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
  CLI::Option* steps = verb->add_flag(
      "--steps", options->steps,
      "Every measurement on the way of each point, not only the last");
  verb->add_option("--measure", options->wish.measures,
                   "With --steps: of these kinds only")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->needs(steps)
      ->type_name("KIND,...")
      ->check(CLI::IsMember(MeasureKinds()));
  verb->add_option("--observable", options->wish.observables,
                   "With --steps: these only")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->needs(steps)
      ->type_name("NAME,...");
  AddServerOption(*verb, session, options->server);
  verb->add_flag("--json", options->json, "The same as --format json");
  verb->footer(
      "Example:\n"
      "  lehr results quickstart --format csv > results.csv\n"
      "  lehr results structure --steps --observable five_fold_symmetry "
      "--format csv");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Results(*options, session); };
  });
}

}  // namespace lehr::client
