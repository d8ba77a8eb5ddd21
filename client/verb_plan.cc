#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/planning_server.h"
#include "client/proto_json.h"
#include "client/segment_tree.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string file;
  ServerOption server;
  bool segments = false;
  bool no_time = false;
  bool json = false;
};

absl::StatusOr<int> Plan(const Options& options, Session& session) {
  auto file = yaml::ReadSweepFile(options.file);
  if (!file.ok()) return file.status();
  const auto server =
      PlanningServer::Connect(options.server, session,
                              options.no_time ? MachineShare{.workers = 0}
                                              : ShareFor(file->spec, 0, 0));
  if (!server.ok()) return server.status();
  auto plan = (*server)->Plan(*file, !options.no_time);
  if (!plan.ok()) return plan.status();
  if (options.json) {
    if (!options.segments) plan->clear_segments();
    session.out << Dump(ToJson(*plan));
    return kExitOk;
  }
  session.out << CostText(plan->summary(), (*server)->WhoseTime());
  if ((*server)->is_private()) {
    session.err << "no server answers at " << options.server.address
                << ": planned as if nothing had been computed yet\n";
  }
  if (options.segments) session.out << "\n" << PlannedSegmentsText(*plan);
  return kExitOk;
}

}  // namespace

void AddPlan(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "plan", "Say what a sweep would cost; computes nothing");
  verb->add_option("FILE", options->file, "The sweep file")->required();
  verb->add_flag("--segments", options->segments,
                 "List the pieces of work as a tree");
  verb->add_flag("--no-time", options->no_time,
                 "Do not measure how fast workers or, without a server, this "
                 "machine is if that is not known");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr plan sweep.yaml --segments");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Plan(*options, session); };
  });
}

}  // namespace lehr::client
