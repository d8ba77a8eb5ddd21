#include <cstdint>
#include <memory>
#include <ostream>
#include <random>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>

#include "client/exit_code.h"
#include "client/planning_server.h"
#include "client/proto_json.h"
#include "client/recheck_options.h"
#include "client/sweep_options.h"
#include "client/sweep_potential.h"
#include "client/sweep_watch.h"
#include "client/verb_options.h"
#include "client/verbs.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::client {
namespace {

struct Options {
  std::string file;
  ServerOption server;
  RecheckOptions recheck;
  SweepOptions sweep;
  bool watch = false;
  bool json = false;
};

std::string NewRequestId() {
  std::random_device random;
  const auto word = [&] { return static_cast<std::uint32_t>(random()); };
  return absl::StrFormat("submit-%08x%08x%08x%08x", word(), word(), word(),
                         word());
}

absl::StatusOr<int> Submit(const Options& options, Session& session) {
  auto file = yaml::ReadSweepFile(options.file);
  if (!file.ok()) return file.status();
  ServerConnection server(options.server);
  if (auto status = SetPotential(server, *file); !status.ok()) return status;
  auto request = SubmitRequest(NewRequestId(), file->spec, options.recheck);
  SetSweepOptions(options.sweep, session, &request);
  const auto submitted = server.Submit(request);
  if (!submitted.ok()) return yaml::WithPositions(submitted.status(), *file);
  if (options.json) {
    session.out << (options.watch ? ToJson(*submitted).dump() + "\n"
                                  : Dump(ToJson(*submitted)));
  } else {
    session.out << absl::StrFormat("sweep %d\n", submitted->sweep_id())
                << CostText(submitted->summary());
  }
  if (!options.watch) return kExitOk;
  WatchOptions watch;
  watch.sweep_id = submitted->sweep_id();
  watch.json = options.json;
  const auto sweep = WatchSweep(server, session, watch);
  if (!sweep.ok()) return sweep.status();
  return ExitCodeOf(sweep->state());
}

}  // namespace

void AddSubmit(CLI::App& app, Session& session, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand("submit", "Give a sweep to a server");
  verb->add_option("FILE", options->file, "The sweep file")->required();
  verb->add_flag("--watch", options->watch, "Show its progress until it ends");
  AddRecheckOptions(*verb, options->recheck);
  AddSweepOptions(*verb, options->sweep);
  AddServerOption(*verb, session, options->server);
  AddJsonOption(*verb, options->json);
  verb->footer(
      "Example:\n  lehr submit sweep.yaml --watch --server node1:8420");
  verb->callback([options, &session, &action] {
    action = [options, &session] { return Submit(*options, session); };
  });
}

}  // namespace lehr::client
