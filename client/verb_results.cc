#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/export_download.h"
#include "client/measuring_steps.h"
#include "client/proto_json.h"
#include "client/results_query.h"
#include "client/results_table.h"
#include "client/results_view.h"
#include "client/server_connection.h"
#include "client/sql_answer.h"
#include "client/steps_table.h"
#include "client/sweep_paths.h"
#include "client/verb_options.h"
#include "client/verbs.h"

namespace lehr::client {
namespace {

struct Options {
  std::vector<std::string> sweeps;
  ServerOption server;
  std::string format = "table";
  bool steps = false;
  StepWish wish;
  ResultsQuery query;
  bool json = false;
};

absl::StatusOr<int> Steps(const Options& options, Session& session) {
  ServerConnection server(options.server);
  const auto sweep = GetSweepNamed(server, options.sweeps.front());
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
    session.out << StepsText(*steps, options.query.all_observables ||
                                         !options.wish.observables.empty());
  }
  // Not among what a program reads.
  session.err << LeftOutText(*steps);
  return kExitOk;
}

bool IsQuery(const Options& options) {
  const ResultsQuery& query = options.query;
  return options.sweeps.size() > 1 || !query.where.empty() ||
         !query.columns.empty() || !query.group_by.empty() ||
         !query.sort.empty();
}

absl::StatusOr<int> Query(const Options& options, Session& session) {
  ServerConnection server(options.server);
  std::vector<std::int64_t> ids;
  for (const std::string& sweep : options.sweeps) {
    const auto id = ResolveSweep(server, sweep);
    if (!id.ok()) return id.status();
    ids.push_back(*id);
  }
  const auto answer = AskResults(
      [&server](const v1::RunSqlRequest& request) {
        return AskServer(server, request);
      },
      ids, options.query);
  if (!answer.ok()) return answer.status();
  const bool grouped = !answer->groups.empty();
  if (options.json || options.format == "json") {
    session.out << Dump(grouped ? Json{{"groups", GroupsJson(*answer)}}
                                : Json{{"points", PointsJson(*answer)}});
  } else if (options.format == "csv") {
    session.out << (grouped ? GroupsCsv(*answer) : PointsCsv(*answer));
  } else {
    session.out << (grouped ? GroupsText(*answer, options.query.compare)
                            : PointsText(*answer));
  }
  return kExitOk;
}

absl::StatusOr<int> Results(const Options& options, Session& session) {
  if (options.steps && IsQuery(options)) {
    return absl::InvalidArgumentError(
        "--steps: expected one sweep, and none of --where, --columns, "
        "--group-by and --sort");
  }
  if (options.steps) return Steps(options, session);
  if (IsQuery(options)) return Query(options, session);
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweeps.front());
  if (!id.ok()) return id.status();
  const auto points = server.Results(*id);
  if (!points.ok()) return points.status();
  if (options.json || options.format == "json") {
    session.out << Dump({{"sweep_id", *id}, {"points", ResultsJson(*points)}});
  } else if (options.format == "csv") {
    session.out << ResultsCsv(*points);
  } else {
    session.out << ResultsText(*points, options.query.all_observables);
  }
  return kExitOk;
}

void AddQueryOptions(CLI::App& verb, ResultsQuery& query) {
  verb.add_option("--where", query.where,
                  "Only points that fit, such as 'cycles >= 20 and treatment "
                  "= \"cryogenic_cycling\"'")
      ->type_name("CONDITION");
  const auto add_list = [&verb](const char* name, auto& list,
                                const char* help) {
    return verb.add_option(name, list, help)
        ->delimiter(',')
        ->allow_extra_args(false)
        ->type_name("NAME,...");
  };
  add_list("--columns", query.columns, "These, in this order");
  CLI::Option* group_by = add_list(
      "--group-by", query.group_by,
      "Means over the points that have equal values of these; `parameters`: "
      "over replicas");
  verb.add_flag("--compare", query.compare,
                "With --group-by, in the table: 95 % intervals, paired "
                "differences to the baseline and their p-values")
      ->needs(group_by);
  add_list("--sort", query.sort, "By these; NAME:desc: largest first");
}

}  // namespace

void AddResults(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "results", "Show what the points of a sweep have produced so far");
  verb->add_option("SWEEP", options->sweeps, "Number or name; several")
      ->required();
  verb->add_option("--format", options->format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  verb->add_flag(
      "--all", options->query.all_observables,
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
  AddQueryOptions(*verb, options->query);
  AddServerOption(*verb, session, options->server);
  verb->add_flag("--json", options->json, "The same as --format json");
  verb->footer(
      "Example:\n"
      "  lehr results quickstart --format csv > results.csv\n"
      "  lehr results quickstart --group-by parameters --columns "
      "yield_stress --compare\n"
      "  lehr results a b --where 'annealing_temperature >= 900' --sort "
      "yield_stress:desc\n"
      "  lehr results structure --steps --observable five_fold_symmetry "
      "--format csv");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Results(*options, session); };
  });
}

}  // namespace lehr::client
