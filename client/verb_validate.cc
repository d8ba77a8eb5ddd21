#include <memory>
#include <ostream>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/planning_server.h"
#include "client/proto_json.h"
#include "client/sweep_potential.h"
#include "client/validate_engines.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/support/file.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string file;
  ServerOption server;
  bool engines = false;
  ValidateEnginesOptions with;
  bool json = false;
};

Json ProblemsJson(const std::vector<yaml::Problem>& problems) {
  Json list = Json::array();
  for (const yaml::Problem& problem : yaml::InFileOrder(problems)) {
    list.push_back({{"line", problem.position.line},
                    {"column", problem.position.column},
                    {"field", problem.field},
                    {"message", problem.message}});
  }
  return list;
}

int ReportProblems(const yaml::SweepFile& file,
                   const std::vector<yaml::Problem>& problems,
                   const Options& options, Session& session) {
  if (options.json) {
    session.out << Dump({{"valid", false},
                         {"file", file.path},
                         {"problems", ProblemsJson(problems)}});
  } else {
    session.err << yaml::FormatProblems(file.path, problems) << "\n";
  }
  return kExitBadInput;
}

absl::StatusOr<int> Validate(const Options& options, Session& session) {
  const auto text = ReadFile(options.file);
  if (!text.ok()) {
    return absl::InvalidArgumentError(std::string(text.status().message()));
  }
  yaml::SweepFile file = yaml::ParseSweepFile(options.file, *text);
  if (!file.problems.empty()) {
    return ReportProblems(file, file.problems, options, session);
  }
  if (options.engines) {
    ValidateEnginesOptions with = options.with;
    with.json = options.json;
    return ValidateEngines(with, file, session);
  }
  const auto server = PlanningServer::Connect(options.server, session);
  if (!server.ok()) return server.status();
  ServerConnection& connection = (*server)->connection();
  const auto potential = SetPotential(connection, file);
  if (!file.problems.empty()) {
    return ReportProblems(file, file.problems, options, session);
  }
  if (!potential.ok()) return potential;
  v1::PlanSweepRequest request;
  *request.mutable_spec() = file.spec;
  const auto plan = connection.Plan(request);
  if (!plan.ok()) {
    const auto problems = yaml::ProblemsOf(plan.status(), file);
    if (problems.empty()) return plan.status();
    return ReportProblems(file, problems, options, session);
  }
  if (options.json) {
    session.out << Dump({{"valid", true},
                         {"file", file.path},
                         {"points", plan->summary().points()}});
  } else {
    session.out << absl::StrFormat("%s: a good sweep of %d points\n", file.path,
                                   plan->summary().points());
  }
  return kExitOk;
}

}  // namespace

void AddValidate(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "validate", "Check a sweep file and name all that is wrong with it");
  verb->add_option("FILE", options->file, "The sweep file")->required();
  AddServerOption(*verb, session, options->server);
  CLI::Option* const engines = verb->add_flag(
      "--engines", options->engines,
      "Do the sweep with Lehr's engine and with LAMMPS, and compare them");
  verb->add_option("--replicas", options->with.replicas,
                   "Replicas with each engine (default: as the file says)")
      ->check(CLI::Range(1, 1000))
      ->needs(engines);
  verb->add_option("--data", options->with.data,
                   "Folder for what --engines computes; the same folder goes "
                   "on where it was")
      ->type_name("DIR")
      ->capture_default_str()
      ->needs(engines);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n"
      "  lehr validate sweep.yaml\n"
      "  lehr validate sweep.yaml --engines --replicas 8");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Validate(*options, session); };
  });
}

}  // namespace lehr::client
