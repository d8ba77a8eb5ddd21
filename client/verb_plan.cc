#include <memory>
#include <ostream>

#include <CLI/CLI.hpp>

#include "client/exit_code.h"
#include "client/planning_server.h"
#include "client/proto_json.h"
#include "client/segment_tree.h"
#include "client/tree_output.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string file;
  ServerOption server;
  PlanOptions plan;
  TreeOptions tree;
  bool json = false;
};

absl::StatusOr<int> DrawTree(const Options& options, const v1::SweepSpec& spec,
                             const v1::PlanSweepResponse& plan,
                             const std::string& cost, Session& session) {
  SegmentTree tree = PlanTree(plan);
  tree.name = spec.name();
  TreeOptions drawn = options.tree;
  if (options.json) drawn.format = "json";
  const auto status =
      WriteTree(tree, drawn, ToJson(plan.summary()), cost, session);
  if (!status.ok()) return status;
  return kExitOk;
}

absl::StatusOr<int> Plan(const Options& options, Session& session) {
  if (const auto format = TreeFormat(options.tree); !format.ok()) {
    return format.status();
  }
  auto file = yaml::ReadSweepFile(options.file);
  if (!file.ok()) return file.status();
  const auto server = PlanningServer::Connect(options.server, session,
                                              !options.plan.with_time
                                                  ? MachineShare{.workers = 0}
                                                  : ShareFor(file->spec, 0, 0));
  if (!server.ok()) return server.status();
  auto plan = (*server)->Plan(*file, options.plan);
  if (!plan.ok()) return plan.status();
  if ((*server)->is_private() && !options.json) {
    session.err << "no server answers at " << options.server.address
                << ": planned as if nothing had been computed yet\n";
  }
  const std::string cost = CostText(plan->summary(), (*server)->WhoseTime());
  if (options.tree.wanted()) {
    return DrawTree(options, file->spec, *plan, cost, session);
  }
  session.out << (options.json ? Dump(ToJson(plan->summary())) : cost);
  return kExitOk;
}

}  // namespace

void AddPlan(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "plan", "Say what a sweep would cost; computes nothing");
  verb->add_option("FILE", options->file, "The sweep file")->required();
  verb->add_flag("--no-reuse", options->plan.no_reuse,
                 "Plan as a server that has computed nothing yet");
  verb->add_flag("!--no-time", options->plan.with_time,
                 "Do not measure how fast workers or, without a server, this "
                 "machine is if that is not known");
  verb->add_option("--cores", options->plan.cores,
                   "Also tell how long pools of so many cores would take, such "
                   "as 64,1024; reckoned from one core's speed")
      ->delimiter(',')
      ->check(CLI::PositiveNumber);
  AddTreeOptions(*verb, options->tree);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n  lehr plan sweep.yaml --tree\n"
      "  lehr plan sweep.yaml -o plan.svg\n"
      "  lehr plan sweep.yaml --no-reuse --cores 64,1024");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Plan(*options, session); };
  });
}

}  // namespace lehr::client
