#include <chrono>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/planning_server.h"
#include "client/proto_json.h"
#include "client/server_connection.h"
#include "client/sweep_potential.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

// As long as a submission may take.
constexpr auto kDeadline = std::chrono::minutes(10);

struct Options {
  std::string sweep;
  std::string file;
  ServerOption server;
  bool dry_run = false;
  bool json = false;
};

absl::StatusOr<v1::ExtendSweepResponse> Ask(
    ServerConnection& server, const v1::ExtendSweepRequest& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kDeadline);
  v1::ExtendSweepResponse extended;
  const auto status = server.sweeps().ExtendSweep(&context, request, &extended);
  if (!status.ok()) return server.Explain(status);
  return extended;
}

absl::StatusOr<int> Extend(const Options& options, Session& session) {
  auto file = yaml::ReadSweepFile(options.file);
  if (!file.ok()) return file.status();
  ServerConnection server(options.server);
  const auto id = ResolveSweep(server, options.sweep);
  if (!id.ok()) return id.status();
  if (auto status = SetPotential(server, *file); !status.ok()) return status;
  v1::ExtendSweepRequest request;
  request.set_sweep_id(*id);
  *request.mutable_spec() = file->spec;
  request.set_dry_run(options.dry_run);
  const auto extended = Ask(server, request);
  if (!extended.ok()) return yaml::WithPositions(extended.status(), *file);
  if (options.json) {
    session.out << Dump(ToJson(*extended));
  } else if (extended->added().points() == 0) {
    session.out << absl::StrFormat("sweep %d has all points of %s\n", *id,
                                   options.file);
  } else {
    session.out << absl::StrFormat("sweep %d%s:\n", *id,
                                   options.dry_run ? " would get" : " gets")
                << CostText(extended->added());
  }
  return kExitOk;
}

}  // namespace

void AddExtend(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "extend", "Add points or replicas to a sweep; those it has stay");
  verb->add_option("SWEEP", options->sweep, "Number or name")->required();
  verb->add_option("FILE", options->file,
                   "The sweep file with all points, old and new")
      ->required();
  verb->add_flag("--dry-run", options->dry_run, "Only say what it would add");
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer("Example:\n  lehr extend quickstart more.yaml --dry-run");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Extend(*options, session); };
  });
}

}  // namespace lehr::client
